import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditResponse, BatchDetail, JobView } from '../../lib/dashboard/api/index.js';
import { eventually } from '../support/eventually.js';
import { hasBrowser, launch, visit, type View, type Visit } from './support/browser.js';
import { startFastify, type RunningDashboard } from './support/dashboard.js';
import { Shop } from './support/jobs.js';

const FAILED = 60;

/** What a page tells, and whether everybody reaches it: with a narrow screen, or with few rights. */
describe.skipIf(!hasBrowser)('what the pages tell', () => {
  let dashboard: RunningDashboard;
  let limited: RunningDashboard;
  let browser: Browser;
  let current: Visit | undefined;

  beforeAll(async () => {
    [dashboard, limited, browser] = await Promise.all([
      startFastify(),
      startFastify({
        access: () => ({ requeueJobs: true, viewArguments: false, viewAudit: false }),
        environment: { label: 'production in Frankfurt', tone: 'danger' },
        links: [{ label: 'Runbook', url: 'https://example.com/runbook' }],
      }),
      launch(),
    ]);
    // More than a page of them.
    const orders = Array.from({ length: FAILED }, (_, index) => `C-${index}`);
    await limited.jobs.enqueueMany(Shop, orders, (shop, order) => shop.sendReceipt(order));
    await eventually(async () => (await limited.monitor.count({ states: ['failed'] })).value > FAILED);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([dashboard?.stop(), limited?.stop()]);
  });
  afterEach(async () => {
    expect(current?.faults).toEqual([]);
    await current?.close();
  });

  const open = async (path: string, view: View = {}, { url } = dashboard): Promise<Page> => {
    current = await visit(browser, url, view);
    await current.page.goto(url + path);
    await current.page.waitForSelector('main h1');
    return current.page;
  };

  const ask = async <Answer>(path: string) =>
    (await (await fetch(`${dashboard.url}/api/${path}`)).json()) as Answer;

  const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  it('a part of a search that was left out is marked', async () => {
    const page = await open('/jobs?q=args.user.id:42+state:failed', {}, limited);
    const chips = page.getByRole('list', { name: 'Filters' }).getByRole('listitem');
    await chips.filter({ hasText: 'args.user.id:42' }).getByText('not supported here').waitFor();
    expect(await chips.filter({ hasText: 'state:failed' }).getByText('not supported').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Search jobs' }).fill('a');
    await page.getByRole('option', { name: 'after:' }).waitFor();
    expect(await page.getByRole('option', { name: 'args.' }).count()).toBe(0);
  });

  it('an action on all that match names the parts it cannot mean', async () => {
    const page = await open('/jobs?q=order+args.user.id:42', {}, limited);
    await page.getByLabel('Select all on this page').check();
    await page.getByRole('button', { name: /^Select all .*that match$/ }).click();
    await page.getByRole('button', { name: 'Requeue' }).click();
    const part = page.getByRole('dialog').getByRole('listitem');
    await part.filter({ hasText: 'args.user.id:42' }).getByText('not supported here').waitFor();
    expect(await part.count()).toBe(1);
  });

  it('each attempt has its own log, also after the job was requeued', async () => {
    const { jobs } = await dashboard.monitor.list({ states: ['failed'] }, { limit: 1 });
    const { id } = jobs[0]!;
    await dashboard.jobs.requeue(id);
    const attempts = async () => (await ask<JobView>(`jobs/${id}`)).attempts;
    await eventually(
      async () => (await attempts()).filter(({ outcome }) => outcome === 'failed').length === 2,
    );
    const page = await open(`/jobs/${id}`);
    const log = page.getByRole('log');
    await log.waitFor();
    await page.getByText('Attempt 1', { exact: true }).nth(1).click();
    await log.nth(1).waitFor();
    for (const console of await log.all()) {
      expect(await console.getByText(/^Receipt of/).count()).toBe(1);
    }
    // Two errors of one name, with their stacks.
    expect(await current!.audit()).toEqual([]);
  });

  it('failures of a type are looked at over the same range, under a filter that can be removed', async () => {
    const page = await open('/failures?range=7d&by=type');
    const ranges = page.getByLabel('Range');
    expect(await ranges.locator('option').allInnerTexts()).not.toContain('30 days');
    await page.getByRole('link', { name: 'Shop.sendReceipt' }).click();
    await page.getByRole('link', { name: 'TypeError' }).first().waitFor();
    expect(await ranges.inputValue()).toBe('7d');
    expect(new URL(page.url()).searchParams.get('type')).toBe('Shop.sendReceipt');
    await page.getByRole('button', { name: 'Remove type:Shop.sendReceipt' }).click();
    await page.waitForURL((url) => !url.searchParams.has('type'));
    expect(await ranges.inputValue()).toBe('7d');

    await page.goto(`${dashboard.url}/failures?type=Shop.ship`);
    await page.getByText('No failures of this job type').waitFor();
    expect(await current!.audit()).toEqual([]);
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByRole('link', { name: 'TypeError' }).first().waitFor();
  });

  it('all jobs of a page are selected, and all that match, where rows are cards', async () => {
    const page = await open('/jobs?state=failed', { width: 320 }, limited);
    await page.getByText('Select all on this page').click();
    await page.getByRole('button', { name: /^Select all .*that match$/ }).click();
    await page.getByText('All that match are selected').waitFor();
    expect(await current!.audit()).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);

    await page.goto(`${dashboard.url}/recurring`);
    await page.getByText('Select all on this page').click();
    await page.getByText('1 recurring job selected').waitFor();
  });

  it('where it is and what belongs to it is told without the sidebar too', async () => {
    const page = await open('', { width: 320 }, limited);
    await page.getByRole('banner').getByText('production in Frankfurt').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'More' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: 'Runbook' }).waitFor();
    await dialog.getByText('production in Frankfurt').waitFor();
    expect(await dialog.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    expect(await current!.audit()).toEqual([]);
  });

  it('the audit is offered nowhere to those who may not see it', async () => {
    const page = await open('/jobs', {}, limited);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Operations').waitFor();
    expect(await dialog.getByText('Audit').count()).toBe(0);
    expect(page.url()).toBe(`${limited.url}/jobs`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await dialog.getByRole('option', { name: 'Operations' }).waitFor();
    expect(await dialog.getByRole('option', { name: 'Audit' }).count()).toBe(0);
  });

  it('the rates of a queue and the failures of a batch are told where there is little room', async () => {
    const page = await open('/queues/queue?name=mail', { width: 320 });
    await page.getByRole('main').getByText('In → out / min').waitFor();

    const batch = await dashboard.jobs.batch('receipts', (receipts) => {
      receipts.enqueue(Shop, (shop) => shop.sendReceipt('D-1'));
      receipts.schedule(Shop, (shop) => shop.ship('D-1'), '3h');
    });
    await eventually(async () => (await ask<BatchDetail>(`batches/${batch.id}`)).failed === 1);
    await page.goto(`${dashboard.url}/batches`);
    await page.locator(`[data-row="${batch.id}"]`).getByText('1 failed').waitFor();
  });

  it('the audit says with what an action was done, and when exactly', async () => {
    const { id } = await dashboard.jobs.schedule(Shop, (shop) => shop.ship('E-1'), '3h');
    const done = await fetch(`${dashboard.url}/api/jobs/${id}/move`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Jobs-Dashboard': '1' },
      body: JSON.stringify({ queue: 'elsewhere' }),
    });
    expect(done.status).toBe(200);
    const [entry] = (await ask<AuditResponse>('audit')).items;
    const page = await open('/audit', { width: 320 });
    const row = page.locator(`[data-row="${entry!.id}"]`);
    await row.getByText('elsewhere').waitFor();
    const exact = new Intl.DateTimeFormat('en', {
      dateStyle: 'medium',
      timeStyle: 'medium',
      hourCycle: 'h23',
      timeZone: 'Europe/Istanbul',
    }).format(Date.parse(entry!.at));
    await row.getByText(exact).waitFor();
    expect(await current!.audit()).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });
});
