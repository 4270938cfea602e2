import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { PostgresServer } from '../support/postgres-server.js';
import { hasBrowser, launch, visit } from './support/browser.js';
import { HOSTILE } from './support/jobs.js';
import { startShop, type RunningShop } from './support/shop.js';

describe.skipIf(!hasBrowser)('when something is wrong', () => {
  let server: PostgresServer;
  let dashboard: RunningShop;
  let browser: Browser;

  beforeAll(async () => {
    server = await PostgresServer.start();
    [dashboard, browser] = await Promise.all([startShop({ database: server.options }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
    await server?.destroy();
  });

  it('a search that is not understood: its part is marked, and the rest finds', async () => {
    const { page, faults, close } = await visit(browser, dashboard.url);
    await page.goto(`${dashboard.url}/jobs?q=queue:mail+nonsense:1`);
    await page.waitForSelector('[data-row]');
    await page.getByText('unknown filter').waitFor();
    expect(new Set(await page.locator('[data-row] td:nth-child(4)').allInnerTexts())).toEqual(
      new Set(['mail']),
    );
    expect(faults).toEqual([]);
    await close();
  });

  it('[I15] hostile types, tags, arguments, log lines and errors are text', async () => {
    const { page, faults, close } = await visit(browser, dashboard.url);
    const texts = async (query: string) => {
      await page.goto(`${dashboard.url}/jobs?q=${encodeURIComponent(query)}`);
      await page.locator('[data-row] a').first().click();
      await page.getByRole('heading', { name: 'History' }).waitFor();
      await eventually(async () => (await page.locator('main').innerText()).includes(HOSTILE));
      return page.locator('main').innerText();
    };
    expect((await texts(`type:"${HOSTILE}"`)).split(HOSTILE).length).toBeGreaterThan(3);
    expect(await texts('state:failed error:NonRetryableJobError type:ProductImporter.add')).toContain(
      `(got "${HOSTILE}")`,
    );
    await texts('tag:"order:9"');
    await page.getByRole('log').getByText(HOSTILE).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.evaluate(() => 'isHacked' in globalThis)).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  it('a job that changed under the cursor is left alone, and shown as it is now', async () => {
    const { page, close } = await visit(browser, dashboard.url);
    await page.goto(`${dashboard.url}/jobs?q=state:failed`);
    await page.waitForSelector('[data-live="live"]');
    await page.locator('[data-row] a').first().click();
    await page.getByRole('button', { name: 'Requeue' }).waitFor();
    await page.keyboard.press('p');
    await page.waitForSelector('[data-live="paused"]');
    await dashboard.jobs.delete(new URL(page.url()).pathname.split('/').at(-1)!);
    await page.getByRole('button', { name: 'Requeue' }).click();
    await page.getByText('The job has changed meanwhile').first().waitFor();
    await page.locator('main header').getByText('Deleted').waitFor();
    await close();
  });

  it('what is refused is said, in the dialog where there is one', async () => {
    const { page, faults, close } = await visit(browser, dashboard.url);
    const refusal = page.getByText('You may not do this');
    await page.route(/\/(drain|move)$/, (route) => route.fulfill({ status: 403, body: '' }));
    await page.goto(`${dashboard.url}/workers`);
    await page.getByRole('button', { name: 'Drain' }).first().click();
    await page.getByRole('status').filter({ has: refusal }).waitFor();
    await page.goto(`${dashboard.url}/jobs?state=scheduled`);
    await page.locator('[data-row] a').first().click();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Move to queue' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Queue', { exact: true }).fill('elsewhere');
    await dialog.locator('button[type=submit]').click();
    await dialog.getByRole('alert').filter({ has: refusal }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('what is typed in a dialog stays when a selection ends outside of it', async () => {
    const { page, close } = await visit(browser, dashboard.url);
    await page.goto(`${dashboard.url}/queues/queue?name=mail`);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const reason = page.getByRole('dialog').getByLabel('Reason', { exact: true });
    await reason.fill('Moving house');
    const box = (await reason.boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(5, box.y + box.height / 2);
    await page.mouse.up();
    expect(await reason.inputValue()).toBe('Moving house');
    await page.mouse.click(5, box.y);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close();
  });

  it('without a secure connection the browser copies in the old way, or it is said that it does not', async () => {
    const { page, close } = await visit(browser, dashboard.url);
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.goto(`${dashboard.url}/jobs`);
    await page.locator('[data-row] a').first().click();
    const copy = async () => {
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('menuitem', { name: 'Copy id' }).click();
    };
    await copy();
    await page.getByRole('status').getByText('Copied').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.keyboard.press('Control+k');
    const field = page.getByRole('dialog').getByRole('combobox');
    await field.waitFor();
    await page.keyboard.press('Control+v');
    expect(await field.inputValue()).toBe(id);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      document.execCommand = () => false;
    });
    await copy();
    await page.getByText('The browser does not allow this copy').waitFor();
    await close();
  });

  it('a page left open across a deploy says that it is outdated, and how to go on', async () => {
    const { page, close } = await visit(browser, dashboard.url);
    await page.goto(`${dashboard.url}/jobs`);
    await page.waitForSelector('[data-row]');
    // The file cannot be had, and there is no other build: nothing is said of one.
    await page.route(/workers-page/, (route) => route.fulfill({ status: 404, body: '' }));
    await page.getByRole('link', { name: 'Workers' }).click();
    await page.getByText('This page could not be shown').waitFor();
    expect(await page.getByText('There is a new version of this page').count()).toBe(0);
    // The file is of the build before. The page reloads by itself, once; that helps, unless it was cached.
    await page.route(/api\/config/, async (route) => {
      const response = await route.fetch();
      const config = (await response.json()) as object;
      await route.fulfill({ response, json: { ...config, build: 'the next one' } });
    });
    await page.goto(`${dashboard.url}/jobs`);
    await page.getByRole('link', { name: 'Workers' }).click();
    await page.getByText('There is a new version of this page').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Reload' }).first().click();
    await page.getByRole('heading', { name: 'Workers', level: 1 }).waitFor();
    expect(await page.getByText('There is a new version of this page').count()).toBe(0);
    await close();
  });

  it('a dead database: the frame stays and says so, and goes on by itself', async () => {
    const { page, faults, close } = await visit(browser, dashboard.url);
    await page.goto(`${dashboard.url}/jobs`);
    await page.waitForSelector('[data-row]');
    await server.stop();
    const banner = page.getByRole('status').getByText('The database cannot be reached');
    await banner.waitFor({ timeout: 30_000 });
    // What was there is there still, and a page that was not says why it is empty.
    expect(await page.locator('[data-row]').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.getByRole('heading', { name: 'Queues', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('navigation').first().waitFor();
    await banner.waitFor({ timeout: 30_000 });

    await server.restart();
    await banner.waitFor({ state: 'detached', timeout: 60_000 });
    await page.getByRole('link', { name: 'mail', exact: true }).waitFor({ timeout: 60_000 });
    expect(faults).toEqual([]);
    await close();
  });
});
