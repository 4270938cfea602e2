import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  Get,
  Injectable,
  Module,
  VersioningType,
  type CallHandler,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { JobsModule, JobsOptionsError } from 'nestfire';
import { JobsDashboardModule } from 'nestfire/dashboard';
import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../../lib/dashboard/api/index.js';
import { closeAfterTest, useDatabase } from '../support/app.js';
import { createDatabase } from '../support/databases.js';
import { ADAPTERS, client, Shop, startDashboard } from './support.js';

@Injectable()
class Wrap implements NestInterceptor {
  intercept(_context: unknown, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ wrapped: data })));
  }
}

@Controller('own')
class OwnController {
  @Get()
  read() {
    return 'own';
  }
}

/** Where the page says that its files and its API are, as a browser reads it. */
async function assetsOf(
  pageUrl: string,
): Promise<{ script: string; root: string; html: string; response: Response }> {
  const response = await fetch(pageUrl);
  const html = await response.text();
  const script = /<script type="module" src="([^"]+)"/.exec(html)?.[1] ?? '';
  const root = /data-root="([^"]+)"/.exec(html)?.[1] ?? '';
  return {
    script: new URL(script, response.url).href,
    root: new URL(root, response.url).href,
    html,
    response,
  };
}

describe.each(ADAPTERS)('Routing on %s', (adapter) => {
  const setups: [string, string, (app: INestApplication) => void][] = [
    ['at the root', '/jobs', () => undefined],
    ['below a global prefix', '/v1/jobs', (app) => app.setGlobalPrefix('v1')],
    ['excluded from it', '/jobs', (app) => app.setGlobalPrefix('v1', { exclude: ['jobs', 'jobs/*path'] })],
    [
      'with versions in the path',
      '/api/jobs',
      (app) => {
        app.setGlobalPrefix('api');
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
      },
    ],
  ];

  it.each(setups)('finds every page, its files and the API %s', async (_name, mount, prepare) => {
    const { origin } = await startDashboard({ adapter, prepare });
    for (const page of Object.values(PAGES)) {
      const path = page.replace(':id', '019ab6e0-0000-7000-8000-000000000001').replace(':fingerprint', 'abc');
      const { script, root, response } = await assetsOf(`${origin}${mount}${path === '' ? '' : `/${path}`}`);
      expect([page, response.status]).toEqual([page, 200]);
      expect([page, root]).toEqual([page, `${origin}${mount}/`]);
      expect([page, await (await fetch(script)).text()]).toEqual([page, '/* main-1a2b.js */']);
      expect([page, (await fetch(new URL('api/config', root))).status]).toEqual([page, 200]);
    }
    for (const path of [
      'nothing',
      'jobs/1/2',
      'api/nothing',
      'assets/nothing.js',
      'assets/secret.txt',
      'assets/..%2Fsecret.txt',
    ]) {
      expect([path, (await fetch(`${origin}${mount}/${path}`)).status]).toEqual([path, 404]);
    }
  });

  it('finds its way with a slash at the end', async () => {
    const { url } = await startDashboard({ adapter });
    const { root, response } = await assetsOf(`${url}/?a=1`);
    expect([response.status, root]).toEqual([200, `${url}/`]);
  });

  it('stands behind a proxy that strips a prefix, and one that gives it another name', async () => {
    const { origin, jobs } = await startDashboard({ adapter, dashboard: { publicPath: '/ops/queue' } });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    const stripped = await startProxy(origin, (path) => path.replace('/ops', ''));
    const renamed = await startProxy(origin, (path) => path.replace('/ops/queue', '/jobs'));
    for (const [page, root] of [
      [`${stripped}/ops/jobs/jobs/${id}`, `${stripped}/ops/jobs/`],
      [`${renamed}/ops/queue`, `${renamed}/ops/queue/`],
      [`${renamed}/ops/queue/jobs`, `${renamed}/ops/queue/`],
    ] as const) {
      const seen = await assetsOf(page);
      expect(seen.root).toBe(root);
      expect((await fetch(seen.script)).status).toBe(200);
      expect((await client(`${seen.root}api`).get(`jobs/${id}`)).status).toBe(200);
      expect(
        (await client(`${seen.root}api`).post(`jobs/${id}/requeue`, {}, { 'Sec-Fetch-Site': 'same-origin' }))
          .status,
      ).toBe(200);
    }
  });

  it('is not changed by what the application does to its own answers', async () => {
    const { url, origin, get, jobs } = await startDashboard({
      adapter,
      metadata: { controllers: [OwnController] },
      providers: [{ provide: APP_INTERCEPTOR, useClass: Wrap }],
      prepare: (app) => {
        // What helmet sets by default.
        const csp =
          "default-src 'self';script-src 'self';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";
        app.use(
          (
            _request: unknown,
            response: { setHeader(name: string, value: string): void },
            next: () => void,
          ) => {
            response.setHeader('Content-Security-Policy', csp);
            response.setHeader('X-Frame-Options', 'SAMEORIGIN');
            next();
          },
        );
      },
    });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    expect(await (await fetch(`${origin}/own`)).json()).toEqual({ wrapped: 'own' });
    expect((await get(`jobs/${id}`)).body).toMatchObject({ id });
    for (const path of ['', '/api/config', '/api/jobs/x', '/assets/main-1a2b.js']) {
      const { headers } = await fetch(url + path);
      const csp = headers.get('content-security-policy')!;
      expect([path, csp.split(', ').length]).toEqual([path, 1]);
      expect(csp).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(csp).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
      expect(csp).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe(
        path.includes('assets') ? 'public, max-age=31536000, immutable' : 'no-store',
      );
    }
    expect((await fetch(`${url}/assets/main-1a2b.js`)).headers.get('content-type')).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  it('serves files in the best encoding there is', async () => {
    const { url } = await startDashboard({ adapter });
    const load = async (file: string, accept: string) => {
      const response = await fetch(`${url}/assets/${file}`, {
        method: 'HEAD',
        headers: { 'Accept-Encoding': accept },
      });
      const { headers } = response;
      return [
        response.status,
        headers.get('content-encoding'),
        headers.get('vary')?.includes('Accept-Encoding'),
      ];
    };
    expect(await load('main-1a2b.js', 'gzip, deflate, br')).toEqual([200, 'br', true]);
    expect(await load('main-1a2b.js', 'gzip')).toEqual([200, 'gzip', true]);
    expect(await load('main-1a2b.js', 'identity')).toEqual([200, null, true]);
    expect(await load('main-1a2b.js', 'br;q=0, gzip')).toEqual([200, 'gzip', true]);
    expect(await load('chart-9c0d.css', 'gzip, br')).toEqual([200, null, true]);
  });

  it('renders language, theme and hostile titles without a flash and without markup', async () => {
    const title = '</script><img src=x onerror=alert(1)>"';
    const { url } = await startDashboard({
      adapter,
      dashboard: {
        title,
        environment: { label: '<b>live', tone: 'danger' },
        frameAncestors: ['https://intranet.example'],
      },
    });
    const page = async (headers: Record<string, string>) => {
      const response = await fetch(url, { headers });
      return { html: await response.text(), headers: response.headers };
    };
    const first = await page({ 'Accept-Language': 'de-DE, tr;q=0.9, en;q=0.8' });
    expect(first.html).toContain('<html lang="tr" data-theme="system"');
    expect(first.html).not.toContain('<img');
    expect(first.html.match(/<\/script>/g)).toHaveLength(2);
    const data = JSON.parse(/id="jobs-dashboard-data">(.*)<\/script>/.exec(first.html)![1]!) as {
      config: { title: string };
    };
    expect(data.config.title).toBe(title);
    expect(first.headers.get('content-security-policy')).toContain(
      'frame-ancestors https://intranet.example;',
    );
    expect(first.headers.get('x-frame-options')).toBeNull();
    const cookie = 'a=b; jobs-dashboard-theme=dark; jobs-dashboard-locale=en';
    const second = await page({ 'Accept-Language': 'tr', Cookie: cookie });
    expect(second.html).toContain('<html lang="en" data-theme="dark"');
    const hostile = await page({ Cookie: 'jobs-dashboard-theme="><script>; jobs-dashboard-locale=xx' });
    expect(hostile.html).toContain('<html lang="en" data-theme="system"');
  });

  it('says plainly that the browser side is not built', async () => {
    const { url, get } = await startDashboard({ adapter, withUi: false });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    expect((await get('config')).status).toBe(200);
  });
});

describe('The module', () => {
  it('does nothing where there is no HTTP server', async () => {
    const database = await useDatabase(() => createDatabase('SQLite'));
    class Root {}
    Module({
      imports: [
        JobsModule.forRoot({ dataSource: database.options, worker: false }),
        JobsDashboardModule.forRootAsync({ path: 'ops/jobs', useFactory: () => ({ title: 'Ops' }) }),
      ],
    })(Root);
    const app = await NestFactory.createApplicationContext(Root, { logger: false });
    closeAfterTest(() => app.close());
    expect(app.get(JobsModule)).toBeDefined();
  });

  it.each([
    [{ path: '' }, /path must be segments/],
    [{ path: 'jobs/:id' }, /path must be segments/],
    [{ path: 5 as never }, /path must be segments.*got 5/],
  ])('refuses the path of %j when it is defined', (options, message) => {
    expect(() => JobsDashboardModule.forRoot(options)).toThrow(message);
    expect(() => JobsDashboardModule.forRoot(options)).toThrow(JobsOptionsError);
  });

  it.each([
    [{ titel: 'x' }, /has no option "titel"/],
    [{ readOnly: 'false' }, /readOnly must be one of true, false/],
    [{ access: 'all' }, /access must be a function/],
    [{ links: [{ label: 'x', url: 'javascript:alert(1)' }] }, /links\[0\].url must begin with/],
    [{ frameAncestors: ['*; script-src *'] }, /frameAncestors\[0\] must be/],
    [{ environment: { label: 'x', tone: 'red' } }, /environment.tone must be one of/],
    [{ keepAudit: 'long' }, /keepAudit must be a duration/],
    [{ pollInterval: 5 }, /pollInterval must be a whole number of at least 100/],
    [{ maxStreams: -1 }, /maxStreams must be/],
  ])('refuses the options %j at start-up', async (options, message) => {
    await expect(startDashboard({ dashboard: options as never })).rejects.toThrow(message);
  });
});

/** A proxy that asks `target` for another path. */
async function startProxy(target: string, rewrite: (path: string) => string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, 'x-forwarded-host': incoming.headers.host };
    const forwarded = request(
      target + rewrite(incoming.url!),
      { method: incoming.method!, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeAfterTest(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
