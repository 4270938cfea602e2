import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

// Takes pictures of pages of a running dashboard, and says what axe and the policy find:
// node lib/dashboard/ui/dev/look.mjs http://127.0.0.1:3456/jobs /tmp/look [page,page] [en-light-1280,…]
const [, , url, folder, only, forms = 'en-light-1280,en-dark-1280,tr-light-1280,tr-dark-320,en-light-320'] =
  process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(folder, { recursive: true });

const api = async (path) => (await fetch(`${url}/api/${path}`)).json();
const first = async (path, pick) => pick((await api(path)).items ?? (await api(path)).groups)?.[0];
const failedJob = (await api('jobs?state=failed')).items[0];
const running = (await api('jobs?state=processing&q=type:Orders.importCatalogue')).items[0];
const waiting = (await api('jobs?state=enqueued')).items[0];
const awaiting = (await api('jobs?state=awaiting')).items[0];
const group = (await api('failures')).groups[0];
const batch = await first('batches', (items) => items);
const operation = await first('operations', (items) => items);
const pages = {
  overview: '',
  jobs: '/jobs',
  'jobs-failed': '/jobs?state=failed',
  'jobs-search': '/jobs?q=queue:mail nonsense:1 after:-1h',
  'jobs-empty': '/jobs?q=type:Nothing',
  'job-failed': failedJob && `/jobs/${failedJob.id}`,
  'job-running': running && `/jobs/${running.id}`,
  'job-waiting': waiting && `/jobs/${waiting.id}`,
  'job-awaiting': awaiting && `/jobs/${awaiting.id}`,
  'job-missing': '/jobs/0190a000-0000-7000-8000-000000000000',
  failures: '/failures',
  'failures-type': '/failures?by=type',
  failure: group && `/failures/${group.fingerprint}`,
  recurring: '/recurring',
  'recurring-job': '/recurring/job?id=backup',
  queues: '/queues',
  queue: '/queues/queue?name=mail',
  workers: '/workers',
  batches: '/batches',
  batch: batch && `/batches/${batch.id}`,
  operations: '/operations',
  operation: operation && `/operations/${operation.id}`,
  health: '/health',
  audit: '/audit',
};

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
for (const form of forms.split(',')) {
  const [locale, theme, width] = form.split('-');
  const context = await browser.newContext({
    viewport: { width: Number(width), height: Number(width) < 500 ? 700 : 860 },
    locale,
    timezoneId: 'Europe/Istanbul',
    bypassCSP: false,
  });
  const { hostname, pathname } = new URL(url);
  await context.addCookies(
    [
      ['theme', theme],
      ['locale', locale],
    ].map(([name, value]) => ({
      name: `jobs-dashboard-${name}`,
      value,
      domain: hostname,
      path: pathname,
    })),
  );
  const page = await context.newPage();
  let name = '';
  page.on(
    'console',
    (message) =>
      ['error', 'warning'].includes(message.type()) && console.log(`${form} ${name}: ${message.text()}`),
  );
  page.on('pageerror', (error) => console.log(`${form} ${name}: ${error.message}`));
  for (const [key, path] of Object.entries(pages)) {
    if (path === undefined || (only && only !== 'all' && !only.split(',').includes(key))) {
      continue;
    }
    name = key;
    await page.goto(url + path);
    await page.waitForSelector('h1');
    await page.waitForTimeout(1_200);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) {
      console.log(`${form} ${name}: ${overflow} px too wide`);
    }
    await page.screenshot({ path: `${folder}/${key}.${form}.png`, fullPage: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    for (const { id, nodes } of violations) {
      console.log(
        `${form} ${name}: ${id} ×${nodes.length} ${nodes[0].html.slice(0, 160)} ${nodes[0].any[0]?.message ?? nodes[0].all[0]?.message ?? ''}`,
      );
    }
  }
  await context.close();
}
await browser.close();
