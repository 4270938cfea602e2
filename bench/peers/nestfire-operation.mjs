import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobScheduler } from '../../dist/index.js';
import { report } from './harness.mjs';
import { startApp } from './nestfire-app.mjs';
import { progress, TrivialService } from './trivial-service.mjs';

/** `doomed` jobs are deleted by one operation while the same worker drains others. */
const pg = createRequire(new URL('../package.json', import.meta.url))('pg');
const [url, doomed] = [process.argv[2], Number(process.argv[3])];
/** So that the first measurement takes some seconds, and the second is not over before the operation. */
const DRAINED = Math.min(doomed, 200_000);

const preparing = await startApp(url, TrivialService, { worker: false });
await preparing.close();
const client = new pg.Client({ connectionString: url });
await client.connect();
// Made by the server, so that this process does nothing but drain and delete.
const insert = (queue, count) =>
  client.query(
    `INSERT INTO nestfire_job (id, type, queue, state, priority, run_at, created_at, args)
     SELECT gen_random_uuid(), 'TrivialService.run', '${queue}', 'enqueued', 0, i, i, '[{"id":' || i || '}]'
     FROM generate_series(1, ${count}) i`,
  );
await insert('doomed', doomed);

let peak = 0;
const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);
const app = await startApp(url, TrivialService, { worker: { queues: ['default'] } });
const jobs = app.get(JobScheduler);

async function until(isReady) {
  while (!isReady()) {
    await sleep(2);
  }
}

/** Jobs a second until those that were inserted are done, or `isOver`; from the first that runs. */
async function drain(isOver) {
  const before = progress.executed;
  await insert('default', DRAINED);
  await until(() => progress.executed > before);
  const [first, startedAt] = [progress.executed, performance.now()];
  await until(() => progress.executed - before >= DRAINED || isOver());
  return (progress.executed - first) / ((performance.now() - startedAt) / 1_000);
}

await drain(() => false);
const alone = await drain(() => false);
const operation = await jobs.deleteAll({ queues: ['doomed'] }, { reason: 'bench' });
let isOver = false;
const finished = operation.finished({ timeout: Infinity }).finally(() => (isOver = true));
const rates = [];
do {
  rates.push(await drain(() => isOver));
} while (!(await operation.info()).finishedAt);
const { moved, createdAt, finishedAt } = await finished;
clearInterval(sampling);
report({ moved, operationTime: finishedAt - createdAt, alone, beside: rates[0], peak });
await app.close();
await client.end();
