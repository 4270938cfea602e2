// Drains jobs with the dashboard mounted in the worker's process, and with or without somebody who looks at it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobScheduler, JobsModule } from '../../dist/index.js';
import { JobsDashboardModule } from '../../dist/dashboard/index.js';
import { report, serverTime, untilEmpty } from './harness.mjs';
import { progress, TrivialService } from './trivial-service.mjs';

const [url, count, isOpen] = [process.argv[2], Number(process.argv[3]), process.argv[4] === 'open'];
const WARM_UP = 7_000;

class AppModule {}
Module({
  imports: [JobsModule.forRoot({ dataSource: { type: 'postgres', url } }), JobsDashboardModule.forRoot()],
  providers: [TrivialService],
})(AppModule);
const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
const jobs = app.get(JobScheduler);
await jobs.pauses.pause({ queue: 'default' });
const items = Array.from({ length: count }, (_, i) => i);
await jobs.enqueueMany(TrivialService, items, (service, id) => service.run({ id }));

let answers = '';
const visitor = isOpen
  ? spawn(
      process.execPath,
      [fileURLToPath(new URL('dashboard-visitor.mjs', import.meta.url)), `${await app.getUrl()}/jobs/api`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
  : null;
visitor?.stdout.on('data', (chunk) => (answers += chunk));
// The page is there for some time before the jobs start: what the first look costs, it costs once.
await sleep(WARM_UP);
answers = '';
const before = { own: process.cpuUsage(), server: await serverTime(url) };
await jobs.pauses.resume({ queue: 'default' });
await untilEmpty(
  url,
  `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`,
  () => progress.executed >= count,
);
const drainTime = performance.now() - progress.firstAt;
const { user, system } = process.cpuUsage(before.own);
const cpu = (user + system) / 1e6 + (await serverTime(url)) - before.server;
if (visitor) {
  visitor.kill();
  await once(visitor, 'close');
}
report({ count, executed: progress.executed, drainTime, cpu, requests: answers.length });
await app.close();
