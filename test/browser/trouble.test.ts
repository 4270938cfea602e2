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

  it('a page left open across a deploy says that it is outdated, and how to go on', async () => {
    const { page, close } = await visit(browser, dashboard.url);
    await page.goto(`${dashboard.url}/jobs`);
    await page.waitForSelector('[data-row]');
    // The file is of the build before. The page reloads by itself, once; that helps, unless it was cached.
    await page.route(/workers-page/, (route) => route.fulfill({ status: 404, body: '' }));
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
