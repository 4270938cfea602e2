import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { DataSourceOptions } from 'typeorm';
import { JobMonitor, JobScheduler, JobsModule } from 'nestfire';
import { JobsDashboardModule, type JobsDashboardRootOptions } from 'nestfire/dashboard';
import type { DashboardConfig } from '../../../lib/dashboard/api/index.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { HOSTILE, Shop } from './jobs.js';

export interface RunningDashboard {
  app: INestApplication;
  jobs: JobScheduler;
  monitor: JobMonitor;
  url: string;
  config: DashboardConfig;
  stop(): Promise<void>;
}

/**
 * An application on Fastify with a worker on PostgreSQL, the dashboard in it, and jobs in every state.
 * Default database: an empty one on the server of the suites.
 */
export async function startFastify(
  dashboard: JobsDashboardRootOptions = {},
  database?: DataSourceOptions,
): Promise<RunningDashboard> {
  const own = database ? null : await createDatabase('PostgreSQL');
  const compiled = await Test.createTestingModule({
    imports: [
      JobsModule.forRoot({
        dataSource: database ?? own!.options,
        worker: { queues: ['default', 'mail', 'import'], concurrency: 5, shutdownTimeout: '100ms' },
      }),
      JobsDashboardModule.forRoot({ actor: () => 'ayse@example.com', ...dashboard }),
    ],
    providers: [Shop],
  }).compile();
  const app = compiled.createNestApplication(new FastifyAdapter());
  app.useLogger(false);
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/${dashboard.path ?? 'jobs'}`;
  const jobs = app.get(JobScheduler);
  await fill(jobs, url);
  return {
    app,
    jobs,
    monitor: app.get(JobMonitor),
    url,
    config: (await (await fetch(`${url}/api/config`)).json()) as DashboardConfig,
    stop: async () => {
      await app.close();
      await own?.drop();
    },
  };
}

async function fill(jobs: JobScheduler, url: string): Promise<void> {
  await jobs.enqueue(Shop, (shop) => shop.ship('A-1'), { tags: ['order', HOSTILE] });
  for (const order of ['A-1', 'A-2', 'A-3', HOSTILE]) {
    await jobs.enqueue(Shop, (shop) => shop.sendReceipt(order), { tags: ['receipt'] });
  }
  await jobs.enqueue(Shop, (shop) => shop.importCatalogue(HOSTILE));
  const later = await jobs.schedule(Shop, (shop) => shop.ship('A-4'), '3h');
  await jobs.continueWith(later, Shop, (shop) => shop.sendReceipt('A-4'));
  await jobs.enqueue(Shop, (shop) => shop.ship('A-5'), { queue: 'nobody' });
  await jobs.batch(HOSTILE, (batch) => {
    batch.enqueue(Shop, (shop) => shop.ship('B-1'));
    batch.enqueue(Shop, (shop) => shop.ship('B-2'));
  });
  await eventually(async () => {
    const { states } = (await (await fetch(`${url}/api/jobs/counts`)).json()) as {
      states: Record<string, { value: number } | null>;
    };
    return (
      states['failed']?.value === 4 && states['processing']?.value === 1 && states['succeeded']?.value === 3
    );
  });
}
