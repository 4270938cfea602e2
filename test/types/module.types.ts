/**
 * Type tests of the module's and the decorator's options and of what is read back: checked by
 * `npm run typecheck`, never run. A line under `@ts-expect-error` must not compile.
 */
import { Injectable, type CanActivate } from '@nestjs/common';
import {
  BackgroundJob,
  JobsModule,
  type BackoffFunction,
  type JobEvent,
  type JobEventType,
  type JobMonitor,
  type JobsModuleOptions,
  type JobsOptionsFactory,
  type JobState,
  type StoredError,
} from 'nestfire';
import { JobsDashboardModule } from 'nestfire/dashboard';
import { DataSource } from 'typeorm';
import { expectTypeOf } from 'vitest';

const backoff: BackoffFunction = (attempt) => `${attempt}s`;

export class Accepted {
  @BackgroundJob()
  plain() {}

  @BackgroundJob({
    name: 'accepted.all',
    aliases: ['Accepted.former'],
    queue: 'mail',
    priority: 5,
    timeout: '30s',
    retry: { attempts: 3, backoff },
    retention: { succeeded: '1h', failed: Infinity, deleted: 0 },
  })
  async all(_a: string, ..._rest: unknown[]): Promise<Date> {
    return new Date();
  }

  @BackgroundJob({ retry: { backoff: (_attempt, error) => (error instanceof TypeError ? 0 : '5m') } })
  static() {}

  @BackgroundJob({ retry: { backoff: { delays: ['1s', 5, '1m'] } } })
  generic<Value>(value: Value): Value {
    return value;
  }
}

export class Refused {
  // @ts-expect-error an unknown option
  @BackgroundJob({ que: 'mail' })
  unknownOption() {}

  // @ts-expect-error an option of a call
  @BackgroundJob({ delay: '5m' })
  optionOfCall() {}

  // @ts-expect-error a timeout in words
  @BackgroundJob({ timeout: '5 minutes' })
  words() {}

  // @ts-expect-error a number for retries
  @BackgroundJob({ retry: 5 })
  retries() {}

  // @ts-expect-error a back-off of unknown kind
  @BackgroundJob({ retry: { backoff: { linear: '5s' } } })
  linear() {}

  // @ts-expect-error a back-off function that gives no duration
  @BackgroundJob({ retry: { backoff: () => 'later' } })
  later() {}

  // @ts-expect-error a back-off function that takes time
  @BackgroundJob({ retry: { backoff: async () => 5 } })
  asynchronous() {}

  // @ts-expect-error an alias alone
  @BackgroundJob({ aliases: 'Former.name' })
  alias() {}

  // @ts-expect-error the retention of a state that is not final
  @BackgroundJob({ retention: { processing: '1d' } })
  retention() {}

  // @ts-expect-error options alone, without a method
  @BackgroundJob({ queue: 'mail' })
  property = 1;
}

@Injectable()
export class OptionsFactory implements JobsOptionsFactory {
  createJobsOptions(): JobsModuleOptions {
    return { worker: false };
  }
}

export function modules() {
  JobsModule.forRoot();
  JobsModule.forRoot({ isGlobal: false, worker: false, migrations: 'manual', tablePrefix: 'jobs_' });
  JobsModule.forRoot({ dataSource: { type: 'postgres', url: 'postgres://localhost/app' }, schema: 'jobs' });
  JobsModule.forRoot({ dataSource: new DataSource({ type: 'better-sqlite3', database: ':memory:' }) });
  JobsModule.forRoot({ worker: { queues: ['critical', '*'], concurrency: 5, lease: '1m' } });
  JobsModule.forRootAsync({ inject: [DataSource], useFactory: (dataSource: DataSource) => ({ dataSource }) });
  JobsModule.forRootAsync({ useFactory: async () => ({}), isGlobal: false });
  JobsModule.forRootAsync({ useClass: OptionsFactory });

  // @ts-expect-error a worker that is simply there
  JobsModule.forRoot({ worker: true });
  // @ts-expect-error a number from the environment
  JobsModule.forRoot({ worker: { concurrency: process.env.CONCURRENCY } });
  // @ts-expect-error a duration from the environment
  JobsModule.forRoot({ worker: { pollInterval: process.env.POLL ?? '1s' } });
  // @ts-expect-error a url
  JobsModule.forRoot({ dataSource: 'postgres://localhost/app' });
  // @ts-expect-error an unknown way to migrate
  JobsModule.forRoot({ migrations: 'never' });
  // @ts-expect-error an unknown option
  JobsModule.forRoot({ workers: {} });
  // @ts-expect-error half a serializer
  JobsModule.forRoot({ serializer: { serialize: String } });
  // @ts-expect-error a factory that gives something else
  JobsModule.forRootAsync({ useFactory: () => 'options' });
  // @ts-expect-error a class that makes no options
  JobsModule.forRootAsync({ useClass: Accepted });
}

export async function reading(monitor: JobMonitor, event: JobEvent) {
  const job = await monitor.get('id');
  expectTypeOf(job!.state).toEqualTypeOf<JobState>();
  expectTypeOf(job!.args).toEqualTypeOf<unknown[]>();
  expectTypeOf(job!.result).toEqualTypeOf<unknown>();
  await monitor.list({ states: ['failed'], createdAfter: new Date() }, { limit: 10 });

  // @ts-expect-error it may be gone
  void job.state;
  // @ts-expect-error an unknown state
  await monitor.list({ states: ['done'] });
  // @ts-expect-error an unknown field, which would mean every job
  await monitor.count({ state: 'failed' });

  expectTypeOf<JobEventType>().toEqualTypeOf<
    | 'created'
    | 'started'
    | 'succeeded'
    | 'failed'
    | 'retried'
    | 'deleted'
    | 'snoozed'
    | 'released'
    | 'dropped'
    | 'recovered'
  >();
  if (event.type === 'failed') {
    expectTypeOf(event.error).toEqualTypeOf<StoredError | null>();
    expectTypeOf(event.runTime).toEqualTypeOf<number>();
  }
  if (event.type === 'created') {
    // @ts-expect-error it has not run
    void event.attempt;
  }
}

export function dashboards(guard: CanActivate) {
  JobsDashboardModule.forRoot();
  JobsDashboardModule.forRoot({ path: 'ops/jobs', guards: [guard], access: () => 'read-only' });
  JobsDashboardModule.forRoot({ access: async () => ({ deleteJobs: true, viewArguments: false }) });
  JobsDashboardModule.forRoot({ redact: ({ path, value }) => path.at(-1) === 'iban' && value !== null });
  JobsDashboardModule.forRootAsync({
    path: 'jobs',
    guards: [guard],
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => ({ readOnly: dataSource.isInitialized }),
  });

  // @ts-expect-error a right that does not exist
  JobsDashboardModule.forRoot({ access: () => ({ deleteEverything: true }) });
  // @ts-expect-error a misspelt option
  JobsDashboardModule.forRoot({ readonly: true });
  // @ts-expect-error the path must be known before the factory is called
  JobsDashboardModule.forRootAsync({ useFactory: () => ({ path: 'jobs' }) });
}
