// How long every route of the dashboard takes on a large table: node dashboard.mjs [finished] [waiting]
import { setTimeout as sleep } from 'node:timers/promises';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { BackgroundJob, JobsModule, Recurring } from '../dist/index.js';
import { JobsDashboardModule } from '../dist/dashboard/index.js';
import { startPostgres } from './postgres.mjs';

const [finished = 10_000_000, waiting = 100_000] = process.argv.slice(2).map(Number);
const ROUNDS = 15;
const LIMIT = 200;
const PART = 500_000;

class Shop {
  order() {}
  digest() {}
}
const describe = (method, decorator) =>
  decorator(Shop.prototype, method, Object.getOwnPropertyDescriptor(Shop.prototype, method));
describe('order', BackgroundJob());
describe('digest', Recurring('0 8 * * *', { id: 'digest' }));

class AppModule {}

const postgres = await startPostgres();
try {
  const url = await postgres.createDatabase('dashboard');
  Module({
    imports: [
      JobsModule.forRoot({ dataSource: { type: 'postgres', url }, worker: false }),
      JobsDashboardModule.forRoot(),
    ],
    providers: [Shop],
  })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const client = new Client({ connectionString: url });
  await client.connect();
  await fill(client);
  if (process.env.KEEP) {
    console.log(url);
    await sleep(2 ** 31 - 1);
  }
  await measure(client, `${await app.getUrl()}/jobs/api`);
  await client.end();
  await app.close();
} finally {
  await postgres.stop();
}

/** The waiting jobs are the oldest, where a search by the newest finds them last. */
async function fill(client) {
  const started = performance.now();
  await client.query('SET synchronous_commit = off');
  await insert(client, 'enqueued', 0, waiting);
  for (let from = waiting; from < waiting + finished; from += PART) {
    await insert(client, null, from, Math.min(PART, waiting + finished - from));
  }
  await client.query(`INSERT INTO nestfire_tag SELECT 'vip', id FROM nestfire_job WHERE id::text LIKE '%00'`);
  await client.query('VACUUM (ANALYZE) nestfire_job');
  await client.query('VACUUM (ANALYZE) nestfire_tag');
  const { rows } = await client.query(
    `SELECT pg_size_pretty(pg_table_size('nestfire_job')) AS rows, pg_size_pretty(pg_indexes_size('nestfire_job')) AS indexes`,
  );
  console.log(
    `${finished} finished and ${waiting} waiting jobs in ${Math.round((performance.now() - started) / 1_000)} s: ` +
      `${rows[0].rows} and ${rows[0].indexes} of indexes\n`,
  );
}

async function insert(client, state, from, count) {
  await client.query(
    `INSERT INTO nestfire_job (id, type, queue, state, priority, run_at, created_at, claimed_at, finished_at, expires_at,
       attempt, claim, run_time, args, error, recurring_id)
     SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' || lpad(to_hex(i), 15, '0'))::uuid,
       CASE WHEN i % 1000000 = 7 THEN 'Rare.run' ELSE 'Service' || i % 50 || '.run' END, 'queue-' || i % 10, state, 0,
       ms, ms, CASE WHEN state <> 'enqueued' THEN ms + 5 END, CASE WHEN state <> 'enqueued' THEN ms + 10 END,
       CASE WHEN state <> 'enqueued' THEN ms + 8640000000 END, 1, 1, 5,
       '[{"user":{"id":' || i || '},"text":"' || repeat('x', 80) || '"}]',
       CASE WHEN state = 'failed' THEN 'TypeError: cannot read property ' || i END,
       CASE WHEN i % 10000 = 0 THEN 'digest' END
     FROM (SELECT i, 1790000000000 + i * 7 AS ms,
         COALESCE($1::text, CASE WHEN i % 100 = 0 THEN 'failed' WHEN i % 100 = 1 THEN 'deleted' ELSE 'succeeded' END) AS state
       FROM generate_series($2::bigint, $3::bigint) AS i) AS made`,
    [state, from, from + count - 1],
  );
}

async function measure(client, api) {
  const one = (await client.query(`SELECT id FROM nestfire_job WHERE state = 'failed' LIMIT 1`)).rows[0].id;
  const last = 1790000000000 + (finished + waiting) * 7;
  const middle = new Date(last - finished * 3).toISOString();
  const q = (text) => encodeURIComponent(text);
  const paths = [
    'config',
    'overview',
    'stats',
    'problems',
    'jobs',
    'jobs?state=enqueued',
    'jobs?state=scheduled',
    'jobs?state=processing',
    'jobs?state=succeeded',
    'jobs?state=failed',
    'jobs?state=failed,deleted',
    `jobs?q=${q('type:Service7.run')}`,
    `jobs?q=${q('type:Rare.run')}`,
    `jobs?state=enqueued&q=${q('type:Service7.run')}`,
    `jobs?state=failed&q=${q('type:Service0.run')}`,
    `jobs?q=${q('queue:queue-3 state:failed')}`,
    `jobs?q=${q('queue:none')}`,
    `jobs?q=${q('tag:vip')}`,
    `jobs?q=${q('tag:vip state:failed')}`,
    `jobs?q=${q('recurring:digest')}`,
    `jobs?q=${q('TypeError')}`,
    `jobs?q=${q('"nothing like this"')}`,
    `jobs?q=${q('args.user.id:42')}`,
    `jobs?q=${q(`after:${middle}`)}`,
    `jobs?q=${q(`before:${middle} state:failed`)}`,
    `jobs?q=${q('finished-after:-1h')}`,
    `jobs?q=${q(`id:${one}`)}`,
    'jobs/counts',
    `jobs/counts?q=${q('type:Service7.run')}`,
    `jobs/counts?q=${q('TypeError')}`,
    `jobs/counts?q=${q('tag:vip')}`,
    `jobs/${one}`,
    `jobs/${one}/log`,
    `jobs/${one}/neighbours?state=failed`,
    'suggest?field=type',
    'suggest?field=tag&prefix=v',
    'recurring',
    'recurring/job?id=digest',
    'queues',
    'queues/queue?name=queue-3',
    'workers',
    'batches',
    'failures',
    'audit',
  ];
  let slow = 0;
  console.log('median   p95  (ms)');
  for (const path of paths) {
    const times = [];
    let status;
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      const response = await fetch(`${api}/${path}`);
      await response.arrayBuffer();
      status = response.status;
      times.push(performance.now() - started);
      // Numbers that are shared for a second are measured anew.
      await sleep(/overview|stats|problems/.test(path) ? 1_010 : 0);
    }
    times.sort((a, b) => a - b);
    const [median, p95] = [times[Math.floor(ROUNDS / 2)], times[ROUNDS - 1]];
    slow += median > LIMIT ? 1 : 0;
    const note = (status === 200 ? '' : ` (${status})`) + (median > LIMIT ? ' SLOW' : '');
    console.log(
      `${median.toFixed(1).padStart(6)} ${p95.toFixed(1).padStart(6)}  ${decodeURIComponent(path)}${note}`,
    );
  }
  console.log(`\n${slow === 0 ? 'All' : `All but ${slow}`} within ${LIMIT} ms at the median.`);
}
