import { createRequire } from 'node:module';
import { report, untilEmpty } from './harness.mjs';
import { startApp } from './nestfire-app.mjs';
import { progress, TrivialService } from './trivial-service.mjs';

const pg = createRequire(new URL('../package.json', import.meta.url))('pg');
const [url, count] = [process.argv[2], Number(process.argv[3])];
let peak = 0;

const app = await startApp(url, TrivialService, { worker: false });
await app.close();
// Made by the server, so that this process only drains.
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query(
  `INSERT INTO nestfire_job (id, type, queue, state, priority, run_at, created_at, args)
   SELECT gen_random_uuid(), 'TrivialService.run', 'default', 'enqueued', 0, i, i, '[{"id":' || i || '}]'
   FROM generate_series(1, ${count}) i`,
);
await client.end();

const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);
const worker = await startApp(url, TrivialService);
await untilEmpty(
  url,
  `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`,
  () => progress.executed >= count,
);
clearInterval(sampling);
report({ count, drainTime: performance.now() - progress.firstAt, peak });
await worker.close();
