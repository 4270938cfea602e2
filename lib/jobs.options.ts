import { hostname } from 'node:os';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { requireHookClasses } from './decorators/index.js';
import { requireEnhancers, validateRetention, validateRetry } from './validation/job-options.js';
import { validateQueueLimits } from './validation/limit-options.js';
import { JobsOptionsError } from './errors/index.js';
import type {
  JobEnhancer,
  JobHooksClass,
  QueueLimitOptions,
  RetentionOptions,
  RetryOptions,
} from './interfaces/index.js';
import { JsonSerializer, type JobSerializer } from './serialization/index.js';
import {
  describeValue,
  LONGEST_TIMER,
  requireKeys,
  requireObject,
  requireOneOf,
  requireText,
  requireTexts,
  requireWholeNumber,
  toMilliseconds,
  type Duration,
} from './utils/index.js';

/** Options of `JobsModule.forRoot()`, or what the factory of `forRootAsync()` returns. */
export interface JobsModuleOptions {
  /**
   * Where the jobs are: TypeORM options (the module opens the database), or the application's
   * DataSource, of which only the options are used: the engine always has connections of its own,
   * at most eight. Default: an SQLite file `jobs.sqlite` in the working directory.
   */
  dataSource?: DataSource | DataSourceOptions;
  /** PostgreSQL only: the schema of the tables, made if it is missing. Default: the DataSource's, or the search path. */
  schema?: string;
  /** Up to 30 letters, digits and `_`. Default `'nestfire_'`. */
  tablePrefix?: string;
  /** `'auto'` (default) migrates at start-up under a lock; `'manual'` only checks: see `nestfireMigrations()`. */
  migrations?: 'auto' | 'manual';
  /** How long start-up waits for a database that is down. Default `'30s'`. */
  connectTimeout?: Duration;
  /** How this process runs jobs. `false`: it enqueues and reads, and runs nothing. Default: as `JobsWorkerOptions` says. */
  worker?: false | JobsWorkerOptions;
  /** Retries of job types that do not say otherwise. Default: 10 attempts with the default back-off. */
  retry?: RetryOptions;
  /** How long finished jobs are kept, for job types that do not say otherwise. Default: a day, failed ones 30 days. */
  retention?: RetentionOptions;
  /** Limits of queues, by their names, among all workers. Default: none. */
  queues?: Record<string, QueueLimitOptions>;
  /** Limit of serialised arguments, and of serialised results, in bytes. Default 1 MiB. */
  maxPayload?: number;
  /** Default: readable JSON. */
  serializer?: JobSerializer;
  /** Hooks of every job, called before all others. Each is the provider of its class, or made by the module. Default: none. */
  hooks?: JobHooksClass[];
  /** How long one call of a hook may take, up to 24 days. Default `'10s'`. */
  hookTimeout?: Duration;
  /** What of Nest takes part in jobs whose types do not say otherwise. Default: nothing. */
  enhancers?: JobEnhancer[];
}

/** How this process runs jobs. */
export interface JobsWorkerOptions {
  /**
   * Queues to serve: a list, the first before the second; or weights by queue, as `{ fast: 5, slow: 1 }`,
   * by which they share the worker while all have jobs. `'*'` stands for all others. Default `['*']`.
   */
  queues?: string[] | Record<string, number>;
  /** Jobs run at once. Default 20. */
  concurrency?: number;
  /** How often to look for jobs that nobody announced; five times less often while PostgreSQL tells of them. Default `'1s'`. */
  pollInterval?: Duration;
  /** How long stopping waits for running jobs before it aborts their signals. Default `'25s'`. */
  shutdownTimeout?: Duration;
  /** How often the worker says that it is alive. Default `'5s'`. */
  heartbeatInterval?: Duration;
  /** How long a worker that says nothing is taken for alive. At least three heartbeats. Default `'30s'`. */
  lease?: Duration;
  /** After how long a waiting job fails if no worker has known its type meanwhile. Default `'1d'`. */
  failUnknownAfter?: Duration;
  /** Jobs claimed or acknowledged in one statement, at most. Default 500. */
  batchSize?: number;
  /** Name in lists and logs. Default `host:pid`. */
  name?: string;
}

/** The options with every default filled in and every duration in milliseconds. */
export interface ResolvedJobsOptions {
  dataSource: DataSource | DataSourceOptions;
  names: { prefix: string; schema?: string };
  migrations: 'auto' | 'manual';
  connectTimeout: number;
  worker: false | ResolvedWorkerOptions;
  defaults: { queue: string; priority: number };
  retry: RetryOptions;
  retention: Record<keyof RetentionOptions, number>;
  queues: Record<string, QueueLimitOptions>;
  maxPayload: number;
  serializer: JobSerializer;
  hooks: JobHooksClass[];
  hookTimeout: number;
  enhancers: JobEnhancer[];
}

export interface ResolvedWorkerOptions extends Record<
  | 'concurrency'
  | 'pollInterval'
  | 'shutdownTimeout'
  | 'heartbeatInterval'
  | 'lease'
  | 'failUnknownAfter'
  | 'batchSize',
  number
> {
  queues: string[];
  /** By queue; `null`: strictly in their order. */
  weights: Record<string, number> | null;
  name: string;
}

export const RESOLVED_OPTIONS = Symbol('NESTFIRE_RESOLVED_OPTIONS');

const OPTION_KEYS = [
  'dataSource',
  'schema',
  'tablePrefix',
  'migrations',
  'connectTimeout',
  'worker',
  'retry',
  'retention',
  'queues',
  'maxPayload',
  'serializer',
  'hooks',
  'hookTimeout',
  'enhancers',
];

const WORKER_KEYS = [
  'queues',
  'concurrency',
  'pollInterval',
  'shutdownTimeout',
  'heartbeatInterval',
  'lease',
  'failUnknownAfter',
  'batchSize',
  'name',
];

/** @throws {JobsOptionsError} naming the option's path, the value and what is allowed. */
export function resolveOptions(options: JobsModuleOptions): ResolvedJobsOptions {
  requireKeys(options, 'JobsModule', OPTION_KEYS);
  validateRetry('JobsModule: retry', options.retry === undefined ? {} : options.retry);
  validateRetention('JobsModule: retention', options.retention === undefined ? {} : options.retention);
  const dataSource = options.dataSource ?? { type: 'better-sqlite3' as const, database: 'jobs.sqlite' };
  return {
    dataSource: requireDataSource(dataSource),
    names: {
      prefix: requirePrefix(options.tablePrefix ?? 'nestfire_'),
      schema: schemaOf(options, dataSource),
    },
    migrations: requireOneOf(options.migrations ?? 'auto', 'JobsModule: migrations', ['auto', 'manual']),
    connectTimeout: toMilliseconds(options.connectTimeout ?? '30s', 'JobsModule: connectTimeout'),
    worker: resolveWorker(options.worker),
    defaults: { queue: 'default', priority: 0 },
    retry: options.retry ?? {},
    retention: resolveRetention(options.retention),
    queues: resolveQueues(options.queues),
    maxPayload: requireWholeNumber(options.maxPayload ?? 1_048_576, 'JobsModule: maxPayload', 1),
    serializer: requireSerializer(options.serializer ?? new JsonSerializer()),
    hooks: requireHookClasses(options.hooks ?? [], 'JobsModule: hooks'),
    hookTimeout: requireWholeNumber(
      toMilliseconds(options.hookTimeout ?? '10s', 'JobsModule: hookTimeout'),
      'JobsModule: hookTimeout',
      1,
      LONGEST_TIMER,
    ),
    enhancers: requireEnhancers('JobsModule: enhancers', options.enhancers ?? []),
  };
}

function resolveWorker(worker: JobsModuleOptions['worker'] = {}): false | ResolvedWorkerOptions {
  if (worker === false) {
    return false;
  }
  requireKeys(worker, 'JobsModule: worker (false, or an object)', WORKER_KEYS);
  const duration = (value: Duration, option: string, min = 1) =>
    requireWholeNumber(
      toMilliseconds(value, `JobsModule: worker.${option}`),
      `JobsModule: worker.${option}`,
      min,
    );
  const heartbeatInterval = duration(worker.heartbeatInterval ?? '5s', 'heartbeatInterval', 50);
  return {
    ...resolveWorkerQueues(worker.queues ?? ['*']),
    concurrency: requireWholeNumber(worker.concurrency ?? 20, 'JobsModule: worker.concurrency', 1),
    pollInterval: duration(worker.pollInterval ?? '1s', 'pollInterval', 10),
    shutdownTimeout: duration(worker.shutdownTimeout ?? '25s', 'shutdownTimeout', 0),
    heartbeatInterval,
    lease: duration(worker.lease ?? '30s', 'lease', 3 * heartbeatInterval),
    failUnknownAfter: duration(worker.failUnknownAfter ?? '1d', 'failUnknownAfter'),
    batchSize: requireWholeNumber(worker.batchSize ?? 500, 'JobsModule: worker.batchSize', 1, 5_000),
    name: requireText(worker.name ?? `${hostname()}:${process.pid}`, 'JobsModule: worker.name', 200),
  };
}

function resolveWorkerQueues(
  given: string[] | Record<string, number>,
): Pick<ResolvedWorkerOptions, 'queues' | 'weights'> {
  const isWeighted = typeof given === 'object' && given !== null && !Array.isArray(given);
  const names: unknown = isWeighted ? Object.keys(given) : given;
  const queues = requireTexts(names, 'JobsModule: worker.queues', 100, 100);
  requireWholeNumber(queues.length, 'JobsModule: worker.queues.length', 1);
  if (!isWeighted) {
    return { queues, weights: null };
  }
  queues.forEach((queue) => requireWholeNumber(given[queue], `JobsModule: worker.queues.${queue}`, 1, 1_000));
  return { queues, weights: { ...given } };
}

function resolveQueues(queues: JobsModuleOptions['queues'] = {}): Record<string, QueueLimitOptions> {
  for (const [name, limits] of Object.entries(requireObject(queues, 'JobsModule: queues'))) {
    requireText(name, 'JobsModule: a name in queues', 100);
    validateQueueLimits(`JobsModule: queues.${name}`, limits as QueueLimitOptions);
  }
  return queues;
}

/** The retention of one job type: what it does not say, the module says. */
export function resolveRetention(
  retention: RetentionOptions = {},
  fallback: RetentionOptions = { succeeded: '1d', failed: '30d', deleted: '1d' },
): ResolvedJobsOptions['retention'] {
  const of = (state: keyof RetentionOptions) =>
    toMilliseconds((retention[state] ?? fallback[state])!, `retention.${state}`);
  return { succeeded: of('succeeded'), failed: of('failed'), deleted: of('deleted') };
}

function requireDataSource(dataSource: unknown): DataSource | DataSourceOptions {
  const isObject = typeof dataSource === 'object' && dataSource !== null;
  if (!isObject || !('type' in dataSource || 'createQueryRunner' in dataSource)) {
    throw new JobsOptionsError(
      `JobsModule: dataSource must be a TypeORM DataSource or its options (got ${describeValue(dataSource)})`,
    );
  }
  return dataSource as DataSource | DataSourceOptions;
}

function requireSerializer(serializer: JobSerializer): JobSerializer {
  if (typeof serializer?.serialize !== 'function' || typeof serializer.deserialize !== 'function') {
    throw new JobsOptionsError(
      `JobsModule: serializer must have serialize() and deserialize() (got ${describeValue(serializer)})`,
    );
  }
  return serializer;
}

function requirePrefix(prefix: string): string {
  if (typeof prefix !== 'string' || !/^\w{0,30}$/.test(prefix)) {
    throw new JobsOptionsError(
      `JobsModule: tablePrefix must be up to 30 letters, digits and _ (got ${describeValue(prefix)})`,
    );
  }
  return prefix;
}

function schemaOf(
  { schema }: JobsModuleOptions,
  dataSource: DataSource | DataSourceOptions,
): string | undefined {
  const given = ('createQueryRunner' in dataSource ? dataSource.options : dataSource) as DataSourceOptions;
  if (schema !== undefined && given.type !== 'postgres') {
    throw new JobsOptionsError(`JobsModule: schema is for PostgreSQL only (the driver is ${given.type})`);
  }
  const inherited = given.type === 'postgres' ? given.schema : undefined;
  const name = schema ?? inherited;
  return name === undefined ? undefined : requireText(name, 'JobsModule: schema', 60);
}
