import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { hasBrowser, launch, visit, type View } from './support/browser.js';
import { startFastify } from './support/dashboard.js';
import { HOSTILE } from './support/jobs.js';
import { startShop } from './support/shop.js';

interface Place {
  place: string;
  start(): Promise<{ url: string; stop(): Promise<void> }>;
  /** Every two of them meet in one place or the other. */
  views: View[];
}

const PLACES: Place[] = [
  {
    place: 'the sample shop, on Express',
    start: startShop,
    views: [
      { locale: 'en', theme: 'light', width: 1280 },
      { locale: 'tr', theme: 'dark', width: 1280 },
      { locale: 'en', theme: 'dark', width: 320 },
      { locale: 'tr', theme: 'light', width: 320 },
    ],
  },
  {
    place: 'Fastify',
    start: startFastify,
    views: [
      { locale: 'tr', theme: 'light', width: 1280 },
      { locale: 'tr', theme: 'dark', width: 320 },
    ],
  },
];

describe.skipIf(!hasBrowser).each(PLACES)('every page in $place', ({ start, views }) => {
  let dashboard: { url: string; stop(): Promise<void> };
  let browser: Browser;
  let pages: Record<string, string>;

  beforeAll(async () => {
    [dashboard, browser] = await Promise.all([start(), launch()]);
    const first = async (path: string) => {
      const { items } = (await (await fetch(`${dashboard.url}/api/${path}`)).json()) as {
        items: { id: string }[];
      };
      return items[0]!.id;
    };
    pages = {
      overview: '',
      jobs: '/jobs',
      'a search': '/jobs?q=queue:mail+nonsense:1&state=failed',
      'a search without results': '/jobs?q=type:Nothing',
      'a failed job': `/jobs/${await first('jobs?state=failed')}`,
      'a running job': `/jobs/${await first('jobs?state=processing')}`,
      'a waiting job': `/jobs/${await first('jobs?state=enqueued')}`,
      'a scheduled job': `/jobs/${await first('jobs?state=scheduled')}`,
      'a hostile job': `/jobs/${await first(`jobs?q=${encodeURIComponent(`tag:"${HOSTILE}"`)}`)}`,
      'a job that is gone': '/jobs/0190a000-0000-7000-8000-000000000000',
      failures: '/failures',
      'failures by type': '/failures?by=type',
      recurring: '/recurring',
      'a recurring job': '/recurring/job?id=backup',
      queues: '/queues',
      'a queue': '/queues/queue?name=mail',
      workers: '/workers',
      batches: '/batches',
      'a batch': `/batches/${await first('batches')}`,
      operations: '/operations',
      health: '/health',
      audit: '/audit',
    };
  });

  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });

  it.each(views)(
    '[I15] is whole in $locale, $theme, $width px: no violation of the policy, nothing for axe, nothing too wide',
    async (view) => {
      const { page, faults, audit, close } = await visit(browser, dashboard.url, view);
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(dashboard.url + path);
        await page.waitForSelector('main h1');
        await page.waitForSelector('main [role="status"] >> text=/Loading|Yükleniyor/', {
          state: 'detached',
        });
        expect(await audit(), name).toEqual([]);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          name,
        ).toBeLessThanOrEqual(0);
        expect(await page.evaluate(() => document.documentElement.lang), name).toBe(view.locale);
        // A key that has no text shows itself.
        expect(await page.locator('body').innerText(), name).not.toMatch(
          /\b(jobs|job|common|shell|recurring)\.[a-z]+\.[a-z]+\b/,
        );
      }
      expect(await page.evaluate(() => 'isHacked' in globalThis)).toBe(false);
      expect(faults).toEqual([]);
      await close();
    },
  );

  it('is watched: a violation of the policy is noticed', async () => {
    const { page, faults, close } = await visit(browser, dashboard.url);
    await page.goto(dashboard.url);
    await page.waitForSelector('main h1');
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await eventually(() => faults.some((fault) => fault.startsWith('style-src')));
    await close();
  });
});
