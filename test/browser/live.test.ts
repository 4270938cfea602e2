import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launch, visit } from './support/browser.js';
import { startProxy, type CuttableProxy } from './support/cuttable-proxy.js';
import { startDashboard, type RunningDashboard } from './support/dashboard.js';
import { Shop } from './support/jobs.js';

describe.skipIf(!hasBrowser)('live', () => {
  let dashboard: RunningDashboard;
  let browser: Browser;
  let proxy: CuttableProxy;
  let url: string;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startDashboard(), launch()]);
    proxy = await startProxy(new URL(dashboard.url).origin);
    url = `${proxy.origin}/jobs`;
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await dashboard?.stop();
  });

  it('by the stream, by asking when it is cut, and by the stream again', async () => {
    const { page, close } = await visit(browser, url);
    await page.goto(`${url}/jobs?q=tag:live`);
    await page.waitForSelector('[data-live="live"]');
    const rows = page.locator('[data-row]');
    const enqueue = () => dashboard.jobs.enqueue(Shop, (shop) => shop.ship('L'), { tags: ['live'] });

    await enqueue();
    await rows.nth(0).waitFor();

    proxy.cut();
    await page.waitForSelector('[data-live="polling"]');
    await enqueue();
    await rows.nth(1).waitFor();

    proxy.mend();
    await page.waitForSelector('[data-live="live"]', { timeout: 60_000 });
    await enqueue();
    await rows.nth(2).waitFor();
    await close();
  });

  it('nothing moves while it is paused, or while rows are selected', async () => {
    const { page, close } = await visit(browser, url);
    await page.goto(`${url}/jobs?q=tag:paused`);
    await page.waitForSelector('[data-live="live"]');
    await page.keyboard.press('p');
    await page.waitForSelector('[data-live="paused"]');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await dashboard.jobs.enqueue(Shop, (shop) => shop.ship('P'), { tags: ['paused'] });
    await page.waitForTimeout(2 * dashboard.config.pollMs);
    expect(asked).toEqual([]);
    await page.keyboard.press('p');
    await page.locator('[data-row]').first().waitFor();

    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await dashboard.jobs.enqueue(Shop, (shop) => shop.ship('P'), { tags: ['paused'] });
    await page.getByRole('button', { name: '1 change, refresh' }).click();
    await page.locator('[data-row]').nth(1).waitFor();
    await close();
  });

  it('a running job shows its log and progress as they come', async () => {
    const { page, close } = await visit(browser, url);
    await page.goto(`${url}/jobs?state=processing`);
    await page.getByRole('link', { name: 'Shop.importCatalogue' }).click();
    await page.getByRole('log').getByText('<img src=x').waitFor();
    expect(await page.locator('progress').first().getAttribute('value')).toBe('0.25');
    await close();
  });
});
