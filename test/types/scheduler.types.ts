/**
 * Type tests of creating jobs: checked by `npm run typecheck`, never run. A line under
 * `@ts-expect-error` must not compile.
 */
import {
  BackgroundJob,
  type Duration,
  type EnqueueOptions,
  type JobHandle,
  type JobScheduler,
  type ScheduleOptions,
} from 'nestfire';
import type { EntityManager } from 'typeorm';
import { expectTypeOf } from 'vitest';

interface User {
  id: string;
  email: string;
}

class EmailService {
  readonly sender = 'me';

  @BackgroundJob()
  send(_to: string, _options?: { html: boolean }): Promise<{ messageId: number }> {
    throw new Error();
  }

  @BackgroundJob()
  count(..._ids: number[]): number {
    throw new Error();
  }

  @BackgroundJob()
  forget(_user: User): void {}

  @BackgroundJob()
  async echo<Value>(value: Value): Promise<Value> {
    return value;
  }

  load(by: number): Promise<User>;
  load(by: string): Promise<User[]>;
  @BackgroundJob()
  load(_by: number | string): Promise<User | User[]> {
    throw new Error();
  }

  @BackgroundJob()
  private secret(): void {}

  @BackgroundJob()
  protected internal(): void {}

  useThem() {
    this.secret();
    this.internal();
  }
}

abstract class Report {
  abstract build(month: Date): Promise<Uint8Array>;
}

export async function calls(jobs: JobScheduler) {
  await jobs.enqueue(EmailService, (email) => email.send('a@b.c'));
  await jobs.enqueue(EmailService, (email) => email.send('a@b.c', { html: true }));
  await jobs.enqueue(EmailService, (email) => email.count(1, 2, 3));
  await jobs.enqueue(Report, (report) => report.build(new Date()));
  await jobs.enqueue(EmailService, (email) => {
    expectTypeOf(email).toEqualTypeOf<EmailService>();
    return email.forget({ id: '1', email: 'a@b.c' });
  });

  // @ts-expect-error a wrong type of argument
  await jobs.enqueue(EmailService, (email) => email.send(1));
  // @ts-expect-error a wrong type inside of an argument
  await jobs.enqueue(EmailService, (email) => email.send('a@b.c', { html: 'yes' }));
  // @ts-expect-error an unknown property of an argument
  await jobs.enqueue(EmailService, (email) => email.send('a@b.c', { html: true, plain: true }));
  // @ts-expect-error a missing argument
  await jobs.enqueue(EmailService, (email) => email.send());
  // @ts-expect-error one argument too many
  await jobs.enqueue(EmailService, (email) => email.send('a@b.c', { html: true }, 3));
  // @ts-expect-error null for an argument
  await jobs.enqueue(EmailService, (email) => email.forget(null));
  // @ts-expect-error a private method
  await jobs.enqueue(EmailService, (email) => email.secret());
  // @ts-expect-error a protected method
  await jobs.enqueue(EmailService, (email) => email.internal());
  // @ts-expect-error a method that does not exist
  await jobs.enqueue(EmailService, (email) => email.sendd('a@b.c'));
  // @ts-expect-error a property that is no method
  await jobs.enqueue(EmailService, (email) => email.sender());
  // @ts-expect-error an instance in place of the class
  await jobs.enqueue(new EmailService(), (email) => email.send('a@b.c'));
  // @ts-expect-error the name of the class in place of the class
  await jobs.enqueue('EmailService', (email) => email.send('a@b.c'));
  // @ts-expect-error a lambda that takes another service
  await jobs.enqueue(EmailService, (report: Report) => report.build(new Date()));
  // @ts-expect-error a result in place of the lambda
  await jobs.enqueue(EmailService, new EmailService().send('a@b.c'));
  // @ts-expect-error no lambda
  await jobs.enqueue(EmailService);
}

export async function results(jobs: JobScheduler) {
  const sent = await jobs.enqueue(EmailService, (email) => email.send('a@b.c'));
  expectTypeOf(sent).toEqualTypeOf<JobHandle<{ messageId: number }>>();
  expectTypeOf(await sent.result()).toEqualTypeOf<{ messageId: number }>();

  const counted = await jobs.enqueue(EmailService, (email) => email.count());
  expectTypeOf(counted).toEqualTypeOf<JobHandle<number>>();
  const forgotten = await jobs.enqueue(EmailService, (email) => email.forget({ id: '', email: '' }));
  expectTypeOf(forgotten).toEqualTypeOf<JobHandle<void>>();
  const block = await jobs.enqueue(EmailService, (email) => {
    void email.send('a@b.c');
  });
  expectTypeOf(block).toEqualTypeOf<JobHandle<void>>();
  const built = await jobs.enqueue(Report, (report) => report.build(new Date()));
  expectTypeOf(built.result).returns.resolves.toEqualTypeOf<Uint8Array>();

  const echoed = await jobs.enqueue(EmailService, (email) => email.echo({ a: [1] }));
  expectTypeOf(echoed).toEqualTypeOf<JobHandle<{ a: number[] }>>();
  const explicit = await jobs.enqueue(EmailService, (email) => email.echo<string | null>(null));
  expectTypeOf(explicit).toEqualTypeOf<JobHandle<string | null>>();

  const one = await jobs.enqueue(EmailService, (email) => email.load(1));
  expectTypeOf(one).toEqualTypeOf<JobHandle<User>>();
  const several = await jobs.enqueue(EmailService, (email) => email.load('a'));
  expectTypeOf(several).toEqualTypeOf<JobHandle<User[]>>();
  // @ts-expect-error no overload takes this
  await jobs.enqueue(EmailService, (email) => email.load(true));

  const named = await jobs.enqueueByName('email.send', ['a@b.c']);
  expectTypeOf(named).toEqualTypeOf<JobHandle<unknown>>();
  const typed = await jobs.enqueueByName<{ messageId: number }>('email.send', ['a@b.c']);
  expectTypeOf(typed.result).returns.resolves.toEqualTypeOf<{ messageId: number }>();
  // @ts-expect-error arguments are a list
  await jobs.enqueueByName('email.send', 'a@b.c');
}

export async function many(jobs: JobScheduler, users: User[], generated: Generator<number>) {
  const handles = await jobs.enqueueMany(EmailService, users, (email, user) => {
    expectTypeOf(user).toEqualTypeOf<User>();
    return email.send(user.email);
  });
  expectTypeOf(handles).toEqualTypeOf<JobHandle<{ messageId: number }>[]>();

  await jobs.enqueueMany(EmailService, new Set(['a@b.c']), (email, address) => email.send(address));
  await jobs.enqueueMany(EmailService, new Map([['a@b.c', true]]), (email, [to, html]) =>
    email.send(to, { html }),
  );
  await jobs.enqueueMany(EmailService, generated, (email, id) => email.count(id), { tags: ['x'] });
  await jobs.enqueueMany(EmailService, users as readonly User[], (email, user) => email.forget(user));

  // @ts-expect-error an item of the wrong type
  await jobs.enqueueMany(EmailService, users, (email, user) => email.send(user));
  // @ts-expect-error a property that items do not have
  await jobs.enqueueMany(EmailService, users, (email, user) => email.send(user.name));
  // @ts-expect-error items that may be undefined
  await jobs.enqueueMany(EmailService, ['a', undefined], (email, to) => email.send(to));
  // @ts-expect-error one item in place of several
  await jobs.enqueueMany(EmailService, users[0]!, (email, user) => email.forget(user));
  // @ts-expect-error an unknown option
  await jobs.enqueueMany(EmailService, users, (email, user) => email.forget(user), { batch: 5 });
}

export async function times(jobs: JobScheduler, call: (email: EmailService) => number) {
  await jobs.schedule(EmailService, call, '5m');
  await jobs.schedule(EmailService, call, 5_000);
  await jobs.schedule(EmailService, call, new Date());
  expectTypeOf(await jobs.schedule(EmailService, call, '7d', { queue: 'low' })).toEqualTypeOf<
    JobHandle<number>
  >();
  expectTypeOf(jobs.schedule).parameter(2).toEqualTypeOf<Duration | Date>();

  // @ts-expect-error words
  await jobs.schedule(EmailService, call, '5 minutes');
  // @ts-expect-error digits without a unit
  await jobs.schedule(EmailService, call, '5000');
  // @ts-expect-error a date as text
  await jobs.schedule(EmailService, call, '2026-01-01T00:00:00Z');
  // @ts-expect-error no time
  await jobs.schedule(EmailService, call);
  // @ts-expect-error null for the time
  await jobs.schedule(EmailService, call, null);
  // @ts-expect-error the options in place of the time
  await jobs.schedule(EmailService, call, { delay: '5m' });
  // @ts-expect-error a second time
  await jobs.schedule(EmailService, call, '5m', { delay: '1m' });
  // @ts-expect-error a second time
  await jobs.schedule(EmailService, call, '5m', { at: new Date() });
}

export function durations() {
  expectTypeOf<number | '500ms' | '30s' | '5m' | '1.5h' | '7d'>().toExtend<Duration>();
  expectTypeOf<'5 minutes'>().not.toExtend<Duration>();
  expectTypeOf<string>().not.toExtend<Duration>();
  type Accepted = Extract<'5w' | '5M' | 'm' | '' | '5' | 'five minutes', Duration>;
  expectTypeOf<Accepted>().toEqualTypeOf<never>();
  expectTypeOf<Extract<bigint | Date | boolean | null | undefined, Duration>>().toEqualTypeOf<never>();
}

export async function options(
  jobs: JobScheduler,
  manager: EntityManager,
  call: (email: EmailService) => number,
) {
  const all: EnqueueOptions = {
    queue: 'mail',
    priority: -1,
    timeout: '30s',
    delay: '5m',
    at: undefined,
    tags: ['a'],
    retry: { attempts: 3, backoff: { exponential: '1s', factor: 2, max: '1h' } },
    manager,
  };
  await jobs.enqueue(EmailService, call, all);
  await jobs.enqueue(EmailService, call, { retry: { backoff: { delays: ['1s', 5] } } });
  expectTypeOf<ScheduleOptions>().toEqualTypeOf<Omit<EnqueueOptions, 'delay' | 'at'>>();

  // @ts-expect-error an unknown option
  await jobs.enqueue(EmailService, call, { dealy: '5m' });
  // @ts-expect-error an option of the decorator
  await jobs.enqueue(EmailService, call, { name: 'x' });
  // @ts-expect-error a back-off function, which cannot be stored
  await jobs.enqueue(EmailService, call, { retry: { backoff: () => 5 } });
  // @ts-expect-error an unknown back-off
  await jobs.enqueue(EmailService, call, { retry: { backoff: 'linear' } });
  // @ts-expect-error an unknown option of retries
  await jobs.enqueue(EmailService, call, { retry: { tries: 3 } });
  // @ts-expect-error a number for retries
  await jobs.enqueue(EmailService, call, { retry: 3 });
  // @ts-expect-error a delay in words
  await jobs.enqueue(EmailService, call, { delay: '5 minutes' });
  // @ts-expect-error a moment as text
  await jobs.enqueue(EmailService, call, { at: '2026-01-01' });
  // @ts-expect-error one tag
  await jobs.enqueue(EmailService, call, { tags: 'a' });
  // @ts-expect-error a priority as text
  await jobs.enqueue(EmailService, call, { priority: 'high' });
}

export async function control(jobs: JobScheduler, handle: JobHandle<number>) {
  await jobs.delete(handle, { reason: 'obsolete', actor: 'me' });
  await jobs.requeue(handle.id);
  await jobs.reschedule(handle, '5m');
  await handle.result({ timeout: '1m' });
  expectTypeOf(jobs.state(handle)).resolves.toExtend<string | null>();
  expectTypeOf<JobHandle<number>>().toExtend<JobHandle<unknown>>();

  // @ts-expect-error a number in place of a job
  await jobs.delete(1);
  // @ts-expect-error a handle that was not awaited
  await jobs.delete(Promise.resolve(handle));
  // @ts-expect-error an unknown option
  await jobs.requeue(handle, { because: 'why not' });
  // @ts-expect-error a timeout in words
  await handle.result({ timeout: 'soon' });
  // @ts-expect-error the timeout in place of the options
  await handle.result('1m');
}
