import { JobScheduler, JobStore } from '../../dist/index.js';
import { report, untilEmpty } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

const [url, count] = [process.argv[2], Number(process.argv[3])];
let executed = 0;

class TrivialService {
  run() {
    executed++;
  }
}
decorate(TrivialService, 'run');

const items = Array.from({ length: count }, (_, id) => ({ id }));
const call = (service, item) => service.run(item);

const client = await startApp(url, TrivialService, { worker: false });
const jobs = client.get(JobScheduler);
const timed = async (work) => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
// In turns, the first of each only to warm up.
const many = [];
const batch = [];
for (let round = 0; round < 4; round++) {
  many.push(await timed(() => jobs.enqueueMany(TrivialService, items, call)));
  batch.push(
    await timed(() => jobs.batch('bench', (all) => void all.enqueueMany(TrivialService, items, call))),
  );
}
await client.close();

// What is left of the rounds is drained together: half of it is in batches.
const worker = await startApp(url, TrivialService);
const store = worker.get(JobStore);
const settle = store.settle.bind(store);
const times = [];
store.settle = async (outcomes, ...others) => {
  const startedAt = performance.now();
  const settled = await settle(outcomes, ...others);
  times.push((performance.now() - startedAt) / outcomes.length);
  return settled;
};
const total = 8 * count;
await untilEmpty(
  url,
  `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`,
  () => executed >= total,
);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const tenth = Math.ceil(times.length / 10);
report({
  many: median(many.slice(1)),
  batch: median(batch.slice(1)),
  first: median(times.slice(tenth, 2 * tenth)),
  last: median(times.slice(-tenth)),
});
await worker.close();
