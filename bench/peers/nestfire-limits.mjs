import { JobScheduler } from '../../dist/index.js';
import { report, untilEmpty } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

const [url, count, keys] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
let executed = 0;

class TrivialService {
  free() {
    executed++;
  }

  keyed() {
    executed++;
  }
}
decorate(TrivialService, 'free');
decorate(TrivialService, 'keyed', { concurrency: { limit: 1, key: ({ key }) => `customer ${key}` } });

const items = Array.from({ length: count }, (_, id) => ({ key: id % keys }));

/** Enqueues without a worker, then drains; resolves to jobs per second. */
async function drain(call) {
  const client = await startApp(url, TrivialService, { worker: false });
  await client.get(JobScheduler).enqueueMany(TrivialService, items, call);
  await client.close();
  executed = 0;
  const startedAt = performance.now();
  const worker = await startApp(url, TrivialService);
  await untilEmpty(
    url,
    `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`,
    () => executed >= count,
  );
  const rate = count / ((performance.now() - startedAt) / 1000);
  await worker.close();
  return rate;
}

// In turns, the first of each only to warm up.
const free = [];
const keyed = [];
for (let round = 0; round < 4; round++) {
  free.push(await drain((service, item) => service.free(item)));
  keyed.push(await drain((service, item) => service.keyed(item)));
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
report({ free: median(free.slice(1)), keyed: median(keyed.slice(1)) });
