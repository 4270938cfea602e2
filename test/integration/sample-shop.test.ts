import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';
import { buildShop, environmentOf, eventually, Shop } from '../support/shop.js';
import { flowSuite } from './sample-shop-flow.suite.js';

beforeAll(buildShop);

describeEachDatabase('The sample shop', (kind, create) => {
  let database: TestDatabase;
  let shop: Shop;

  beforeAll(async () => {
    database = await create();
    shop = await Shop.start(environmentOf(database.options));
    await shop.untilReady();
  });

  afterAll(async () => {
    await shop?.destroy();
    await database?.drop();
  });

  it('does everything that follows from a sign-up and an order', async () => {
    const name = 'Zoë <b>&';
    const user = await shop.post('/users', { email: 'zoe@example.org', name });
    expect(user).toEqual({ status: 201, body: { id: 1, email: 'zoe@example.org', name } });
    const items = [{ product: 'Pen <i>', quantity: 2, price: 1.15 }];
    const order = await shop.post('/orders', { userId: 1, items });
    expect(order).toMatchObject({ status: 201, body: { id: 1, items: [{ quantity: 2, cents: 115 }] } });

    await eventually(async () => {
      const inbox = await shop.page('/inbox');
      expect(inbox).toContain('Welcome, Zoë &lt;b&gt;&amp;');
      expect(inbox).toContain('&lt;zoe@example.org&gt;');
      expect(inbox).toContain('How was order 1?');
    });

    await eventually(async () => expect(await shop.page('/')).toContain('href="/invoices/1"'));
    const invoice = await readFile(join(shop.data, 'invoices', 'invoice-1.html'), 'utf8');
    expect(invoice).toContain('Pen &lt;i&gt;');
    expect(invoice).toContain('€2.30');
    expect(await shop.page('/invoices/1')).toBe(invoice);

    await eventually(async () =>
      expect(jobsOf(await shop.page('/activity'))).toEqual(Array(4).fill('succeeded')),
    );
    const [, id] = /href="\/activity\/([^"]+)">WarehouseService\.pack</.exec(await shop.page('/activity'))!;
    // What a job logs is written a moment later.
    const story = await eventually(async () => {
      const text = await shop.page(`/activity/${id}`);
      expect(text).toContain('The warehouse answers: parcel P-00001');
      return text;
    });
    expect(story.match(/Error: The warehouse does not answer/g)).toHaveLength(2);
    expect(story).toMatch(/<dt>Attempt<\/dt>\s*<dd>3<\/dd>/);

    // Everything is in the one database that was asked for.
    expect(existsSync(join(shop.data, 'shop.sqlite'))).toBe(kind === 'SQLite');
  });

  it('takes forms, and refuses what is not allowed without leaving a job', async () => {
    const before = jobsOf(await shop.page('/activity'));
    const form = new URLSearchParams({ email: 'zoe@example.org', name: 'Again' });
    expect(await shop.send('/users', form)).toMatchObject({ status: 409 });
    expect(await shop.post('/users', { email: 'nobody', name: 'Nobody' })).toMatchObject({
      status: 400,
      body: { message: 'email must be an e-mail address' },
    });
    const items = [{ product: 'Pen', quantity: 0, price: 1 }];
    expect(await shop.post('/orders', { userId: 1, items })).toMatchObject({
      status: 400,
      body: { message: 'items[0].quantity must be a whole number from 1 to 1000' },
    });
    expect(jobsOf(await shop.page('/activity'))).toEqual(before);

    const order = await shop.send(
      '/orders',
      new URLSearchParams([
        ['userId', '1'],
        ['items[0][product]', 'Ink'],
        ['items[0][quantity]', '3'],
        ['items[0][price]', '2.50'],
      ]),
    );
    expect(order.status).toBe(303);
    expect(order.headers.get('location')).toBe('/activity');
    await eventually(async () => expect(await shop.page('/invoices/2')).toContain('€7.50'));
  });

  it('backs up its database', async () => {
    const file = await shop.run('backup');
    expect(file).toMatch(/^data\/backups\/shop-[\dTZ-]+\.(sqlite|jsonl)$/);
    expect(await readBackup(join(shop.directory, file))).toEqual({
      users: [expect.objectContaining({ id: 1, email: 'zoe@example.org', name: 'Zoë <b>&' })],
      orders: [1, 2].map((id) => expect.objectContaining({ id, userId: 1 })),
      order_items: [
        expect.objectContaining({ orderId: 1, product: 'Pen <i>', quantity: 2, cents: 115 }),
        expect.objectContaining({ orderId: 2, product: 'Ink', quantity: 3, cents: 250 }),
      ],
    });
  });

  it('reports what was sold in the hour', async () => {
    const file = await shop.run('sales-report');
    const [header, line, ...rest] = (await readFile(join(shop.directory, file), 'utf8')).split('\n');
    expect(header).toBe('from,until,orders,revenue');
    expect(rest).toEqual(['']);
    const [from, until, orders, revenue] = line!.split(',');
    expect(Date.parse(until!) - Date.parse(from!)).toBe(3_600_000);
    expect(file).toBe(`data/reports/sales-${from!.slice(0, 13)}Z.csv`);

    // It may have become a new hour since the orders were placed.
    const placed = (await shop.page('/')).matchAll(/<time datetime="([^"]+)">[^€]*€([\d.]+)/g);
    const sold = [...placed].filter(([, at]) => at! >= from! && at! < until!).map(([, , total]) => total);
    expect([orders, revenue]).toEqual([
      String(sold.length),
      sold.reduce((sum, total) => sum + Number(total), 0).toFixed(2),
    ]);
  });

  it('mails every customer a digest, until it is unwanted', async () => {
    // The sign-up that was refused has left none.
    expect(await shop.recurringIds()).toEqual(['backup', 'digest:1', 'sales-report']);
    const row = await shop.recurring('digest:1');
    expect(row).toContain('Europe/Berlin');
    expect(row).toContain('active');

    await shop.run('digest:1');
    const inbox = await shop.page('/inbox');
    expect(inbox).toContain('Your orders of the last day: 2');
    expect(inbox).toMatch(/Hello Zoë &lt;b&gt;&amp;,\s+Order 1: €2\.30\s+Order 2: €7\.50/);

    expect(await shop.page('/users/1')).toContain('Unsubscribe');
    expect(await shop.submit('/users/1/digest/unsubscribe')).toBe('/users/1');
    expect(await shop.recurringIds()).toEqual(['backup', 'sales-report']);
    expect(await shop.page('/users/1')).toContain('action="/users/1/digest/subscribe"');
    expect(await shop.submit('/users/1/digest/subscribe')).toBe('/users/1');
    expect(await shop.recurringIds()).toEqual(['backup', 'digest:1', 'sales-report']);
    expect(await shop.post('/users/9/digest/subscribe', {})).toMatchObject({ status: 404 });
  });

  it('lists recurring jobs, and lets them be paused and resumed', async () => {
    expect(await shop.submit('/recurring/digest%3A1/pause')).toBe('/recurring');
    expect(await shop.recurring('digest:1')).toContain('Paused on the page');
    expect(await shop.submit('/recurring/digest%3A1/resume')).toBe('/recurring');
    expect(await shop.recurring('digest:1')).toMatch(/Pause<.*active|active.*Pause</s);
    expect(await shop.post('/recurring/nothing/trigger', {})).toMatchObject({ status: 404 });
    expect(await shop.post(`/recurring/${'x'.repeat(201)}/trigger`, {})).toMatchObject({ status: 400 });
  });

  it('stops when it is told to, and goes on with what it had', async () => {
    const end = await shop.stop(10_000);
    expect(end === 0 || end === 'SIGTERM', `ended with ${end}\n${shop.output}`).toBe(true);

    shop = await Shop.start(environmentOf(database.options), shop.directory);
    await shop.untilReady();
    expect(await shop.page('/')).toContain('href="/invoices/2"');
    expect(await shop.page('/activity')).toContain('InvoicesService.write');
  });

  it('backs up by itself when the environment says, and keeps the last backups', async () => {
    await shop.stop(10_000);
    const environment = { ...environmentOf(database.options), BACKUPS_KEPT: '2' };
    shop = await Shop.start({ ...environment, BACKUP_CRON: '* * * * * *' }, shop.directory);

    await eventually(async () => {
      const files = await readdir(join(shop.data, 'backups'));
      expect(files).toHaveLength(2);
      // These are the nominal times of a schedule without milliseconds.
      files.forEach((file) => expect(file).toMatch(/-000Z\.(sqlite|jsonl)$/));
    });

    await shop.stop(10_000);
    shop = await Shop.start({ ...environment, BACKUP_CRON: '-' }, shop.directory);
    await shop.untilReady();
    await eventually(async () =>
      // The last one may have been left to this process.
      expect(await shop.recurring('backup')).toMatch(/state succeeded.*state disabled/s),
    );
    const [first] = (await readdir(join(shop.data, 'backups'))).toSorted();
    expect((await readBackup(join(shop.data, 'backups', first!))).orders).toHaveLength(2);
  });
});

describeEachDatabase('The flow of the sample shop', flowSuite);

/** The states of the jobs on a page of activity that a sign-up and an order have created. */
function jobsOf(activity: string): string[] {
  const jobs =
    /(?:WelcomeEmail|InvoicesService|WarehouseService|OrderReminder)\.\w+<\/a><\/td>\s*<td class="state (\w+)"/g;
  return [...activity.matchAll(jobs)].map(([, state]) => state!);
}

/** The rows of the shop's tables in a backup. */
async function readBackup(file: string): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = { users: [], orders: [], order_items: [] };
  if (file.endsWith('.sqlite')) {
    const database = new BetterSqlite3(file);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    Object.keys(tables).forEach(
      (table) => (tables[table] = database.prepare(`SELECT * FROM ${table}`).all()),
    );
    database.close();
    return tables;
  }
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  for (const line of lines) {
    const { table, row } = JSON.parse(line) as { table: string; row: unknown };
    tables[table]!.push(row);
  }
  return tables;
}
