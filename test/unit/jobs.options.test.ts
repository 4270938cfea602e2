import { hostname } from 'node:os';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { resolveOptions, resolveRetention, type JobsModuleOptions } from '../../lib/jobs.options.js';
import { JsonSerializer } from '../../lib/serialization/index.js';

const DAY = 86_400_000;

/** As JavaScript, or an environment variable, would give them. */
function resolve(options: unknown) {
  return resolveOptions(options as JobsModuleOptions);
}

class AuditHooks {
  onCreated() {}
}

const worker = (options: object) => ({ worker: options });

describe('resolveOptions', () => {
  it('fills in every default', () => {
    expect(resolveOptions({})).toEqual({
      dataSource: { type: 'better-sqlite3', database: 'jobs.sqlite' },
      names: { prefix: 'nestfire_', schema: undefined },
      migrations: 'auto',
      connectTimeout: 30_000,
      worker: {
        queues: ['*'],
        weights: null,
        concurrency: 20,
        pollInterval: 1_000,
        shutdownTimeout: 25_000,
        heartbeatInterval: 5_000,
        lease: 30_000,
        failUnknownAfter: DAY,
        batchSize: 500,
        name: `${hostname()}:${process.pid}`,
      },
      defaults: { queue: 'default', priority: 0 },
      retry: {},
      retention: { succeeded: DAY, failed: 30 * DAY, deleted: DAY },
      queues: {},
      maxPayload: 1_048_576,
      serializer: expect.any(JsonSerializer),
      hooks: [],
      hookTimeout: 10_000,
      enhancers: [],
    });
  });

  it('keeps what is given, durations in milliseconds', () => {
    const serializer = new JsonSerializer();
    const dataSource = { type: 'postgres', url: 'postgres://localhost/x' } as const;
    const given = {
      dataSource,
      schema: 'jobs',
      tablePrefix: '',
      migrations: 'manual',
      connectTimeout: '5s',
      worker: {
        queues: ['critical', '*'],
        concurrency: 1,
        pollInterval: '10ms',
        shutdownTimeout: 0,
        heartbeatInterval: '1s',
        lease: '3s',
        failUnknownAfter: '2d',
        batchSize: 5_000,
        name: 'mailer',
      },
      retry: { attempts: 3, backoff: { fixed: '1s' } },
      retention: { succeeded: '1h', failed: Infinity },
      queues: { mail: { concurrency: 3, rateLimit: { limit: 100, per: '1m' } } },
      maxPayload: 10,
      serializer,
      hooks: [AuditHooks],
      hookTimeout: '24d',
      enhancers: ['pipes'],
    } satisfies JobsModuleOptions;
    expect(resolveOptions(given)).toEqual({
      dataSource,
      names: { prefix: '', schema: 'jobs' },
      migrations: 'manual',
      connectTimeout: 5_000,
      worker: {
        queues: ['critical', '*'],
        weights: null,
        concurrency: 1,
        pollInterval: 10,
        shutdownTimeout: 0,
        heartbeatInterval: 1_000,
        lease: 3_000,
        failUnknownAfter: 2 * DAY,
        batchSize: 5_000,
        name: 'mailer',
      },
      defaults: { queue: 'default', priority: 0 },
      retry: { attempts: 3, backoff: { fixed: '1s' } },
      retention: { succeeded: 3_600_000, failed: Infinity, deleted: DAY },
      queues: { mail: { concurrency: 3, rateLimit: { limit: 100, per: '1m' } } },
      maxPayload: 10,
      serializer,
      hooks: [AuditHooks],
      hookTimeout: 24 * DAY,
      enhancers: ['pipes'],
    });
  });

  it('takes an explicit undefined for the default', () => {
    const keys = Object.keys(resolveOptions({})).filter((key) => !['names', 'defaults'].includes(key));
    const options = Object.fromEntries([...keys, 'schema', 'tablePrefix'].map((key) => [key, undefined]));
    expect(resolve(options)).toEqual(resolveOptions({}));
    expect(resolve(worker({ queues: undefined, lease: undefined }))).toEqual(resolveOptions({}));
  });

  it('takes weights of queues', () => {
    const { worker: resolved } = resolveOptions({ worker: { queues: { fast: 5, '*': 1 } } });
    expect(resolved).toMatchObject({ queues: ['fast', '*'], weights: { fast: 5, '*': 1 } });
  });

  it('has no worker with worker: false', () => {
    expect(resolveOptions({ worker: false }).worker).toBe(false);
  });

  it('takes a DataSource', () => {
    const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:' });
    expect(resolveOptions({ dataSource }).dataSource).toBe(dataSource);
  });

  it('takes the schema of the DataSource, unless it is given another', () => {
    const options: DataSourceOptions = { type: 'postgres', schema: 'app' };
    expect(resolveOptions({ dataSource: options }).names.schema).toBe('app');
    expect(resolveOptions({ dataSource: new DataSource(options) }).names.schema).toBe('app');
    expect(resolveOptions({ dataSource: options, schema: 'jobs' }).names.schema).toBe('jobs');
  });
});

describe('resolveRetention', () => {
  it('takes from the module what the type does not say, and from the defaults what neither says', () => {
    const module = resolveRetention({ succeeded: '2h', failed: 0 });
    expect(module).toEqual({ succeeded: 7_200_000, failed: 0, deleted: DAY });
    expect(resolveRetention({ succeeded: Infinity }, module)).toEqual({ ...module, succeeded: Infinity });
    expect(resolveRetention({}, module)).toEqual(module);
    expect(resolveRetention({ succeeded: undefined }, module)).toEqual(module);
  });
});
