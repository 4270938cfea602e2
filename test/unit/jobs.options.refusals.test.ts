import { describe, expect, it } from 'vitest';
import { JobsOptionsError } from '../../lib/errors/index.js';
import { resolveOptions, type JobsModuleOptions } from '../../lib/jobs.options.js';

/** As JavaScript, or an environment variable, would give them. */
function resolve(options: unknown) {
  return resolveOptions(options as JobsModuleOptions);
}

const worker = (options: object) => ({ worker: options });

describe('resolveOptions', () => {
  it.each([
    ['no object', 'postgres://x', "JobsModule must be an object (got 'postgres://x')"],
    ['null', null, 'JobsModule must be an object (got null)'],
    ['an unknown option', { workers: {} }, 'JobsModule has no option "workers"; it knows dataSource, schema'],
    [
      'a dataSource of text',
      { dataSource: 'sqlite' },
      "JobsModule: dataSource must be a TypeORM DataSource or its options (got 'sqlite')",
    ],
    ['a dataSource without a type', { dataSource: { url: 'x' } }, "(got { url: 'x' })"],
    [
      'a schema for SQLite',
      { schema: 'x' },
      'JobsModule: schema is for PostgreSQL only (the driver is better-sqlite3)',
    ],
    [
      'an empty schema',
      { dataSource: { type: 'postgres' }, schema: '' },
      "JobsModule: schema must be a text of 1 to 60 characters (got '')",
    ],
    [
      'a prefix with a quote',
      { tablePrefix: 'a"b' },
      "JobsModule: tablePrefix must be up to 30 letters, digits and _ (got 'a\"b')",
    ],
    ['a long prefix', { tablePrefix: 'p'.repeat(31) }, 'JobsModule: tablePrefix must be up to 30 letters'],
    [
      'a prefix with a line end',
      { tablePrefix: 'jobs_\n' },
      'JobsModule: tablePrefix must be up to 30 letters',
    ],
    ['a prefix that is no text', { tablePrefix: 7 }, '(got 7)'],
    [
      'another way to migrate',
      { migrations: 'never' },
      "JobsModule: migrations must be one of 'auto', 'manual' (got 'never')",
    ],
    [
      'migrations: true',
      { migrations: true },
      "JobsModule: migrations must be one of 'auto', 'manual' (got true)",
    ],
    [
      'hooks that are no list',
      { hooks: class Audit {} },
      'JobsModule: hooks must be a list of classes (got class',
    ],
    ['hooks that are made', { hooks: [{}] }, 'JobsModule: hooks takes classes with hooks (got {})'],
    ['no time for hooks', { hookTimeout: 0 }, 'JobsModule: hookTimeout must be a whole number from 1'],
    ['all the time for hooks', { hookTimeout: Infinity }, 'JobsModule: hookTimeout must be a whole number'],
    [
      'guards',
      { enhancers: ['pipes', 'guards'] },
      "JobsModule: enhancers[1] must be one of 'interceptors', 'pipes' (got 'guards')",
    ],
    [
      'a timeout in words',
      { connectTimeout: 'long' },
      "JobsModule: connectTimeout must be a duration: milliseconds from 0, or '500ms', '30s', '5m', '2h', '7d' (got 'long')",
    ],
    [
      'worker: true',
      { worker: true },
      'JobsModule: worker (false, or an object) must be an object (got true)',
    ],
    [
      'worker: null',
      { worker: null },
      'JobsModule: worker (false, or an object) must be an object (got null)',
    ],
    [
      'an unknown worker option',
      worker({ threads: 2 }),
      'has no option "threads"; it knows queues, concurrency',
    ],
    [
      'a single queue',
      worker({ queues: 'mail' }),
      "JobsModule: worker.queues must be a list of up to 100 texts (got 'mail')",
    ],
    [
      'a weight of no queue',
      worker({ queues: { mail: 0 } }),
      'JobsModule: worker.queues.mail must be a whole number from 1 to 1000 (got 0)',
    ],
    [
      'limits of queues that are no limits',
      { queues: { mail: { rateLimit: { limit: 0, per: '1m' } } } },
      'JobsModule: queues.mail: rateLimit.limit must be a whole number from 1 to 100000 (got 0)',
    ],
    [
      'a key on a queue',
      { queues: { mail: { concurrency: { limit: 1, key: () => 'a' } } } },
      'JobsModule: queues.mail: concurrency must be a whole number from 1 to 100000',
    ],
    [
      'no queues',
      worker({ queues: [] }),
      'JobsModule: worker.queues.length must be a whole number of at least 1 (got 0)',
    ],
    [
      'an empty queue',
      worker({ queues: ['a', ''] }),
      "JobsModule: worker.queues[1] must be a text of 1 to 100 characters (got '')",
    ],
    [
      'no concurrency',
      worker({ concurrency: 0 }),
      'JobsModule: worker.concurrency must be a whole number of at least 1 (got 0)',
    ],
    ['a fractional concurrency', worker({ concurrency: 1.5 }), '(got 1.5)'],
    ['endless concurrency', worker({ concurrency: Infinity }), '(got Infinity)'],
    [
      'polling without a pause',
      worker({ pollInterval: 0 }),
      'JobsModule: worker.pollInterval must be a whole number of at least 10 (got 0)',
    ],
    [
      'no polling',
      worker({ pollInterval: Infinity }),
      'worker.pollInterval must be a whole number of at least 10 (got Infinity)',
    ],
    [
      'a negative shutdown',
      worker({ shutdownTimeout: -1 }),
      'JobsModule: worker.shutdownTimeout must be a duration',
    ],
    [
      'an endless shutdown',
      worker({ shutdownTimeout: Infinity }),
      'worker.shutdownTimeout must be a whole number of at least 0',
    ],
    [
      'a quick heart',
      worker({ heartbeatInterval: 49 }),
      'JobsModule: worker.heartbeatInterval must be a whole number of at least 50 (got 49)',
    ],
    [
      'a lease of two heartbeats',
      worker({ heartbeatInterval: '5s', lease: '10s' }),
      'JobsModule: worker.lease must be a whole number of at least 15000 (got 10000)',
    ],
    [
      'an endless lease',
      worker({ lease: Infinity }),
      'worker.lease must be a whole number of at least 15000 (got Infinity)',
    ],
    [
      'failing unknown jobs at once',
      worker({ failUnknownAfter: 0 }),
      'JobsModule: worker.failUnknownAfter must be a whole number of at least 1 (got 0)',
    ],
    [
      'empty batches',
      worker({ batchSize: 0 }),
      'JobsModule: worker.batchSize must be a whole number from 1 to 5000 (got 0)',
    ],
    [
      'huge batches',
      worker({ batchSize: 5_001 }),
      'JobsModule: worker.batchSize must be a whole number from 1 to 5000 (got 5001)',
    ],
    [
      'a worker without a name',
      worker({ name: ' ' }),
      "JobsModule: worker.name must be a text of 1 to 200 characters (got ' ')",
    ],
    [
      'no attempts',
      { retry: { attempts: 0 } },
      'JobsModule: retry.attempts must be a whole number of at least 1 (got 0)',
    ],
    [
      'an unknown back-off',
      { retry: { backoff: 'fibonacci' } },
      "JobsModule: retry.backoff must be one of 'default' (got 'fibonacci')",
    ],
    [
      'an unknown retry option',
      { retry: { max: 3 } },
      'JobsModule: retry has no option "max"; it knows attempts, backoff',
    ],
    ['a retention of a number', { retention: 5 }, 'JobsModule: retention must be an object (got 5)'],
    [
      'the retention of an unknown state',
      { retention: { finished: '1d' } },
      'JobsModule: retention has no option "finished"; it knows succeeded, failed, deleted',
    ],
    [
      'a retention in words',
      { retention: { failed: 'ever' } },
      "JobsModule: retention.failed must be a duration: milliseconds from 0, or '500ms', '30s', '5m', '2h', '7d' (got 'ever')",
    ],
    [
      'half a serializer',
      { serializer: { serialize: String } },
      'JobsModule: serializer must have serialize() and deserialize() (got { serialize: [Function: String] })',
    ],
    ['a serializer by name', { serializer: 'json' }, "serialize() and deserialize() (got 'json')"],
    ['no payload', { maxPayload: 0 }, 'JobsModule: maxPayload must be a whole number of at least 1 (got 0)'],
    [
      'a payload with a unit',
      { maxPayload: '1mb' },
      "JobsModule: maxPayload must be a whole number of at least 1 (got '1mb')",
    ],
  ])('refuses %s with the path, the value and what is allowed', (_, options, message) => {
    expect(() => resolve(options)).toThrow(JobsOptionsError);
    expect(() => resolve(options)).toThrow(message);
  });

  it.each([
    ['worker', { worker: 'false' }],
    ['worker.concurrency', worker({ concurrency: '20' })],
    ['worker.batchSize', worker({ batchSize: '500' })],
    ['worker.queues', worker({ queues: 'critical,default' })],
    ['worker.pollInterval', worker({ pollInterval: '1000' })],
    ['worker.shutdownTimeout', worker({ shutdownTimeout: '' })],
    ['worker.heartbeatInterval', worker({ heartbeatInterval: '5000' })],
    ['worker.lease', worker({ lease: '30000' })],
    ['worker.failUnknownAfter', worker({ failUnknownAfter: '0' })],
    ['connectTimeout', { connectTimeout: '30' }],
    ['maxPayload', { maxPayload: '1048576' }],
    ['migrations', { migrations: '' }],
    ['retry.attempts', { retry: { attempts: '10' } }],
    ['retry.backoff.fixed', { retry: { backoff: { fixed: '1000' } } }],
    ['retention.failed', { retention: { failed: '86400000' } }],
    ['dataSource', { dataSource: 'postgres://localhost/app' }],
  ])('coerces no text from the environment: %s', (path, options) => {
    expect(() => resolve(options)).toThrow(JobsOptionsError);
    expect(() => resolve(options)).toThrow(`JobsModule: ${path}`);
  });
});
