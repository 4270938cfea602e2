import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launch, visit } from './support/browser.js';
import { startProxy, type CuttableProxy } from './support/cuttable-proxy.js';
import { startFastify } from './support/dashboard.js';
import { startShop, type RunningShop } from './support/shop.js';

describe.skipIf(!hasBrowser)('live', () => {
  let dashboard: RunningShop;
  let browser: Browser;
  let proxy: CuttableProxy;
  let url: string;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([startShop(), launch()]);
    proxy = await startProxy(new URL(dashboard.url).origin);
    url = `${proxy.origin}/jobs`;
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await dashboard?.stop();
  });

  const enqueue = (tag: string) =>
    dashboard.jobs.enqueueByName('InvoicesService.write', [1], { tags: [tag] });

  it('by the stream, by asking when it is cut, and by the stream again', async () => {
    const { page, close } = await visit(browser, url);
    await page.goto(`${url}/jobs?q=tag:live`);
    await page.waitForSelector('[data-live="live"]');
    const rows = page.locator('[data-row]');

    await enqueue('live');
    await rows.nth(0).waitFor();

    proxy.cut();
    await page.waitForSelector('[data-live="polling"]');
    await enqueue('live');
    await rows.nth(1).waitFor();

    proxy.mend();
    await page.waitForSelector('[data-live="live"]', { timeout: 60_000 });
    await enqueue('live');
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
    await enqueue('paused');
    await page.waitForTimeout(2 * dashboard.config.pollMs);
    expect(asked).toEqual([]);
    await page.keyboard.press('p');
    await page.locator('[data-row]').first().waitFor();

    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await enqueue('paused');
    await page.getByRole('button', { name: '1 change, refresh' }).click();
    await page.locator('[data-row]').nth(1).waitFor();
    await close();
  });

  it('a running job shows its log and progress as they come', async () => {
    const fastify = await startFastify();
    const { page, close } = await visit(browser, fastify.url);
    await page.goto(`${fastify.url}/jobs?state=processing`);
    await page.getByRole('link', { name: 'Shop.importCatalogue' }).click();
    await page.getByRole('log').getByText('<img src=x').waitFor();
    expect(await page.locator('progress').first().getAttribute('value')).toBe('0.25');
    await close();
    await fastify.stop();
  });
});
