import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatabaseKind, TestDatabase } from '../support/databases.js';
import { environmentOf, eventually, Shop } from '../support/shop.js';

/** What the sample shop does with batches, continuations, unique jobs and limits. */
export function flowSuite(kind: DatabaseKind, create: () => Promise<TestDatabase>): void {
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

  it('imports products as a batch, and reports those that could not be', async () => {
    expect(await shop.page('/products')).toContain('NIB-01,Spare nib,on request');
    expect(await shop.page('/products?words=pen')).toContain('There is no index to search yet');

    const pens = Array.from({ length: 30 }, (_, index) => `PEN-${index},Pen ${index},${index + 1}.50`);
    const csv = ['sku,name,price', ...pens, 'ink-1,"Ink, ""<b>blue</b>""",6.90', 'NIB-1,Nib,<i>free'].join(
      '\r\n',
    );
    const answer = await shop.send('/products/import', new URLSearchParams({ csv }));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/products/imports/1?live']);

    expect(await outcomeOf(shop, 1)).toEqual({ imported: 31, failed: 1, cancelled: 0 });
    const page = await shop.page('/products/imports/1?live');
    expect(page).toMatch(/state failed">failed<\/span>: 32 of 32 ended, 1 failed, 0\s+cancelled/);
    expect(page).toMatch(/<td>NIB-1<\/td>\s*<td>.*\(got &quot;&lt;i&gt;free&quot;\)<\/td>/);
    expect(page).not.toContain('http-equiv="refresh"');
    expect(await productsOn(shop)).toBe(31);
    expect(await shop.page('/products')).toContain('Ink, &quot;&lt;b&gt;blue&lt;/b&gt;&quot;');
  });

  it('writes the index of the catalogue a few times for many products', async () => {
    await eventually(async () => {
      const found = await shop.page('/products?words=BLUE+ink');
      expect(found).toMatch(/finds 1 product\..*<td>INK-1<\/td>.*€6\.90/s);
    });
    expect(await shop.page('/products?words=pen')).toMatch(
      /finds 30 products, of which these are the first 20/,
    );
    expect(await shop.page('/products?words=pen+ink')).toContain('finds 0 products.');
    expect(await shop.page('/products?words=constructor')).toContain('finds 0 products.');
    const index = JSON.parse(await readFile(join(shop.data, 'catalogue.json'), 'utf8')) as object;
    expect(index).toMatchObject({ blue: ['INK-1'], ink: ['INK-1'] });

    // All jobs there are fit on the page: 32 products, a report, and those that wrote the index.
    await eventually(async () => {
      const runs = statesOf(await shop.page('/activity'), 'CatalogueIndex.rebuild');
      expect(runs.length).toBeLessThanOrEqual(3);
      expect(new Set(runs)).toEqual(new Set(['succeeded']));
    });
  });

  it('takes the new name and price of a product that is there', async () => {
    const csv = '\uFEFFSKU, Name, Price\n\nink-1,Red ink,7\n';
    expect(await shop.post('/products/import', { csv })).toMatchObject({
      status: 201,
      body: { id: 2, rows: 1 },
    });
    expect(await outcomeOf(shop, 2)).toEqual({ imported: 1, failed: 0, cancelled: 0 });
    await eventually(async () =>
      expect(await shop.page('/products?words=red')).toMatch(/<td>INK-1<\/td>.*€7\.00/s),
    );
    expect(await shop.page('/products?words=blue')).toContain('finds 0 products.');
    expect(await productsOn(shop)).toBe(31);

    const backup = await shop.run('backup');
    if (kind !== 'SQLite') {
      const rows = await readFile(join(shop.directory, backup), 'utf8');
      expect(rows.match(/"table":"products"/g)).toHaveLength(31);
      expect(rows.match(/"table":"product_imports"/g)).toHaveLength(2);
    }
  });

  it.each([
    ['a list', [], 'The import must be an object'],
    ['no text', { csv: 1 }, 'csv must be text'],
    ['nothing', { csv: ' \n' }, 'The first line must be sku,name,price'],
    ['another header', { csv: 'sku;name;price\nA;B;1' }, 'The first line must be sku,name,price'],
    ['no products', { csv: 'sku,name,price\n' }, 'There must be 1 to 5000 products (got 0)'],
    [
      'too many',
      { csv: `sku,name,price${'\na,b,1'.repeat(5001)}` },
      'There must be 1 to 5000 products (got 5001)',
    ],
    ['a value too few', { csv: 'sku,name,price\n\nA,B' }, 'Line 3 must have 3 values (got 2)'],
    [
      'an open quote',
      { csv: 'sku,name,price\nA,"B,1' },
      'Line 2 must have 3 values (a quote is out of place)',
    ],
    ['no name', { csv: 'sku,name,price\nA,,1' }, 'Line 2: name must be one line of 1 to 100 characters'],
    ['a SKU twice', { csv: 'sku,name,price\nA,B,1\na,C,2' }, 'Line 3: A is on line 2 already'],
  ])('refuses %s', async (_, body, message) => {
    expect(await shop.post('/products/import', body)).toMatchObject({ status: 400, body: { message } });
    expect(await shop.page('/products')).not.toContain('Import 3');
  });

  it('cancels what is left of an import', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `BOX-${index},Box ${index},1`);
    const csv = ['sku,name,price', ...rows].join('\n');
    expect(await shop.post('/products/import', { csv })).toMatchObject({ status: 201, body: { id: 3 } });
    expect(await shop.submit('/products/imports/3/cancel')).toBe('/products/imports/3?live');

    const { imported, failed, cancelled } = await outcomeOf(shop, 3);
    expect([imported + cancelled, failed]).toEqual([5_000, 0]);
    expect(cancelled).toBeGreaterThan(0);
    expect(await shop.page('/products/imports/3')).toContain('state cancelled">cancelled');
    expect(await shop.post('/products/imports/3/cancel', {})).toMatchObject({ status: 409 });
    expect(await shop.post('/products/imports/9/cancel', {})).toMatchObject({ status: 404 });
  });

  it('packs one order of a customer at a time', async () => {
    for (const name of ['Ada', 'Bob']) {
      await shop.post('/users', { email: `${name}@example.org`, name });
    }
    const items = [{ product: 'Pen', quantity: 1, price: 1 }];
    const customers = [1, 1, 1, 2, 2, 2];
    await Promise.all(customers.map((userId) => shop.post('/orders', { userId, items })));

    const packed = await eventually(async () => {
      const jobs = await shop.page('/activity');
      expect(statesOf(jobs, 'WarehouseService.pack')).toEqual(customers.map(() => 'succeeded'));
      const ids = [...jobs.matchAll(/href="\/activity\/([^"]+)">WarehouseService\.pack</g)].map(
        ([, id]) => id!,
      );
      return Promise.all(ids.map(async (id) => packingOf(await shop.page(`/activity/${id}`))));
    });
    const of = (customer: string) =>
      packed.filter((each) => each.customer === customer).toSorted((a, b) => a.from - b.from);
    for (const orders of [of('1'), of('2')]) {
      expect(orders).toHaveLength(3);
      orders.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThanOrEqual(orders[index]!.until));
    }
    // But those of others meanwhile.
    expect(of('1').some((a) => of('2').some((b) => a.from < b.until && b.from < a.until))).toBe(true);
  });

  it('keeps to what the mail provider takes in a minute', async () => {
    await shop.destroy();
    await database.drop();
    database = await create();
    shop = await Shop.start({ ...environmentOf(database.options), MAIL_RATE: '2' });
    await shop.untilReady();
    for (const name of ['Ada', 'Bob', 'Cem', 'Dot']) {
      await shop.post('/users', { email: `${name}@example.org`, name });
    }
    await eventually(async () =>
      expect(statesOf(await shop.page('/activity'), 'WelcomeEmail.send').toSorted()).toEqual([
        'succeeded',
        'succeeded',
        'throttled',
        'throttled',
      ]),
    );
    expect((await shop.page('/inbox')).match(/Welcome, /g)).toHaveLength(2);
  });
}

/** What the report of an import says, once it is there. */
async function outcomeOf(
  shop: Shop,
  importId: number,
): Promise<{ imported: number; failed: number; cancelled: number }> {
  return eventually(async () => {
    const page = await shop.page(`/products/imports/${importId}`);
    const [, imported, failed, cancelled] = /(\d+) imported, (\d+) failed, (\d+) cancelled/.exec(page) ?? [];
    expect(imported).toBeDefined();
    return { imported: Number(imported), failed: Number(failed), cancelled: Number(cancelled) };
  });
}

async function productsOn(shop: Shop): Promise<number> {
  return Number(/There are (\d+) product/.exec(await shop.page('/products'))?.[1]);
}

/** The states of the jobs of a type on a page of activity. */
function statesOf(activity: string, type: string): string[] {
  const jobs = activity.matchAll(/>([\w.]+)<\/a><\/td>\s*<td class="state (\w+)"/g);
  return [...jobs].filter(([, each]) => each === type).map(([, , state]) => state!);
}

/** When the warehouse has packed an order, by the log of the job. */
function packingOf(story: string): { customer: string; from: number; until: number } {
  const times = story.matchAll(
    /datetime="([^"]+)">[^/]*<\/time><\/td>(?:\s*<td>\w+<\/td>){2}\s*<td>The warehouse (.*)</g,
  );
  const [begun, ended] = [...times].map(([, at, message]) => ({ at: Date.parse(at!), message: message! }));
  expect(ended!.message).toMatch(/^answers: parcel/);
  return { customer: begun!.message.replace('packs for customer ', ''), from: begun!.at, until: ended!.at };
}
