import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobScheduler } from '../../dist/index.js';
import { report } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

const pg = createRequire(new URL('../package.json', import.meta.url))('pg');

/** Both clocks are the machine's own: `performance.timeOrigin + performance.now()`. */
const now = () => performance.timeOrigin + performance.now();
const [url, count] = [process.argv[2], Number(process.argv[3])];
const isWorker = process.argv[4] === 'worker';
let started = () => undefined;

class ProbeService {
  run(enqueuedAt) {
    started(now() - enqueuedAt);
  }
}
decorate(ProbeService, 'run');

if (isWorker) {
  await startApp(url, ProbeService);
  started = (latency) => process.send(latency);
  process.send('ready');
} else {
  const together = await startApp(url, ProbeService);
  const same = await probe(together, (listener) => (started = listener));
  await together.close();

  const child = fork(process.argv[1], [url, String(count), 'worker'], { execPath: process.execPath });
  await new Promise((resolve) => child.once('message', resolve));
  const producer = await startApp(url, ProbeService, { worker: false });
  const other = await probe(producer, (listener) => child.once('message', listener));
  child.kill();
  report({ same, other, floor: await floor() });
  await producer.close();
}

/** One job at a time, each after a pause in which everything falls idle. */
async function probe(app, listen) {
  const jobs = app.get(JobScheduler);
  const latencies = [];
  for (let i = 0; i < count; i++) {
    const latency = new Promise((resolve) => listen(resolve));
    await jobs.enqueue(ProbeService, (service) => service.run(now()));
    latencies.push(await latency);
    await sleep(20 + Math.random() * 20);
  }
  latencies.sort((a, b) => a - b);
  return { median: latencies[Math.floor(count / 2)], p95: latencies[Math.floor(count * 0.95)] };
}

/** What the database alone takes for it: one durable insert and one claim, by the driver, with its own SQL. */
async function floor() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `CREATE TABLE floor (id uuid PRIMARY KEY, state text, queue text, run_at bigint, worker uuid, args text);
     CREATE INDEX ON floor (queue, run_at) WHERE state = 'enqueued'`,
  );
  const latencies = [];
  for (let i = 0; i < count; i++) {
    const startedAt = now();
    await client.query({
      name: 'insert',
      text: `INSERT INTO floor (id, state, queue, run_at, args) VALUES ($1, 'enqueued', 'default', $2, $3)`,
      values: [randomUUID(), Date.now(), '[1]'],
    });
    await client.query(
      `UPDATE floor SET state = 'processing', worker = $1 WHERE id = (
         SELECT id FROM floor WHERE state = 'enqueued' AND queue = $2 ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED
       ) RETURNING id, args`,
      [randomUUID(), 'default'],
    );
    latencies.push(now() - startedAt);
    await sleep(20 + Math.random() * 20);
  }
  await client.end();
  latencies.sort((a, b) => a - b);
  return { median: latencies[Math.floor(count / 2)] };
}
