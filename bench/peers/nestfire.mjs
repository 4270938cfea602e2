import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BackgroundJob, JobScheduler, JobsModule, JobsWorker } from '../../dist/index.js';
import { report, untilEmpty } from './harness.mjs';

/** Default settings; finished rows are kept. */
let executed = 0;
let firstAt = 0;

export class TrivialService {
  run() {
    firstAt ||= performance.now();
    executed++;
  }
}
decorate(TrivialService, 'run');

const [url, count] = [process.argv[2], Number(process.argv[3])];

const producer = await context({ worker: false });
const enqueueStarted = performance.now();
await producer.get(JobScheduler).enqueueMany(
  TrivialService,
  { *[Symbol.iterator]() { for (let i = 0; i < count; i++) yield i; } },
  (service, i) => service.run(i),
);
const enqueueTime = performance.now() - enqueueStarted;
await producer.close();

const worker = await context({});
await untilEmpty(url, `SELECT 1 FROM nestfire_job WHERE state <> 'succeeded' LIMIT 1`, () => executed >= count);
const drainTime = performance.now() - firstAt;
report({ count, executed, enqueueTime, drainTime, rss: process.memoryUsage.rss() });
await worker.get(JobsWorker).stop();
await worker.close();

async function context(options) {
  class AppModule {}
  Module({
    imports: [JobsModule.forRoot({ dataSource: { type: 'postgres', url }, ...options })],
    providers: [TrivialService],
  })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
}

function decorate(target, method) {
  BackgroundJob()(target.prototype, method, Object.getOwnPropertyDescriptor(target.prototype, method));
}
