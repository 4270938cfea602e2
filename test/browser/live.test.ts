import { JobStore } from 'nestfire';
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

  it('a log has the lines that came while it was paused, whoever else was listening', async () => {
    const fastify = await startFastify();
    const { jobs } = await fastify.monitor.list({ states: ['processing'] });
    const jobId = jobs[0]!.id;
    const write = (message: string) =>
      fastify.app.get(JobStore).journal([{ jobId, attempt: 1, level: 'info', message, age: 0 }], []);
    const [first, second] = [await visit(browser, fastify.url), await visit(browser, fastify.url)];
    for (const { page } of [first, second]) {
      await page.goto(`${fastify.url}/jobs/${jobId}`);
      await page.waitForSelector('[data-live="live"]');
      await page.getByRole('log').getByText('<img src=x').waitFor();
    }
    await first.page.keyboard.press('p');
    await first.page.waitForSelector('[data-live="paused"]');
    await write('came meanwhile');
    await second.page.getByRole('log').getByText('came meanwhile').waitFor();
    await first.page.keyboard.press('p');
    await first.page.waitForSelector('[data-live="live"]');
    await write('came afterwards');
    await first.page.getByRole('log').getByText('came afterwards').waitFor();
    await first.page.getByRole('log').getByText('came meanwhile').waitFor();
    await first.close();
    await second.close();
    await fastify.stop();
  });
});
