// How long every route of the dashboard takes on a large table: node dashboard.mjs [finished] [waiting]
import { setTimeout as sleep } from 'node:timers/promises';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { BackgroundJob, JobScheduler, JobsModule, Recurring } from '../dist/index.js';
import { JobsDashboardModule } from '../dist/dashboard/index.js';
import { fill, recurringIds } from './dashboard-data.mjs';
import { startPostgres } from './postgres.mjs';

const [finished = 10_000_000, waiting = 100_000] = process.argv.slice(2).map(Number);
const ROUNDS = 15;
const LIMIT = 200;
const STARTS_AT = 1_790_000_000_000;

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
  // Where something fails, the server stops below it; what failed is what is to be shown.
  client.on('error', () => undefined);
  const { recurring } = app.get(JobScheduler);
  for (const id of recurringIds) {
    await recurring.addOrUpdate(id, Shop, (shop) => shop.order(), { cron: '0 6 * * *' });
  }
  await fill(client, { finished, waiting, startsAt: STARTS_AT });
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

async function measure(client, api) {
  const one = (await client.query(`SELECT id FROM nestfire_job WHERE state = 'failed' LIMIT 1`)).rows[0].id;
  const last = STARTS_AT + (finished + waiting) * 7;
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
    'queues',
    'queues/queue?name=queue-3',
    'workers',
    'recurring/job?id=report-7',
    'batches',
    'batches?state=succeeded',
    'operations',
    'failures?range=1h',
    'failures?range=24h',
    'failures?range=7d',
    'failures?range=24h&by=type',
    `failures/${'0'.repeat(15)}7`,
    `jobs?q=${q(`fingerprint:${'0'.repeat(15)}7`)}`,
    ...['1h', '24h', '30d'].flatMap((range) => [
      `series?metric=throughput&range=${range}`,
      `series?metric=throughput&range=${range}&group=type`,
      `series?metric=wait&range=${range}&group=queue`,
    ]),
    'audit',
    'audit?actor=user-7',
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
