import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Locale, Theme } from '../../../lib/dashboard/api/index.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) {
  console.log(`No browser at ${executablePath}: the browser tests are skipped. Set CHROMIUM to one.`);
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface View {
  locale?: Locale;
  theme?: Theme;
  width?: number;
}

export interface Visit {
  page: Page;
  /** What went wrong in the page: violations of the policy, and errors of scripts. */
  faults: string[];
  /** What axe finds, in one line each. */
  audit(): Promise<string[]>;
  close(): Promise<void>;
}

/** A new visitor of the dashboard at `url`. */
export async function visit(
  browser: Browser,
  url: string,
  { locale = 'en', theme = 'light', width = 1280 }: View = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    locale,
    timezoneId: 'Europe/Istanbul',
  });
  const { hostname, pathname } = new URL(url);
  await context.addCookies(
    Object.entries({ theme, locale }).map(([name, value]) => ({
      name: `jobs-dashboard-${name}`,
      value,
      domain: hostname,
      path: pathname,
    })),
  );
  const faults: string[] = [];
  const page = await context.newPage();
  await page.exposeFunction('reportViolation', (text: string) => void faults.push(text));
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportViolation } = globalThis as unknown as { reportViolation(text: string): void };
      reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    }),
  );
  page.on('pageerror', (error) => faults.push(String(error)));
  return {
    page,
    faults,
    audit: async () => {
      await page.evaluate(axe);
      const violations = await page.evaluate(async (rules) => {
        const { axe: runner } = globalThis as unknown as {
          axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await runner.run({ runOnly: rules })).violations;
      }, RULES);
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
      );
    },
    close: () => context.close(),
  };
}
