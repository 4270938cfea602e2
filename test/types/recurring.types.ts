/**
 * Type tests of recurring jobs: checked by `npm run typecheck`, never run. A line under
 * `@ts-expect-error` must not compile.
 */
import {
  Recurring,
  type CronFactory,
  type CronSource,
  type JobHandle,
  type JobScheduler,
  type MisfirePolicy,
  type RecurringJobDetails,
  type RecurringJobSummary,
} from 'nestfire';
import type { EntityManager } from 'typeorm';
import { expectTypeOf } from 'vitest';

export class Methods {
  @Recurring('@daily')
  plain() {}

  @Recurring('@daily')
  async slow(): Promise<number> {
    return 1;
  }

  @Recurring('@daily')
  withDefault(_limit = 5) {}

  @Recurring('@daily')
  withOptional(_limit?: number) {}

  @Recurring('@daily')
  withRest(..._all: number[]) {}

  @Recurring('@daily', { id: 'morning' })
  @Recurring('@weekly', { id: 'week' })
  twice() {}

  // @ts-expect-error a required parameter
  @Recurring('@daily')
  withRequired(_limit: number) {}

  // @ts-expect-error a required parameter before an optional one
  @Recurring('@daily')
  withBoth(_limit: number, _more?: number) {}

  // @ts-expect-error a parameter that may be undefined, and must be given
  @Recurring('@daily')
  withUndefined(_limit: number | undefined) {}

  // @ts-expect-error a property
  @Recurring('@daily')
  property = 5;

  // @ts-expect-error an accessor
  @Recurring('@daily')
  get accessor() {
    return 5;
  }
}

// @ts-expect-error a class
@Recurring('@daily')
export class Decorated {}

export function declarations() {
  Recurring('0 8 * * *', {
    id: 'daily',
    timeZone: 'Europe/Istanbul',
    misfire: 'strict',
    overlap: 'skip',
    queue: 'slow',
    priority: 1,
    jitter: '30s',
    enabled: false,
  });
  Recurring(null);
  Recurring({ useFactory: () => '@daily' });
  Recurring({ useFactory: async () => null });
  Recurring({ inject: [Methods, 'CRON', Symbol()], useFactory: (_own: Methods, cron: string) => cron });
  Recurring({ inject: [{ token: 'CRON', optional: true }], useFactory: (cron?: string) => cron });

  // @ts-expect-error no expression
  Recurring();
  // @ts-expect-error an expression that may not be there
  Recurring(process.env.CRON);
  // @ts-expect-error a number
  Recurring(5);
  // @ts-expect-error a bare function in place of a factory
  Recurring(() => '@daily');
  // @ts-expect-error a factory that gives a number
  Recurring({ useFactory: () => 5 });
  // @ts-expect-error no factory
  Recurring({ inject: ['CRON'] });
  // @ts-expect-error an unknown option
  Recurring('@daily', { tz: 'UTC' });
  // @ts-expect-error a jitter in words
  Recurring('@daily', { jitter: 'some' });
  // @ts-expect-error an unknown policy
  Recurring('@daily', { overlap: 'queue' });
  // @ts-expect-error an option of job types
  Recurring('@daily', { timeout: '5s' });
}

export function policies() {
  expectTypeOf<'relaxed' | 'strict' | 'ignorable'>().toExtend<MisfirePolicy>();
  expectTypeOf<{ strict: number } | { ignorable: '1m' } | { ignorable: number }>().toExtend<MisfirePolicy>();
  expectTypeOf<string>().not.toExtend<MisfirePolicy>();
  expectTypeOf<null>().not.toExtend<MisfirePolicy>();
  expectTypeOf<{ strict: '1m' }>().not.toExtend<MisfirePolicy>();
  expectTypeOf<{ ignorable: 'a minute' }>().not.toExtend<MisfirePolicy>();
  // @ts-expect-error an unknown policy
  Recurring('@daily', { misfire: 'lenient' });
  // @ts-expect-error a limit of what has none
  Recurring('@daily', { misfire: { relaxed: 5 } });
  expectTypeOf<string | null | CronFactory>().toEqualTypeOf<CronSource>();
}

class Digest {
  send(_customer: number, _since?: Date): void {}
}

export async function runTime(jobs: JobScheduler, manager: EntityManager) {
  const cron = '0 8 * * *';
  const added = jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1), { cron });
  expectTypeOf(added).resolves.toEqualTypeOf<'added' | 'updated' | 'unchanged'>();
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1, new Date()), {
    cron,
    timeZone: 'Europe/Istanbul',
    misfire: { ignorable: '1m' },
    manager,
  });

  // @ts-expect-error a wrong type of argument
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send('1'), { cron });
  // @ts-expect-error a missing argument
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(), { cron });
  // @ts-expect-error a method that does not exist
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.sned(1), { cron });
  // @ts-expect-error no expression
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1), {});
  // @ts-expect-error no options
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1));
  // @ts-expect-error the expression in place of the options
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1), cron);
  // @ts-expect-error an expression of null
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1), { cron: null });
  // @ts-expect-error an id among the options
  await jobs.recurring.addOrUpdate('digest:1', Digest, (digest) => digest.send(1), { cron, id: 'x' });
  // @ts-expect-error no id
  await jobs.recurring.addOrUpdate(Digest, (digest) => digest.send(1), { cron });
}

export async function control({ recurring }: JobScheduler) {
  await recurring.pause('digest:1');
  await recurring.pause('digest:1', { until: '2h', reason: 'audit', actor: 'me' });
  await recurring.pause('digest:1', { until: new Date() });
  await recurring.resume('digest:1');
  await recurring.reset('digest:1');
  expectTypeOf(recurring.trigger('digest:1')).resolves.toEqualTypeOf<JobHandle | null>();
  expectTypeOf(recurring.remove('digest:1')).resolves.toEqualTypeOf<boolean>();
  expectTypeOf(recurring.get('digest:1')).resolves.toEqualTypeOf<RecurringJobDetails | null>();
  expectTypeOf((await recurring.list()).jobs).toEqualTypeOf<RecurringJobSummary[]>();
  expectTypeOf(recurring.preview('@daily', 'UTC', 5)).toEqualTypeOf<Date[]>();
  expectTypeOf<RecurringJobSummary['misfire']>().toEqualTypeOf<MisfirePolicy>();

  // @ts-expect-error a moment as text
  await recurring.pause('digest:1', { until: '2026-01-01' });
  // @ts-expect-error the time in place of the options
  await recurring.pause('digest:1', '2h');
  // @ts-expect-error an end of what has none
  await recurring.resume('digest:1', { until: '2h' });
  // @ts-expect-error no id
  await recurring.trigger();
}
