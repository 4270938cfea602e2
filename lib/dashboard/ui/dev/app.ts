import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobScheduler, JobsModule } from 'nestfire';
import { JobsDashboardModule } from 'nestfire/dashboard';
import { Catalogue, Mailer, Orders, Reports } from './jobs.js';
import { fill } from './fill.js';

const database = join(mkdtempSync(join(tmpdir(), 'nestfire-dev-')), 'jobs.sqlite');

@Module({
  imports: [
    JobsModule.forRoot({
      dataSource: { type: 'better-sqlite3', database },
      worker: { queues: ['critical', 'default', 'mail'], concurrency: 8 },
    }),
    JobsDashboardModule.forRoot({
      path: 'jobs',
      title: process.env['DEV_TITLE'] ?? 'Acme jobs',
      environment: { label: 'Development', tone: 'info' },
      editRecurring: true,
      readOnly: process.env['DEV_READ_ONLY'] === '1',
      actor: () => 'ayse@example.com',
      links: [{ label: 'Back to the shop', url: '/' }],
    }),
  ],
  providers: [Catalogue, Mailer, Orders, Reports],
})
class DevModule {}

const app = await NestFactory.create(DevModule, { logger: false });
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT'] ?? 3456), '127.0.0.1');
console.log(`${await app.getUrl()}/jobs`);
if (process.env['DEV_EMPTY'] !== '1') {
  await fill(app.get(JobScheduler));
}
