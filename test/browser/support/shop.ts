import { Test } from '@nestjs/testing';
import { JobScheduler, JobsModule } from 'nestfire';
import type { DataSourceOptions } from 'typeorm';
import type { DashboardConfig, JobCounts, JobsResponse } from '../../../lib/dashboard/api/index.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { environmentOf, Shop } from '../../support/shop.js';
import { HOSTILE } from './jobs.js';

export interface RunningShop {
  shop: Shop;
  /** Of the dashboard, without a slash at its end. */
  url: string;
  config: DashboardConfig;
  /** Enqueues from outside of the shop. */
  jobs: JobScheduler;
  ask<Answer>(path: string): Promise<Answer>;
  stop(): Promise<void>;
}

interface Options {
  /** Default: an empty database on the server of the suites. */
  database?: DataSourceOptions;
  environment?: Record<string, string>;
  /** Markup in a type, a tag, an argument, a log line and an error. Default `true`. */
  hostile?: boolean;
}

/** The sample shop as a process on PostgreSQL, with the dashboard in it, and jobs in every state. */
export async function startShop({
  database,
  environment,
  hostile = true,
}: Options = {}): Promise<RunningShop> {
  const own = database ? null : await createDatabase('PostgreSQL');
  const dataSource = database ?? own!.options;
  const shop = await Shop.start({
    ...environmentOf(dataSource),
    REMINDER_DELAY: '3h',
    PACKING_TIME: '20000',
    ...environment,
  });
  await shop.untilReady();
  const outside = await Test.createTestingModule({
    imports: [JobsModule.forRoot({ dataSource, worker: false })],
  }).compile();
  outside.useLogger(false);
  await outside.init();
  const jobs = outside.get(JobScheduler);
  const url = shop.url('/jobs');
  const ask = async <Answer>(path: string) => (await (await fetch(`${url}/api/${path}`)).json()) as Answer;
  await fill(shop, jobs, ask, hostile);
  return {
    shop,
    url,
    config: await ask('config'),
    jobs,
    ask,
    stop: async () => {
      await outside.close();
      await shop.destroy();
      await own?.drop();
    },
  };
}

async function fill(
  shop: Shop,
  jobs: JobScheduler,
  ask: RunningShop['ask'],
  hostile: boolean,
): Promise<void> {
  for (const name of ['Ada Lovelace', 'Grace Hopper', hostile ? 'Zoë <b>&' : 'Zoë Kaya']) {
    await shop.post('/users', { email: `${name.split(' ')[0]}@example.org`, name });
  }
  const items = [{ product: 'Pen', quantity: 2, price: 1.15 }];
  for (const userId of [1, 1, 2]) {
    await shop.post('/orders', { userId, items });
  }
  await importProducts(shop, ['on request', 'ask us', 'free', hostile ? HOSTILE : '?']);
  if (hostile) {
    // A type that no worker knows, and a job of one that is known: its argument comes into its log.
    await jobs.enqueueByName(HOSTILE, [HOSTILE], { tags: [HOSTILE] });
    await jobs.enqueueByName('WarehouseService.pack', [9, HOSTILE], { tags: ['order:9', HOSTILE] });
  }
  await eventually(async () => {
    const { states } = await ask<JobCounts>('jobs/counts');
    // The warehouse fails twice at once, and only then takes its time: those two run for a while.
    const running = await ask<JobsResponse>('jobs?state=processing&q=type:WarehouseService.pack');
    const packing = running.items.filter(({ attempt }) => attempt === 3).length;
    return states.failed?.value === 4 && states.succeeded!.value >= 20 && packing >= 2;
  });
}

/** Twenty products, and one for each price that is none. */
export async function importProducts(shop: Shop, wrong: string[]): Promise<void> {
  const pens = Array.from({ length: 20 }, (_, index) => `PEN-${index},Pen ${index},${index + 1}.50`);
  const nibs = wrong.map((price, index) => `NIB-${index},Nib,${price}`);
  await shop.post('/products/import', { csv: ['sku,name,price', ...pens, ...nibs].join('\n') });
}
