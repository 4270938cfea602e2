import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { INestApplication, ModuleMetadata, Provider } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  BackgroundJob,
  JobContext,
  JobScheduler,
  JobsModule,
  JobStore,
  Recurring,
  type JobsModuleRootOptions,
} from 'nestfire';
import { JobsDashboardModule, type JobsDashboardRootOptions } from 'nestfire/dashboard';
import { ACTION_HEADER } from '../../lib/dashboard/api/index.js';
import { UI_FOLDER } from '../../lib/dashboard/dashboard.tokens.js';
import { closeAfterTest, useDatabase } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

export const ADAPTERS = ['Express', 'Fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** Jobs of every kind. */
export class Shop {
  constructor(readonly job: JobContext) {}

  @BackgroundJob()
  async order(..._args: unknown[]): Promise<string> {
    this.job.log('ordered');
    return 'done';
  }

  @BackgroundJob({ queue: 'mail', retry: { attempts: 1 } })
  async fail(message: string): Promise<void> {
    throw new TypeError(message);
  }

  @BackgroundJob({ queue: 'slow' })
  async wait(): Promise<void> {
    await new Promise((resolve) => this.job.signal.addEventListener('abort', resolve));
  }

  @BackgroundJob({
    concurrency: { limit: 1, key: (customer: string) => customer },
    rateLimit: { limit: 100, per: '1m' },
  })
  async pack(_customer: string): Promise<void> {
    await this.wait();
  }

  @Recurring('0 8 * * *', { timeZone: 'Europe/Berlin', id: 'digest' })
  async digest(): Promise<void> {}
}
Reflect.defineMetadata('design:paramtypes', [JobContext], Shop);

export interface StartOptions {
  adapter?: Adapter;
  database?: TestDatabase;
  jobs?: JobsModuleRootOptions;
  dashboard?: JobsDashboardRootOptions;
  metadata?: ModuleMetadata;
  providers?: Provider[];
  /** Before it listens. */
  prepare?: (app: INestApplication) => void;
  withUi?: boolean;
}

export interface Dashboard {
  app: INestApplication;
  jobs: JobScheduler;
  store: JobStore;
  /** Of the server, without a slash at its end. */
  origin: string;
  /** Of the mount. */
  url: string;
  get<Body = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Answer<Body>>;
  post<Body = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

/** An application with jobs and a dashboard, on a port of its own; it is closed after the test. */
export async function startDashboard(options: StartOptions = {}): Promise<Dashboard> {
  const database = options.database ?? (await useDatabase(() => createDatabase('SQLite')));
  const module = Test.createTestingModule({
    ...options.metadata,
    imports: [
      JobsModule.forRoot({ dataSource: database.options, worker: false, ...options.jobs }),
      JobsDashboardModule.forRoot(options.dashboard),
      ...(options.metadata?.imports ?? []),
    ],
    providers: [Shop, ...(options.providers ?? [])],
  });
  const compiled = await module
    .overrideProvider(UI_FOLDER)
    .useValue(options.withUi === false ? '/nowhere' : builtUi())
    .compile();
  const app =
    options.adapter === 'Fastify'
      ? compiled.createNestApplication(new FastifyAdapter())
      : compiled.createNestApplication();
  app.useLogger(false);
  options.prepare?.(app);
  closeAfterTest(() => app.close());
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  const url = `${origin}/${options.dashboard?.path ?? 'jobs'}`;
  return { app, jobs: app.get(JobScheduler), store: app.get(JobStore), origin, url, ...client(`${url}/api`) };
}

/** Sends what the browser side sends. */
export function client(api: string): Pick<Dashboard, 'get' | 'post'> {
  const read = async <Body>(response: Response): Promise<Answer<Body>> => {
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: (isJson ? JSON.parse(text) : text) as Body,
      headers: response.headers,
    };
  };
  return {
    get: async (path, headers = {}) => read(await fetch(`${api}/${path}`, { headers, redirect: 'manual' })),
    post: async (path, body = {}, headers = {}) =>
      read(
        await fetch(`${api}/${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', [ACTION_HEADER]: '1', ...headers },
          body: JSON.stringify(body),
        }),
      ),
  };
}

/** A browser side as the build leaves it. */
function builtUi(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nestfire-ui-'));
  mkdirSync(join(folder, 'assets'));
  const manifest = {
    'main.tsx': {
      file: 'assets/main-1a2b.js',
      isEntry: true,
      css: ['assets/main-3c4d.css'],
      imports: ['_lib.js'],
    },
    '_lib.js': { file: 'assets/lib-5e6f.js' },
    'chart.tsx': { file: 'assets/chart-7a8b.js', css: ['assets/chart-9c0d.css'] },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const file of ['main-1a2b.js', 'main-3c4d.css', 'lib-5e6f.js', 'chart-7a8b.js', 'chart-9c0d.css']) {
    writeFileSync(join(folder, 'assets', file), `/* ${file} */`);
  }
  writeFileSync(join(folder, 'assets', 'main-1a2b.js.br'), brotliCompressSync('/* main-1a2b.js */'));
  writeFileSync(join(folder, 'assets', 'main-1a2b.js.gz'), gzipSync('/* main-1a2b.js */'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  closeAfterTest(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Reads the events of a stream as they come; not by `fetch`, which connects anew when it is aborted. */
export async function openStream(url: string, topics: string) {
  const events: { event: string; data: Record<string, unknown> }[] = [];
  const outgoing = request(`${url}/api/stream?topics=${topics}`).end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  const done = (async () => {
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk as string;
      const parts = text.split('\n\n');
      text = parts.pop()!;
      for (const part of parts.filter((each) => each.startsWith('event: '))) {
        const [event, data] = part.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
        events.push({ event: event!, data: JSON.parse(data!) as Record<string, unknown> });
      }
    }
  })().catch(() => undefined);
  closeAfterTest(async () => void outgoing.destroy());
  return { headers: response.headers, events, done, cut: () => outgoing.destroy() };
}

/** A request with exactly these headers: `fetch` adds some, and keeps others back. */
export function send(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
