import { JobScheduler } from '../../dist/index.js';
import { report, untilEmpty } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

/** Default settings; finished rows are kept. */
const [url, count] = [process.argv[2], Number(process.argv[3])];
let executed = 0;
let firstAt = 0;

class TrivialService {
  run() {
    firstAt ||= performance.now();
    executed++;
  }
}
decorate(TrivialService, 'run');

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
  () => executed >= count,
);
const drainTime = performance.now() - firstAt;
report({ count, executed, enqueueTime, drainTime, rss: process.memoryUsage.rss() });
await worker.close();
