// Drains jobs with the dashboard mounted in the worker's process, and with or without somebody who looks at it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobScheduler, JobsModule } from '../../dist/index.js';
import { JobsDashboardModule } from '../../dist/dashboard/index.js';
import { report, serverTime, untilEmpty } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

const [url, count, isOpen] = [process.argv[2], Number(process.argv[3]), process.argv[4] === 'open'];
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
await producer.get(JobScheduler).enqueueMany(TrivialService, items, (service, id) => service.run({ id }));
await producer.close();

class AppModule {}
Module({
  imports: [JobsModule.forRoot({ dataSource: { type: 'postgres', url } }), JobsDashboardModule.forRoot()],
  providers: [TrivialService],
})(AppModule);
const cpuBefore = { own: process.cpuUsage(), server: await serverTime(url) };
const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
const visitor = isOpen
  ? spawn(
      process.execPath,
      [fileURLToPath(new URL('dashboard-visitor.mjs', import.meta.url)), `${await app.getUrl()}/jobs/api`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
  : null;
let looks = '';
visitor?.stdout.on('data', (chunk) => (looks += chunk));
await untilEmpty(
  url,
  `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`,
  () => executed >= count,
);
const drainTime = performance.now() - firstAt;
const { user, system } = process.cpuUsage(cpuBefore.own);
const cpu = (user + system) / 1e6 + (await serverTime(url)) - cpuBefore.server;
if (visitor) {
  visitor.kill();
  await once(visitor, 'close');
}
report({ count, executed, drainTime, cpu, requests: looks.length });
await app.close();
