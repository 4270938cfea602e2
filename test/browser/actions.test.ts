import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { BackgroundJob, JobScheduler, JobsModule } from 'nestfire';
import type { DataSourceOptions } from 'typeorm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  BatchDetail,
  FailuresResponse,
  JobsResponse,
  JobView,
  LimitsResponse,
  Locale,
  OperationsResponse,
  OperationView,
  PausesResponse,
  RecurringDetail,
  WorkersResponse,
} from '../../lib/dashboard/api/index.js';
import enFirst from '../../lib/dashboard/ui/i18n/en/first.js';
import enRest from '../../lib/dashboard/ui/i18n/en/rest.js';
import trFirst from '../../lib/dashboard/ui/i18n/tr/first.js';
import trRest from '../../lib/dashboard/ui/i18n/tr/rest.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { hasBrowser, launch, visit, type View, type Visit } from './support/browser.js';
import { startFastify } from './support/dashboard.js';
import { startShop } from './support/shop.js';

/** No worker knows it: what becomes of its jobs is what people do to them. */
@Injectable()
class Parcels {
  @BackgroundJob({ queue: 'parcels' })
  send(_id: string): void {}
}

const TEXTS: Record<Locale, Record<string, string>> = {
  en: { ...enFirst, ...enRest },
  tr: { ...trFirst, ...trRest },
};

interface Place {
  place: string;
  start(database: DataSourceOptions): Promise<{ url: string; stop(): Promise<void> }>;
  view: View & { locale: Locale };
}

const PLACES: Place[] = [
  {
    place: 'the sample shop, on Express',
    start: (database) => startShop({ database }),
    view: { locale: 'en', theme: 'light' },
  },
  {
    place: 'Fastify',
    start: (database) => startFastify({ editRecurring: true }, database),
    view: { locale: 'tr', theme: 'dark' },
  },
];

describe.skipIf(!hasBrowser).each(PLACES)('every action in $place', ({ start, view }) => {
  let database: TestDatabase;
  let dashboard: { url: string; stop(): Promise<void> };
  let outside: INestApplicationContext;
  let jobs: JobScheduler;
  let browser: Browser;
  let current: Visit;
  let page: Page;

  beforeAll(async () => {
    database = await createDatabase('PostgreSQL');
    [dashboard, browser] = await Promise.all([start(database.options), launch()]);
    const compiled = await Test.createTestingModule({
      imports: [JobsModule.forRoot({ dataSource: database.options, worker: false })],
      providers: [Parcels],
    }).compile();
    compiled.useLogger(false);
    outside = await compiled.init();
    jobs = outside.get(JobScheduler);
  });
  afterAll(async () => {
    await browser?.close();
    await outside?.close();
    await dashboard?.stop();
    await database?.drop();
  });
  beforeEach(async () => {
    current = await visit(browser, dashboard.url, view);
    ({ page } = current);
  });
  afterEach(async () => {
    expect(current.faults).toEqual([]);
    await current.close();
  });

  const t = (key: string) => {
    const text = TEXTS[view.locale][key];
    expect(text, key).toBeDefined();
    return text!;
  };
  const ask = async <Answer>(path: string) =>
    (await (await fetch(`${dashboard.url}/api/${path}`)).json()) as Answer;
  const open = async (path: string) => {
    await page.goto(dashboard.url + path);
    await page.waitForSelector('main h1');
  };
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true }).first();
  const choose = async (key: string) => {
    await button('job.actions').click();
    await page.getByRole('menuitem', { name: t(key), exact: true }).click();
  };
  const forget = async () => {
    const dismiss = page.getByRole('button', { name: t('common.dismiss'), exact: true });
    while ((await dismiss.count()) > 0) {
      await dismiss.first().click();
    }
  };
  /** By the only message that says this. */
  const undo = async (text = '') => {
    const message = page.locator('[role=status] > div').filter({ hasText: text });
    await message.getByRole('button', { name: t('common.undo'), exact: true }).click();
  };
  const field = (key: string, number = '') =>
    page.getByRole('dialog').getByLabel(t(key).replace('{number}', number), { exact: true });
  const alert = (key: string) => page.getByRole('dialog').getByRole('alert').getByText(t(key));
  const submit = async () => {
    await page.locator('dialog[open] button[type=submit]').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const schedule = (tag: string) =>
    jobs.schedule(Parcels, (parcels) => parcels.send('P-1'), '3h', { tags: [tag] });

  it('a job is moved, rescheduled, run now, deleted and requeued', async () => {
    const { id } = await schedule('one');
    const job = () => ask<JobView>(`jobs/${id}`);
    await open(`/jobs/${id}`);

    await choose('action.move');
    await field('suggest.queue').fill('elsewhere');
    await submit();
    await eventually(async () => (await job()).queue === 'elsewhere');

    await choose('action.reschedule');
    await submit();
    await eventually(async () => Date.parse((await job()).runAt) < Date.now() + 6 * 60_000);

    await choose('action.runNow');
    await eventually(async () => (await job()).state === 'enqueued');

    await choose('action.delete');
    await eventually(async () => (await job()).state === 'deleted');

    await button('action.requeue').click();
    await eventually(async () => (await job()).state === 'enqueued');
  });

  it('many jobs are rescheduled, run now, moved, deleted and requeued together', async () => {
    await schedule('many');
    await schedule('many');
    const done = async () => {
      await submit();
      await eventually(
        async () => (await ask<OperationsResponse>('operations')).items[0]!.finishedAt !== null,
      );
      return (await ask<JobsResponse>('jobs?q=tag:many')).items;
    };
    const act = async (action: string) => {
      await open('/jobs?q=tag:many');
      await page.locator('[data-row]').nth(1).waitFor();
      await page.getByLabel(t('jobs.selectPage')).check();
      await page
        .getByRole('region', { name: t('selection.label') })
        .getByRole('button', { name: t(action) })
        .click();
      await page.locator('dialog[open] strong').first().waitFor();
    };

    await act('action.reschedule');
    for (const { runAt } of await done()) {
      expect(Date.parse(runAt)).toBeLessThan(Date.now() + 6 * 60_000);
    }
    await act('action.runNow');
    expect(await page.locator('dialog[open] strong').first().innerText()).toBe('2');
    expect((await done()).map(({ state }) => state)).toEqual(['enqueued', 'enqueued']);
    await act('action.move');
    await field('suggest.queue').fill('elsewhere');
    expect((await done()).map(({ queue }) => queue)).toEqual(['elsewhere', 'elsewhere']);
    await act('action.delete');
    await field('bulk.type', '2').fill('2');
    expect((await done()).map(({ state }) => state)).toEqual(['deleted', 'deleted']);
    await act('action.requeue');
    expect((await done()).map(({ state }) => state)).toEqual(['enqueued', 'enqueued']);
  });

  it('more jobs than are counted are not said to be as many', async () => {
    const items = Array.from({ length: 10_001 }, (_, index) => String(index));
    await jobs.enqueueMany(Parcels, items, (parcels, id) => parcels.send(id), {
      delay: '3h',
      queue: 'crowd',
    });
    await open('/jobs?q=queue:crowd&state=scheduled');
    await page.getByLabel(t('jobs.selectPage')).check();
    const bar = page.getByRole('region', { name: t('selection.label') });
    await bar.getByRole('button', { name: /\d\+/ }).click();
    await bar.getByRole('button', { name: t('action.delete') }).click();
    const send = page.locator('dialog[open] button[type=submit]');
    const counted = await page.locator('dialog[open] strong').first().innerText();
    expect(counted).toMatch(/^\d+[.,]\d{3}\+$/);
    expect(await send.innerText()).toContain(counted);
    await page.getByText(t('bulk.typeCapped'), { exact: true }).waitFor();
    const number = counted.replaceAll(/\D/g, '');
    await field('bulk.type', number).fill(number);
    expect(await send.isEnabled()).toBe(true);
  });

  it('an operation is cancelled', async () => {
    const items = Array.from({ length: 60_000 }, (_, index) => String(index));
    await jobs.enqueueMany(Parcels, items, (parcels, id) => parcels.send(id), { delay: '3h', queue: 'heap' });
    const { id } = await jobs.deleteAll({ queues: ['heap'] });
    await open(`/operations/${id}`);
    await button('operation.cancel').click();
    await eventually(async () => (await ask<OperationView>(`operations/${id}`)).state === 'cancelled');
    await page.getByText(t('operation.cancelled'), { exact: true }).waitFor();
  });

  it('a group of failures is requeued', async () => {
    const [failed] = (await ask<JobsResponse>('jobs?state=failed')).items;
    const group = await eventually(async () =>
      (await ask<FailuresResponse>('failures')).groups.find(({ types }) => types.includes(failed!.type)),
    );
    await open('/failures');
    await page.getByRole('link', { name: group.name, exact: true }).first().click();
    await page.waitForURL(/\/failures\/[0-9a-f]+/);
    const before = (await ask<OperationsResponse>('operations')).items[0]?.id;
    await page
      .getByRole('button', { name: new RegExp(t('failure.retry').replace('{count}', '\\d+')) })
      .click();
    await page.locator('dialog[open] strong').first().waitFor();
    await submit();
    await eventually(async () => {
      const [last] = (await ask<OperationsResponse>('operations')).items;
      return last!.id !== before && last!.finishedAt !== null && last!.action === 'requeue';
    });
  });

  it('a recurring job is triggered, paused, resumed, changed, reset and removed', async () => {
    const job = () => ask<RecurringDetail>('recurring/job?id=backup');
    await open('/recurring/job?id=backup');
    await page.getByText(t('recurring.misfire.relaxed'), { exact: true }).waitFor();
    const { cron, timeZone, runs } = await job();
    await button('recurring.trigger').click();
    await eventually(async () => (await job()).runs.length === runs.length + 1);
    await button('recurring.pause').click();
    await field('pause.until').selectOption('at');
    await field('when.time').fill('2001-01-01T00:00');
    await alert('pause.past').waitFor();
    expect(await page.locator('dialog[open] button[type=submit]').isDisabled()).toBe(true);
    await field('pause.until').selectOption('');
    await field('common.reason').fill('Moving house');
    await submit();
    await eventually(async () => (await job()).pause?.reason === 'Moving house');
    await forget();
    await button('recurring.resume').click();
    await eventually(async () => (await job()).pause === null);
    await undo();
    await eventually(async () => (await job()).pause?.reason === 'Moving house');
    await button('recurring.resume').click();
    await eventually(async () => (await job()).pause === null);

    await choose('recurring.edit');
    await field('recurring.timeZone').fill('Nowhere/Land');
    await alert('recurring.unknownZone').waitFor();
    await field('recurring.timeZone').fill(timeZone);
    await field('recurring.cron').fill('15 5 * * *');
    await submit();
    await eventually(async () => (await job()).cron === '15 5 * * *');
    await undo(t('recurring.done.updated'));
    await eventually(async () => (await job()).cron === cron && !(await job()).isEdited);
    await choose('recurring.edit');
    await field('recurring.cron').fill('15 5 * * *');
    await submit();
    await eventually(async () => (await job()).cron === '15 5 * * *');
    await choose('recurring.reset');
    await submit();
    await eventually(async () => (await job()).cron === cron);

    await jobs.recurring.addOrUpdate('parcels', Parcels, (parcels) => parcels.send('P-2'), {
      cron: '0 6 * * *',
    });
    await open('/recurring/job?id=parcels');
    await choose('recurring.remove');
    await page.getByRole('dialog').getByRole('textbox').first().fill('parcels');
    await submit();
    await page.waitForURL(/\/recurring$/);
    expect(await jobs.recurring.get('parcels')).toBeNull();
  });

  it('a queue is paused, resumed and limited', async () => {
    await open('/queues/queue?name=mail');
    const pauses = async () => (await ask<PausesResponse>('pauses')).items.map(({ target }) => target.name);
    const limit = async () =>
      (await ask<LimitsResponse>('limits')).items.find(({ target }) => target.name === 'mail');
    const before = await limit();
    await button('queues.pause').click();
    await submit();
    await eventually(async () => (await pauses()).includes('mail'));
    await forget();
    await button('queues.resume').click();
    await eventually(async () => !(await pauses()).includes('mail'));
    await undo(t('queues.done.resumed').replace('{queue}', 'mail'));
    await eventually(async () => (await pauses()).includes('mail'));
    await button('queues.resume').click();
    await eventually(async () => !(await pauses()).includes('mail'));

    await button('limit.set').click();
    await field('limit.concurrency').fill('2');
    await submit();
    await eventually(async () => (await limit())?.concurrency === 2);
    await button('limit.reset').click();
    await eventually(async () => (await limit())?.concurrency === before?.concurrency);
    await undo(t('limit.done.reset'));
    await eventually(async () => (await limit())?.concurrency === 2);
    await forget();
    await button('limit.set').click();
    await field('limit.concurrency').fill('3');
    await submit();
    await eventually(async () => (await limit())?.concurrency === 3);
    await undo(t('limit.done'));
    await eventually(async () => (await limit())?.concurrency === 2);
    await button('limit.reset').click();
    await eventually(async () => (await limit())?.concurrency === before?.concurrency);
  });

  it('a job type is limited and paused from where it is seen', async () => {
    const { id } = await schedule('type');
    const type = 'Parcels.send';
    const limit = async () =>
      (await ask<LimitsResponse>('limits')).items.find(({ target }) => target.name === type);
    await open('/queues');
    await button('types.limit').click();
    await field('suggest.type').fill(type);
    await field('limit.rate').fill('5');
    await submit();
    await eventually(async () => (await limit())?.rate?.limit === 5);
    const control = page.getByRole('listitem').filter({ hasText: type });
    await control.getByRole('button', { name: t('limit.reset') }).click();
    await eventually(async () => (await limit())?.rate == null);

    await open(`/jobs/${id}`);
    await choose('types.pauseThis');
    await submit();
    await eventually(async () =>
      (await ask<PausesResponse>('pauses')).items.some(({ target }) => target.name === type),
    );
    await button('common.undo').click();
    await page.getByRole('status').getByText(t('queues.done.resumed').replace('{queue}', type)).waitFor();
    await eventually(async () =>
      (await ask<PausesResponse>('pauses')).items.every(({ target }) => target.name !== type),
    );
  });

  it('a batch is cancelled', async () => {
    const { id } = await jobs.batch('parcels of today', (batch) => {
      batch.schedule(Parcels, (parcels) => parcels.send('P-3'), '3h');
    });
    await open(`/batches/${id}`);
    await button('batch.cancel').click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('parcels of today');
    await submit();
    await eventually(async () => (await ask<BatchDetail>(`batches/${id}`)).state === 'cancelled');
  });

  it('a worker drains, and goes on', async () => {
    const status = async () => (await ask<WorkersResponse>('workers')).items[0]!.status;
    await open('/workers');
    await button('workers.drain').click();
    await eventually(async () => (await status()) === 'draining');
    await button('workers.resume').click();
    await eventually(async () => (await status()) === 'alive');
    await undo(t('workers.done.resumed').replace('{name}', '').trim());
    await eventually(async () => (await status()) === 'draining');
    await button('workers.resume').click();
    await eventually(async () => (await status()) === 'alive');
  });
});
