import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';
import { freePort } from '../support/free-port.js';

const SHOP = fileURLToPath(new URL('../../sample/shop', import.meta.url));

beforeAll(async () => {
  await promisify(execFile)('npx', ['nest', 'build'], { cwd: SHOP });
});

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
    const invoice = await readFile(join(shop.directory, 'invoices', 'invoice-1.html'), 'utf8');
    expect(invoice).toContain('Pen &lt;i&gt;');
    expect(invoice).toContain('€2.30');
    expect(await shop.page('/invoices/1')).toBe(invoice);

    await eventually(async () => expect(await shop.page('/activity')).toContain('In all: 4 succeeded.'));
    const [, id] = /href="\/activity\/([^"]+)">WarehouseService\.pack</.exec(await shop.page('/activity'))!;
    const story = await shop.page(`/activity/${id}`);
    expect(story.match(/Error: The warehouse does not answer/g)).toHaveLength(2);
    expect(story).toMatch(/<dt>Attempt<\/dt>\s*<dd>3<\/dd>/);
    expect(story).toContain('The warehouse answers: parcel P-00001');

    // Everything is in the one database that was asked for.
    expect(existsSync(join(shop.directory, 'shop.sqlite'))).toBe(kind === 'SQLite');
  });

  it('takes forms, and refuses what is not allowed without leaving a job', async () => {
    const before = await shop.page('/activity');
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
    expect(await shop.page('/activity')).toBe(before);

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

  it('stops when it is told to, and goes on with what it had', async () => {
    const end = await shop.stop(10_000);
    expect(end === 0 || end === 'SIGTERM', `ended with ${end}\n${shop.output}`).toBe(true);

    shop = await Shop.start(environmentOf(database.options), shop.directory);
    await shop.untilReady();
    expect(await shop.page('/')).toContain('href="/invoices/2"');
    expect(await shop.page('/activity')).toContain('InvoicesService.write');
  });
});

/** The built shop as a process of its own, in a directory of its own. */
class Shop {
  output = '';

  private constructor(
    readonly directory: string,
    private readonly port: number,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout!, process.stderr!]) {
      stream.on('data', (chunk) => (this.output += String(chunk)));
    }
  }

  static async start(environment: Record<string, string>, existing?: string): Promise<Shop> {
    const directory = existing ?? (await mkdtemp(join(tmpdir(), 'nestfire-shop-')));
    const port = await freePort();
    const { DATABASE_URL: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [join(SHOP, 'dist', 'main.js')], {
      cwd: directory,
      env: {
        ...inherited,
        PORT: String(port),
        REMINDER_DELAY: '500ms',
        SYNC_RETRY_DELAY: '100ms',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Shop(directory, port, child);
  }

  async untilReady(): Promise<void> {
    await eventually(() => expect(this.output).toContain(`Activity: ${this.url('/activity')}`));
  }

  async page(path: string): Promise<string> {
    const response = await fetch(this.url(path));
    const text = await response.text();
    expect(response.status, `${path}: ${text}\n${this.output}`).toBe(200);
    return text;
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const response = await this.send(path, JSON.stringify(body), { 'content-type': 'application/json' });
    return { status: response.status, body: await response.json() };
  }

  send(path: string, body: string | URLSearchParams, headers?: Record<string, string>): Promise<Response> {
    return fetch(this.url(path), { method: 'POST', body, headers, redirect: 'manual' });
  }

  /** Asks the process to end; its exit code, or the signal that ended it. */
  async stop(patience: number): Promise<number | NodeJS.Signals | null> {
    const { process: child } = this;
    const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
      child.once('exit', (code, signal) => resolve(code ?? signal)),
    );
    child.kill('SIGTERM');
    return Promise.race([ended, sleep(patience, null, { ref: false })]);
  }

  async destroy(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill('SIGKILL');
      await ended;
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  private url(path: string): string {
    return `http://localhost:${this.port}${path}`;
  }
}

/** What a user would put in the environment; nothing for SQLite. */
function environmentOf(options: DataSourceOptions): Record<string, string> {
  switch (options.type) {
    case 'postgres':
    case 'mariadb': {
      const { type, username, password, host, port, database } = options;
      const protocol = type === 'mariadb' ? 'mysql' : type;
      return { DATABASE_URL: `${protocol}://${username}:${String(password)}@${host}:${port}/${database}` };
    }
    default:
      return {};
  }
}

/** Repeats the check until it passes, for at most 20 seconds. */
async function eventually(check: () => unknown): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadline) {
        throw error;
      }
      await sleep(50);
    }
  }
}
