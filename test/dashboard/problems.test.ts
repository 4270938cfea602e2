import { hostname } from 'node:os';
import { HttpException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Client } from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HEALTH_CODES, type Problem, type ProblemsResponse } from '../../lib/dashboard/api/index.js';
import { closeAfterTest, openDataSource, useDatabase } from '../support/app.js';
import { createDatabase, describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { captureLogs } from '../support/logs.js';
import { PostgresServer } from '../support/postgres-server.js';
import { ADAPTERS, openStream, Shop, startDashboard } from './support.js';

afterEach(() => void vi.restoreAllMocks());

const NOBODY = '019ab6e0-0000-7000-8000-000000000001';

describe.each(ADAPTERS)('Problems on %s', (adapter) => {
  it('have a code and say which value is wrong', async () => {
    const { get, post, jobs } = await startDashboard({ adapter });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    const cases: [Promise<{ status: number; body: Problem; headers: Headers }>, number, Partial<Problem>][] =
      [
        [get(`jobs/${NOBODY}`), 404, { code: 'not_found' }],
        [
          get('jobs/nothing'),
          400,
          { code: 'invalid_request', params: { field: 'id', allowed: 'a UUID in lower case' } },
        ],
        [
          get('jobs?limit=0'),
          400,
          { code: 'invalid_request', params: { field: 'limit', allowed: 'a whole number from 1 to 200' } },
        ],
        [get('jobs?limit=1&limit=2'), 400, { code: 'invalid_request' }],
        [get('jobs?cursor=x'), 400, { code: 'invalid_request' }],
        [
          get('jobs?colour=red'),
          400,
          { code: 'invalid_request', params: { field: 'colour', allowed: 'q, state, cursor, limit' } },
        ],
        [get('jobs?state=broken'), 400, { code: 'invalid_request' }],
        [get(`jobs?q=${'x'.repeat(3_000)}`), 400, { code: 'invalid_request' }],
        [get('suggest?field=password'), 400, { code: 'invalid_request' }],
        [get('recurring/job?id=nothing'), 404, { code: 'not_found' }],
        [get('recurring/job'), 400, { code: 'invalid_request' }],
        [post(`jobs/${NOBODY}/requeue`), 404, { code: 'not_found' }],
        [post(`jobs/${id}/requeue`, []), 400, { code: 'invalid_request' }],
        [post(`jobs/${id}/requeue`, { reason: 5 }), 400, { code: 'invalid_request' }],
        [post(`jobs/${id}/requeue`, { reason: 'x'.repeat(1_001) }), 400, { code: 'invalid_request' }],
        [post(`jobs/${id}/requeue`, { resaon: 'x' }), 400, { code: 'invalid_request' }],
        [
          post(`jobs/${id}/reschedule`),
          400,
          { code: 'invalid_request', params: { field: 'at', allowed: 'either at or delayMs' } },
        ],
        [post(`jobs/${id}/reschedule`, { at: 'tomorrow' }), 400, { code: 'invalid_request' }],
        [post(`jobs/${id}/reschedule`, { delayMs: '5' as never, at: 'x' }), 400, { code: 'invalid_request' }],
        [post(`jobs/${id}/delete`, { expected: 'failed' }), 409, { code: 'state_changed' }],
        [post('recurring/pause', { ids: [] }), 400, { code: 'invalid_request' }],
        [post('recurring/update', { id: 'digest', cron: '* * * * *' }), 501, { code: 'not_supported' }],
      ] as never;
    for (const [answer, status, problem] of cases) {
      const { body, headers, ...rest } = await answer;
      expect([rest.status, body]).toMatchObject([status, { type: 'about:blank', status, ...problem }]);
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(HEALTH_CODES.length).toBeGreaterThan(10);
  });

  it('say what a guard of the application has refused, and leave its headers', async () => {
    class StrictGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const http = context.switchToHttp();
        const status = Number(http.getRequest<{ headers: Record<string, string> }>().headers['x-status']);
        const response = http.getResponse<{ header: (name: string, value: string) => void }>();
        response.header('Retry-After', '7');
        throw new HttpException('Said by the guard', status);
      }
    }
    const lines: string[] = [];
    const logger = { log: () => undefined, warn: () => undefined, error: (line: string) => lines.push(line) };
    const { get } = await startDashboard({
      adapter,
      dashboard: { guards: [StrictGuard] },
      prepare: (app) => app.useLogger(logger),
    });
    for (const [thrown, status, problem] of [
      [401, 401, { code: 'unauthorized' }],
      [402, 400, { code: 'invalid_request', params: { message: 'Said by the guard' } }],
      [413, 413, { code: 'body_too_large' }],
      [429, 429, { code: 'too_many_requests' }],
      [503, 503, { code: 'unavailable' }],
    ] as const) {
      const answer = await get('jobs', { 'x-status': String(thrown) });
      expect([thrown, answer.status, answer.body]).toMatchObject([thrown, status, { status, ...problem }]);
      expect(answer.headers.get('retry-after')).toBe('7');
    }
    expect(lines).toEqual([]);
    expect(await get('jobs', { 'x-status': '500' })).toMatchObject({
      status: 500,
      body: { code: 'internal' },
    });
    expect(lines).toEqual([expect.stringContaining('Said by the guard')]);
  });

  it('name the process whose clock is not the database’s', async () => {
    const { get, store } = await startDashboard({ adapter });
    store.dashboard.now = async () => Date.now() + 60_000;
    const { items } = (await get<ProblemsResponse>('problems')).body;
    const skewed = items.find(({ id }) => id === 'clock_skew');
    expect(skewed?.params).toMatchObject({ worker: `${hostname()}:${process.pid}`, host: hostname() });
    // It is behind, as a worker's would be.
    expect(skewed?.params.skewMs).toBeLessThan(-50_000);
  });

  it('tell nothing of what nobody has foreseen', async () => {
    const { get, store } = await startDashboard({ adapter });
    store.dashboard.listAudit = async () => {
      throw new Error('password=hunter2');
    };
    const { status, body } = await get('audit');
    expect([status, body]).toMatchObject([500, { code: 'internal' }]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });
});

describeEachDatabase(
  'A database that takes too long',
  (kind, create) => {
    it('is given up, and the rest goes on', async () => {
      const database = await useDatabase(create);
      const { get, jobs } = await startDashboard({ database });
      const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
      const dataSource = await openDataSource(database);
      const runner = dataSource.createQueryRunner();
      if (kind === 'PostgreSQL') {
        await runner.startTransaction();
        await runner.query('LOCK TABLE nestfire_batch, nestfire_history IN ACCESS EXCLUSIVE MODE');
        for (const answer of await Promise.all([get('batches'), get(`jobs/${id}`)])) {
          expect(answer).toMatchObject({ status: 504, body: { code: 'query_timeout' } });
        }
        expect((await get('jobs')).status).toBe(200);
        await runner.rollbackTransaction();
      } else {
        // MariaDB measures what it does, not what it waits for.
        await runner.query(`INSERT INTO nestfire_batch (id, name, state, created_at, total, pending, succeeded, failed, deleted)
          SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'x', 'processing', 0, 0, 0, 0, 0, 0 FROM seq_1_to_20`);
        await runner.query('CREATE TABLE slow_batch AS SELECT * FROM nestfire_batch');
        await runner.query('DROP TABLE nestfire_batch');
        await runner.query('CREATE VIEW nestfire_batch AS SELECT * FROM slow_batch WHERE SLEEP(1) = 0');
        expect(await get('batches')).toMatchObject({ status: 504, body: { code: 'query_timeout' } });
      }
      await runner.release();
      expect((await get('workers')).status).toBe(200);
    });
  },
  ['PostgreSQL', 'MariaDB'],
);

describe('A database that is away', () => {
  it('is said so, the page is there, and everything goes on when it is back', async () => {
    const server = await PostgresServer.start();
    closeAfterTest(() => server.destroy());
    const database = { kind: 'PostgreSQL' as const, options: server.options, drop: async () => undefined };
    const { get, post, url, jobs } = await startDashboard({ database, dashboard: { pollInterval: 200 } });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    const { events } = await openStream(url, 'stats');
    await eventually(() => events.some(({ event }) => event === 'stats'));
    await server.stop();
    await eventually(async () => (await get('jobs')).status === 503);
    expect((await get('jobs')).body).toMatchObject({ code: 'store_unavailable' });
    expect(await post(`jobs/${id}/delete`)).toMatchObject({
      status: 503,
      body: { code: 'store_unavailable' },
    });
    expect((await fetch(url)).status).toBe(200);
    await eventually(() => events.some(({ event }) => event === 'unavailable'));
    expect(events.filter(({ event }) => event === 'unavailable')).toHaveLength(1);
    await server.restart();
    await eventually(async () => (await get(`jobs/${id}`)).status === 200);
    const before = events.length;
    await eventually(() => events.slice(before).some(({ event }) => event === 'stats'));
  });
});

describe('A database that neither answers nor fails', () => {
  it('is said to be away, nobody waits for ever, and what nobody waits for is not asked later', async () => {
    const server = await PostgresServer.start();
    closeAfterTest(() => server.destroy());
    const database = { kind: 'PostgreSQL' as const, options: server.options, drop: async () => undefined };
    const { app, get, post, url, jobs } = await startDashboard({
      database,
      dashboard: { pollInterval: 200 },
    });
    const logged = captureLogs(app);
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    const { events } = await openStream(url, 'stats');
    const isTold = (event: string, after = 0) =>
      eventually(() => events.slice(after).some((each) => each.event === event));
    await isTold('stats');

    const asked = vi.spyOn(Client.prototype, 'query');
    const goOn = await server.freeze();
    closeAfterTest(async () => goOn());
    const answers = Promise.all([
      post(`jobs/${id}/delete`),
      ...Array.from({ length: 10 }, () => get('batches')),
    ]);
    await isTold('unavailable');
    const { events: ofAnother } = await openStream(url, 'stats');
    await eventually(() => ofAnother.some(({ event }) => event === 'unavailable'));
    for (const answer of await answers) {
      expect(answer).toMatchObject({ status: 504, body: { code: 'query_timeout' } });
    }
    expect(logged.filter((line) => line.startsWith('error: The audit'))).toEqual([
      expect.stringContaining(`"action":"deleteJob","targetKind":"job","targetId":"${id}"`),
    ]);
    expect(events.filter(({ event }) => event === 'unavailable')).toHaveLength(1);

    const before = events.length;
    goOn();
    await isTold('stats', before);
    expect((await get('batches')).status).toBe(200);
    // Those two that had begun, and the one that came last.
    const questions = asked.mock.calls.filter(([query]) => String(query).includes('nestfire_batch'));
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.length).toBeLessThan(4);
  }, 90_000);
});

describe('A page of a list', () => {
  it('gives what was there, whatever comes meanwhile', async () => {
    const { get, jobs } = await startDashboard({
      database: await useDatabase(() => createDatabase('SQLite')),
    });
    await jobs.enqueueMany(Shop, [1, 2, 3], (shop, index) => shop.order(index));
    const { body } = await get<{ nextCursor: string; at: string }>('jobs?limit=2');
    expect(Date.parse(body.at)).toBeGreaterThan(0);
    await jobs.enqueue(Shop, (shop) => shop.order(4));
    expect(
      (await get<{ items: unknown[] }>(`jobs?limit=2&cursor=${body.nextCursor}`)).body.items,
    ).toHaveLength(1);
  });
});
