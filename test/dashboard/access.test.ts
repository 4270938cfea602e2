import { UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ACTION_HEADER,
  READING_RIGHTS,
  RIGHTS,
  ROUTES,
  type Right,
  type Route,
} from '../../lib/dashboard/api/index.js';
import { grant } from '../../lib/dashboard/access/viewer.js';
import { ADAPTERS, client, send, Shop, startDashboard, type Dashboard } from './support.js';

const ACTION = { 'Content-Type': 'application/json', [ACTION_HEADER]: '1' };
const ID = '019ab6e0-0000-7000-8000-000000000001';
const routes = Object.entries(ROUTES) as [string, Route][];
const actions = routes.filter(([, { method }]) => method === 'POST');

afterEach(() => void vi.unstubAllEnvs());

function pathOf({ path }: Route): string {
  return path.replace(':id', ID).replace(':fingerprint', 'abc');
}

/** Whoever sends `x-rights` has these and no others. */
function byHeader(context: ExecutionContext): Partial<Record<Right, boolean>> {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
  const granted = (headers['x-rights'] ?? '').split(',');
  return Object.fromEntries(RIGHTS.map((right) => [right, granted.includes(right)]));
}

describe.each(ADAPTERS)('Access on %s', (adapter) => {
  it('[I15] lets nobody through a route without its right, whatever other rights they have', async () => {
    const { url } = await startDashboard({ adapter, dashboard: { access: byHeader, editRecurring: true } });
    const statusOf = async ({ method, path }: Route, rights: Right[]) => {
      const address = `${url}/api/${pathOf({ method, path, right: 'view' })}`;
      const headers = { 'x-rights': rights.join(','), ...(method === 'POST' ? ACTION : {}) };
      const { status, text } = await send(method, address, headers, method === 'POST' ? '{}' : undefined);
      return status === 403 ? (JSON.parse(text) as { code: string; params: { right: string } }) : status;
    };
    for (const [name, route] of routes) {
      const others = RIGHTS.filter((right) => right !== route.right);
      expect([name, await statusOf(route, [])]).toMatchObject([name, { code: 'forbidden' }]);
      expect([name, await statusOf(route, others)]).toMatchObject([
        name,
        { code: 'forbidden', params: { right: route.right } },
      ]);
      // Streams stay open, and have a test of their own; without topics they are refused for that.
      expect([name, await statusOf(route, ['view', route.right])]).toEqual([name, expect.any(Number)]);
    }
  });

  it('[I15] lets no action through without the header, from elsewhere, as a form or by GET', async () => {
    const { jobs, url, store } = await startDashboard({ adapter });
    const job = await jobs.enqueue(Shop, (shop) => shop.order());
    const host = new URL(url).host;
    const refused: Record<string, string>[] = [
      { 'Content-Type': 'application/json' },
      { ...ACTION, [ACTION_HEADER]: 'true' },
      { ...ACTION, 'Sec-Fetch-Site': 'cross-site' },
      { ...ACTION, 'Sec-Fetch-Site': 'same-site' },
      { ...ACTION, 'Sec-Fetch-Site': 'none' },
      { ...ACTION, 'Sec-Fetch-Site': 'cross-site', Origin: `http://${host}` },
      { ...ACTION, Origin: 'http://evil.example' },
      { ...ACTION, Origin: 'null' },
      { ...ACTION, Origin: `http://${host}.evil.example` },
    ];
    for (const [name, route] of actions) {
      const address = `${url}/api/${pathOf(route).replace(ID, job.id)}`;
      for (const headers of refused) {
        const { status, text } = await send('POST', address, headers, '{}');
        expect([name, headers, status, text]).toMatchObject([
          name,
          headers,
          403,
          expect.stringContaining('cross_origin'),
        ]);
      }
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
        const { status } = await send('POST', address, { ...ACTION, 'Content-Type': type }, 'a=1');
        expect([name, type, [400, 415].includes(status)]).toEqual([name, type, true]);
      }
      const { status } = await send('GET', address, { [ACTION_HEADER]: '1' });
      expect([name, [400, 404].includes(status)]).toEqual([name, true]);
    }
    expect((await store.find(job.id))!.state).toBe('enqueued');
    expect(await store.dashboard.listAudit({}, 10, null)).toEqual([]);
  });

  it('[I15] lets no page of another origin read, and links to its pages lead there', async () => {
    const { url } = await startDashboard({ adapter });
    const host = new URL(url).host;
    const statusOf = async (path: string, headers: Record<string, string>) =>
      (await send('GET', url + path, headers)).status;
    const elsewhere: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'same-site', Origin: `http://${host}` },
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
    ];
    for (const headers of elsewhere) {
      for (const path of ['/api/jobs', '/api/config', '/api/stream?topics=stats']) {
        expect([path, headers, await statusOf(path, headers)]).toEqual([path, headers, 403]);
      }
      const link = { ...headers, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
      for (const path of ['', '/jobs']) {
        expect([path, headers, await statusOf(path, link)]).toEqual([path, headers, 200]);
      }
    }
    for (const headers of [
      {},
      { 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: `http://${host}` },
      { Origin: 'https://ops.example', 'X-Forwarded-Host': 'ops.example' },
    ] as Record<string, string>[]) {
      expect([headers, await statusOf('/api/jobs', headers)]).toEqual([headers, 200]);
    }
  });

  it.each([
    ['Sec-Fetch-Site', () => ({ 'Sec-Fetch-Site': 'same-origin' })],
    ['Origin', (host: string) => ({ Origin: `https://${host}` })],
    [
      'the host a proxy was asked for',
      () => ({ Origin: 'https://ops.example', 'X-Forwarded-Host': 'ops.example' }),
    ],
    ['no browser', () => ({})],
  ])('lets actions of its own through, told by %s', async (_name, headers) => {
    const { jobs, url, store } = await startDashboard({ adapter });
    const job = await jobs.enqueue(Shop, (shop) => shop.order());
    const more = headers(new URL(url).host) as Record<string, string>;
    const { status } = await send('POST', `${url}/api/jobs/${job.id}/delete`, { ...ACTION, ...more }, '{}');
    expect(status).toBe(200);
    expect((await store.find(job.id))!.state).toBe('deleted');
  });

  it('asks the guards of the application on every page, file and route', async () => {
    class TokenGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const request = context
          .switchToHttp()
          .getRequest<{ headers: Record<string, string>; user?: unknown }>();
        if (request.headers.authorization !== 'Bearer secret') {
          throw new UnauthorizedException();
        }
        request.user = { username: 'ayla' };
        return true;
      }
    }
    const { url, get } = await startDashboard({ adapter, dashboard: { guards: [TokenGuard] } });
    for (const path of ['', '/jobs', '/assets/main-1a2b.js']) {
      expect((await fetch(url + path)).status).toBe(401);
      expect((await fetch(url + path, { headers: { Authorization: 'Bearer secret' } })).status).toBe(200);
    }
    for (const [, { method, path }] of routes) {
      const { status, text } = await send(
        method,
        `${url}/api/${path}`,
        method === 'POST' ? ACTION : {},
        method === 'POST' ? '{}' : undefined,
      );
      expect([path, status, JSON.parse(text)]).toMatchObject([path, 401, { code: 'unauthorized' }]);
    }
    expect((await get('config', { Authorization: 'Bearer secret' })).body).toMatchObject({ actor: 'ayla' });
  });

  it('is closed in production until somebody says who may come in, and says so in the log', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const lines: string[] = [];
    const logger = { log: () => undefined, error: () => undefined, warn: (line: string) => lines.push(line) };
    const { url, get } = await startDashboard({ adapter, prepare: (app) => app.useLogger(logger) });
    expect(await get('config')).toMatchObject({ status: 403, body: { code: 'closed' } });
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(`${url}/assets/main-1a2b.js`)).status).toBe(403);
    expect(lines.filter((line) => line.includes('NODE_ENV is production'))).toHaveLength(1);

    const open = await startDashboard({ adapter, dashboard: { access: () => 'all' } });
    expect((await open.get('config')).status).toBe(200);
    const guarded = await startDashboard({ adapter, dashboard: { guards: [{ canActivate: () => true }] } });
    expect((await guarded.get('config')).status).toBe(200);
  });

  it('lets nobody act while it is read-only, and nobody in while access() throws', async () => {
    const { get, post, jobs } = await startDashboard({ adapter, dashboard: { readOnly: true } });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    expect(await post(`jobs/${id}/delete`)).toMatchObject({ status: 403, body: { code: 'read_only' } });
    expect((await get(`jobs/${id}`)).body).toMatchObject({ actions: { delete: false } });
    const config = (await get<{ readOnly: boolean; access: Record<Right, boolean> }>('config')).body;
    expect(config.readOnly).toBe(true);
    expect(RIGHTS.filter((right) => config.access[right])).toEqual([...READING_RIGHTS]);

    const broken = await startDashboard({
      adapter,
      dashboard: {
        access: () => {
          throw new Error('no answer');
        },
      },
    });
    expect(await broken.get('config')).toMatchObject({ status: 500, body: { code: 'internal' } });
    const misspelt = await startDashboard({
      adapter,
      dashboard: { access: () => ({ deleteJob: true }) as never },
    });
    expect(await misspelt.get('config')).toMatchObject({ status: 500, body: { code: 'internal' } });
  });

  it('hides arguments, results and logs from whoever may not see them', async () => {
    const access = () => ({ viewArguments: false });
    const { get, jobs } = await startDashboard({ adapter, dashboard: { access } });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order('secret', 42));
    const { body } = await get(`jobs/${id}`);
    expect(body.args).toEqual([{ kind: 'redacted' }, { kind: 'redacted' }]);
    expect(await get(`jobs/${id}/log`)).toMatchObject({
      status: 403,
      body: { params: { right: 'viewArguments' } },
    });
    const found = await get<{ items: unknown[]; errors: unknown[] }>('jobs?q=args.0:secret');
    expect(found.body).toMatchObject({
      items: [{ id }],
      errors: [{ code: 'not_supported', token: 'args.0:secret' }],
    });
  });
});

describe('grant', () => {
  const granted = (access: Parameters<typeof grant>[0]) => RIGHTS.filter((right) => grant(access)[right]);

  it('understands every form of access', () => {
    expect(granted('all')).toEqual([...RIGHTS]);
    expect(granted('none')).toEqual([]);
    expect(granted('read-only')).toEqual([...READING_RIGHTS]);
    expect(granted({})).toEqual([...READING_RIGHTS]);
    expect(granted({ viewAudit: false, deleteJobs: true, moveJobs: false })).toEqual([
      'view',
      'viewArguments',
      'deleteJobs',
    ]);
    expect(granted({ view: false, deleteJobs: true })).toEqual([]);
  });

  it.each([undefined, null, 'admin', true, ['view'], { deleteEverything: true }])('refuses %j', (access) => {
    expect(() => grant(access as never)).toThrow(/access\(\) must return/);
  });
});

describe('Several dashboards', () => {
  it('stand side by side, each with its own rights', async () => {
    const { JobsDashboardModule } = await import('nestfire/dashboard');
    const second = JobsDashboardModule.forRoot({ path: 'ops/viewer', access: () => 'read-only' });
    const { jobs, post, origin }: Dashboard = await startDashboard({ metadata: { imports: [second] } });
    const viewer = client(`${origin}/ops/viewer/api`);
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    expect((await viewer.get(`jobs/${id}`)).status).toBe(200);
    expect((await viewer.post(`jobs/${id}/delete`)).status).toBe(403);
    expect((await post(`jobs/${id}/delete`)).status).toBe(200);
  });
});
