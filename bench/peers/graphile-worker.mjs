import { createRequire } from 'node:module';
import { report, untilEmpty } from './harness.mjs';

const require = createRequire(new URL('../package.json', import.meta.url));
const { makeWorkerUtils, run, runMigrations, Logger, parseCronItems } = require('graphile-worker');

/** The fastest configuration its own benchmark knows: 24 jobs at once, a local queue of 500, no batch delays. */
const [url, count] = [process.argv[2], Number(process.argv[3])];
const logger = new Logger(() => () => undefined);
const preset = {
  worker: {
    connectionString: url,
    maxPoolSize: 25,
    concurrentJobs: 24,
    localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    logger,
  },
};

await runMigrations({ connectionString: url, logger });
const utils = await makeWorkerUtils({ connectionString: url, logger });
const items = Array.from({ length: count }, (_, i) => i);
const enqueueStarted = performance.now();
// One call of add_jobs with all of them, as enqueueMany() gets all of its items at once.
await utils.addJobs(items.map((id) => ({ identifier: 'trivial', payload: { id } })));
const enqueueTime = performance.now() - enqueueStarted;
await utils.release();

let executed = 0;
let firstAt = 0;
const runner = await run({
  preset,
  parsedCronItems: parseCronItems([]),
  taskList: {
    trivial() {
      firstAt ||= performance.now();
      executed++;
    },
  },
});
await untilEmpty(url, 'SELECT 1 FROM graphile_worker._private_jobs LIMIT 1', () => executed >= count);
const drainTime = performance.now() - firstAt;
report({ count, executed, enqueueTime, drainTime, rss: process.memoryUsage.rss() });
await runner.stop();
