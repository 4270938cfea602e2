import { JobScheduler } from '../../dist/index.js';
import { report, untilEmpty } from './harness.mjs';
import { startApp } from './nestfire-app.mjs';
import { progress, TrivialService } from './trivial-service.mjs';

/** Default settings; finished rows are kept. */
const [url, count] = [process.argv[2], Number(process.argv[3])];

const producer = await startApp(url, TrivialService, { worker: false });
const items = Array.from({ length: count }, (_, i) => i);
const enqueueStarted = performance.now();
await producer.get(JobScheduler).enqueueMany(TrivialService, items, (service, id) => service.run({ id }));
const enqueueTime = performance.now() - enqueueStarted;
await producer.close();

const worker = await startApp(url, TrivialService);
await untilEmpty(
  url,
  `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`,
  () => progress.executed >= count,
);
const drainTime = performance.now() - progress.firstAt;
report({ count, executed: progress.executed, enqueueTime, drainTime, rss: process.memoryUsage.rss() });
await worker.close();
