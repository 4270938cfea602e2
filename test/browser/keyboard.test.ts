import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { hasBrowser, launch, visit, type Visit } from './support/browser.js';
import { importProducts, startShop, type RunningShop } from './support/shop.js';

describe.skipIf(!hasBrowser)('with the keyboard alone', () => {
  let dashboard: RunningShop;
  let browser: Browser;
  let current: Visit;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startShop(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });
  beforeEach(async () => {
    current = await visit(browser, dashboard.url);
    await current.page.goto(dashboard.url);
    await current.page.waitForSelector('main h1');
  });
  afterEach(async () => {
    expect(current.faults).toEqual([]);
    await current.close();
  });

  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await current.page.keyboard.press(key);
    }
  };
  const hasHeading = () => current.page.evaluate(() => document.activeElement?.tagName === 'H1');
  const focusOn = async (role: 'button' | 'link' | 'menuitem' | 'combobox', name: RegExp) => {
    const target = current.page.getByRole(role, { name }).first();
    await target.waitFor();
    await eventually(async () => {
      if (await target.evaluate((element) => element === document.activeElement)) {
        return true;
      }
      await press('Tab');
      return false;
    });
  };

  it('a failed job is requeued', async () => {
    const { page } = current;
    await press('g', 'j');
    await page.waitForURL(/\/jobs\/jobs$/);
    await page.waitForSelector('[data-row]');
    await press('/');
    await page.keyboard.type('state:failed');
    await press('Enter');
    await page.waitForURL(/q=state/);
    await eventually(async () => (await page.locator('[data-row]').count()) === 4);
    await focusOn('link', /ProductImporter\.add/);
    const id = await page.locator('[data-row]:focus-within').getAttribute('data-row');
    await press('Enter');
    await page.waitForURL(new RegExp(`/jobs/${id}`));
    await focusOn('button', /Requeue/);
    await press('Enter');
    await page.getByText('The job is enqueued again').waitFor();
    await press('g', 'a');
    await page.locator('[data-row]').getByText('Requeued a job').first().waitFor();
  });

  it('a time is typed by the clock of the viewer', async () => {
    const { page } = current;
    await press('g', 'j');
    await page.waitForURL(/\/jobs\/jobs$/);
    await page.waitForSelector('[data-row]');
    await press('/');
    await page.keyboard.type('after:2026-01-31T10:00');
    await press('Enter');
    const chip = page.getByRole('list', { name: 'Filters' }).getByRole('listitem');
    await chip.getByText('after:2026-01-31T10:00+03:00').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('after:2026-01-31T10:00+03:00');
    await page.locator('[data-row]').first().waitFor();

    await page.goto(`${dashboard.url}/jobs?q=before:2026-01-31`);
    await chip.getByText('before:2026-01-31T00:00Z').waitFor();
  });

  it('a queue is paused, and resumed', async () => {
    const { page } = current;
    await press('g', 'q');
    await page.waitForURL(/\/queues$/);
    await focusOn('link', /^mail$/);
    await press('Enter');
    await page.getByRole('heading', { name: 'mail', level: 1 }).waitFor();
    await focusOn('button', /^Pause$/);
    await press('Enter');
    await page.getByRole('dialog', { name: 'Pause the queue mail' }).waitFor();
    await press('Tab', 'Enter');
    await page.getByText('This queue is paused').waitFor();
    await focusOn('button', /^Resume$/);
    await press('Enter');
    await page.getByText('This queue is paused').waitFor({ state: 'detached' });
  });

  it('a job type is paused by its name, and resumed', async () => {
    const { page } = current;
    await press('g', 'q');
    await page.waitForURL(/\/queues$/);
    await focusOn('button', /^Pause a job type$/);
    await press('Enter');
    await page.getByRole('dialog', { name: 'Pause a job type' }).waitFor();
    await focusOn('combobox', /^Job type$/);
    await page.keyboard.type('MailService.nothing');
    await press('Enter');
    await page.getByText('The job type MailService.nothing is paused').waitFor();
    const control = page.getByRole('listitem').filter({ hasText: 'MailService.nothing' });
    await control.getByText(/^Paused/).waitFor();
    await focusOn('button', /^Resume$/);
    await press('Enter');
    await control.waitFor({ state: 'detached' });
  });

  it('a recurring job is paused, and the pause is taken back', async () => {
    const { page } = current;
    await press('g', 'r');
    await page.waitForSelector('[data-row="backup"]');
    await press('j', 'x');
    await focusOn('button', /^Pause$/);
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: /Pause 1 recurring job/ });
    await dialog.waitFor();
    await press('Tab');
    await page.keyboard.type('Moving house');
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('[data-row="backup"]').getByText('Paused').waitFor();
    // The bar that had the button is gone, and the message is far away.
    await eventually(hasHeading);
    await press('u');
    await page.locator('[data-row="backup"]').getByText('Active').waitFor();
    await page.getByRole('status').getByText('Resumed').waitFor();
  });

  it('a list goes on at its beginning on the next page, and after an action on many', async () => {
    const { page } = current;
    await importProducts(dashboard.shop, []);
    await importProducts(dashboard.shop, []);
    await page.goto(`${dashboard.url}/jobs`);
    await page.waitForSelector('[data-row]');
    const firstRow = () => page.locator('[data-row]').first().getAttribute('data-row');
    const newest = await firstRow();
    await page.getByRole('link', { name: 'Next page' }).focus();
    await press('Enter');
    await page.waitForURL(/cursor=/);
    await eventually(hasHeading);
    await eventually(async () => (await firstRow()) !== newest);
    await press('j', 'x');
    await focusOn('button', /^Clear the selection$/);
    await press('Enter');
    await eventually(hasHeading);
  });

  it('jobs are deleted together, after their number was typed', async () => {
    const { page } = current;
    await page.goto(`${dashboard.url}/jobs?state=failed`);
    await page.waitForSelector('[data-row]');
    await press('j', 'x', 'j', 'x');
    await focusOn('button', /^Delete$/);
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete jobs' });
    await dialog.getByText('will be changed').waitFor();
    await press('Enter');
    expect(await dialog.isVisible()).toBe(true);
    await press('Tab');
    await page.keyboard.type('2');
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await eventually(hasHeading);
    await focusOn('button', /View/);
    await press('Enter');
    await page.waitForURL(/operations\//);
  });

  it('the palette opens with Ctrl and K from anywhere, and goes where it is told', async () => {
    const { page } = current;
    await press('g', 'j');
    await page.waitForSelector('[data-row]');
    await press('/');
    await page.keyboard.type('typ');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Workers');
    await press('Enter');
    await page.waitForURL(/\/workers$/);
  });

  it('shortcuts can be switched off', async () => {
    const { page } = current;
    await press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await press('Space', 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('g', 'j', '?');
    expect(page.url()).toBe(dashboard.url);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('focus goes to the heading of the next page, and back from a dialog', async () => {
    const { page } = current;
    await press('g', 'w');
    await page.getByRole('heading', { name: 'Workers', level: 1 }).waitFor();
    await eventually(hasHeading);
    await focusOn('button', /Settings/);
    await press('Enter');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
    await press('Escape');
    await eventually(() => page.evaluate(() => document.activeElement?.textContent === 'Settings'));
  });
});
