import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DataSourceOptions } from 'typeorm';
import { expect } from 'vitest';
import { freePort } from './free-port.js';

const SHOP = fileURLToPath(new URL('../../sample/shop', import.meta.url));

/** Builds the shop; once, as a second build would take the files from under a shop that runs. */
export async function buildShop(): Promise<void> {
  await promisify(execFile)('npx', ['nest', 'build'], { cwd: SHOP });
}

/** The built shop as a process of its own, in a directory of its own. */
export class Shop {
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
        DATA_DIR: 'data',
        REMINDER_DELAY: '500ms',
        SYNC_RETRY_DELAY: '100ms',
        PACKING_TIME: '200',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Shop(directory, port, child);
  }

  /** Where it writes its files. */
  get data(): string {
    return join(this.directory, 'data');
  }

  url(path: string): string {
    return `http://localhost:${this.port}${path}`;
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

  /** Posts an empty form; where the browser is sent then. */
  async submit(path: string): Promise<string | null> {
    const response = await this.send(path, new URLSearchParams());
    expect(response.status, `${path}: ${await response.text()}\n${this.output}`).toBe(303);
    return response.headers.get('location');
  }

  /** Runs a recurring job now and waits until it has succeeded; the file it has written, if any. */
  async run(id: string): Promise<string> {
    const { status, body } = await this.post(`/recurring/${encodeURIComponent(id)}/trigger`, {});
    expect(status, JSON.stringify(body)).toBe(201);
    const { jobId } = body as { jobId: string };
    return eventually(async () => {
      const story = await this.page(`/activity/${jobId}`);
      expect(story).toContain('<dd class="state succeeded">');
      return /<dt>Result<\/dt>\s*<dd>&quot;(.*)&quot;<\/dd>/.exec(story)?.[1] ?? '';
    });
  }

  async recurringIds(): Promise<string[]> {
    return [...(await this.page('/recurring')).matchAll(/aria-label="Run now: ([^"]+)"/g)].map(
      ([, id]) => id!,
    );
  }

  /** The row of a recurring job on its page. */
  async recurring(id: string): Promise<string | undefined> {
    const rows = (await this.page('/recurring')).split('<tr>');
    return rows.find((row) => row.includes(`Run now: ${id}"`));
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
}

/** What a user would put in the environment; nothing for SQLite. */
export function environmentOf(options: DataSourceOptions): Record<string, string> {
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
export async function eventually<Result>(check: () => Promise<Result> | Result): Promise<Result> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) {
        throw error;
      }
      await sleep(50);
    }
  }
}
