import { Injectable, type Type } from '@nestjs/common';
import {
  BackgroundJob,
  JobContext,
  Recurring,
  RecurringJobDeclaredError,
  RecurringJobNotFoundError,
  type JobStore,
  type RecurringEvent,
} from 'nestfire';
import type { DataSource } from 'typeorm';
import { RecurringReconciler as Declarations } from '../../lib/recurring/index.js';
import { beforeEach, expect, it } from 'vitest';
import { openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';

const HOUR = 3_600_000;

interface Run {
  id: string | null;
  at: Date | null;
  attempt: number;
  args: unknown[];
}

const runs: Run[] = [];
const runsOf = (id: string) => runs.filter((run) => run.id === id);

@Injectable()
class Reports {
  constructor(private readonly job: JobContext) {}

  @Recurring('* * * * * *', { id: 'ticks' })
  tick(): void {
    this.note();
  }

  @Recurring('0 * * * *', { queue: 'reports', priority: 3, timeZone: 'Europe/Istanbul' })
  hourly(): string {
    this.note();
    return 'reported';
  }

  @BackgroundJob({ retry: { attempts: 2, backoff: { fixed: 0 } } })
  digest(customer: number, since?: Date): void {
    this.note(customer, since);
    if (customer === 13 && this.job.attempt === 1) {
      throw new Error('unlucky');
    }
  }

  private note(...args: unknown[]): void {
    const { recurringId, occurrenceAt, attempt } = this.job;
    runs.push({ id: recurringId, at: occurrenceAt, attempt, args });
  }
}

/** The same class as a later deployment has it: without the ticks, and another time for the report. */
function laterReports(cron: string): Type<unknown> {
  class Later {
    hourly(): string {
      return 'reported later';
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Later.prototype, 'hourly') as TypedPropertyDescriptor<
    () => string
  >;
  BackgroundJob({ name: 'Reports.hourly' })(Later.prototype, 'hourly', descriptor);
  Recurring(cron, { id: 'Reports.hourly' })(Later.prototype, 'hourly', descriptor);
  return Later;
}

/** Sets when something was due, as if nobody had been there since. */
async function setDue(dataSource: DataSource, id: string, at: number): Promise<void> {
  await dataSource.query(`UPDATE nestfire_recurring SET next_at = ${at}, due_at = ${at} WHERE id = '${id}'`);
}

const hour = (offset: number) => Math.floor(Date.now() / HOUR) * HOUR + offset * HOUR;

beforeEach(() => {
  runs.length = 0;
});

/** An application that knows the class and runs nothing: what it adds waits for a worker. */
const client = (database: TestDatabase) => startApp(database, [Reports], { worker: false });

describeEachDatabase('Recurring jobs', (_kind, create) => {
  it('run once for each occurrence, and know which', async () => {
    const database = await useDatabase(create);
    const { jobs, monitor } = await startApp(database, [Reports]);
    await eventually(() => runsOf('ticks').length >= 3);
    const [first, second, third] = runsOf('ticks').map((run) => run.at!.getTime());
    expect(first! % 1_000).toBe(0);
    expect([second! - first!, third! - second!]).toEqual([1_000, 1_000]);

    const [newest] = await jobs.recurring.history('ticks', 1);
    const job = (await monitor.get(newest!.jobId))!;
    expect(job).toMatchObject({ recurringId: 'ticks', occurrenceAt: newest!.occurrenceAt });
    expect((await jobs.recurring.get('ticks'))!).toMatchObject({
      status: 'active',
      source: 'code',
      lastJobId: expect.any(String),
      args: [],
    });
  });

  it('are added at run time with arguments, and keep their occurrence when they are retried', async () => {
    const database = await useDatabase(create);
    const { jobs, monitor } = await startApp(database, [Reports]);
    const since = new Date(0);
    await jobs.recurring.addOrUpdate('digest:13', Reports, (reports) => reports.digest(13, since), {
      cron: '* * * * * *',
    });
    const retried = await eventually(() => runsOf('digest:13').find((run) => run.attempt === 2));
    expect(retried.args).toEqual([13, since]);
    expect(runsOf('digest:13')[0]).toMatchObject({ at: retried.at, attempt: 1 });
    expect((await jobs.recurring.get('digest:13'))!.args).toEqual([13, since]);
    const { jobs: listed } = await monitor.list({ recurringIds: ['digest:13'] });
    expect(listed.length).toBeGreaterThan(0);
  });

  it('are written only when something changes, and start anew only when the time does', async () => {
    const database = await useDatabase(create);
    const { jobs, store } = await client(database);
    const put = (customer: number, options: object = {}) =>
      jobs.recurring.addOrUpdate('digest', Reports, (reports) => reports.digest(customer), {
        cron: '0 8 * * *',
        ...options,
      });
    expect(await put(1)).toBe('added');
    const next = (await jobs.recurring.get('digest'))!.nextAt!;
    expect(next.getTime()).toBeGreaterThan(Date.now());
    expect(await put(1)).toBe('unchanged');
    expect(await put(1, { misfire: 'relaxed', timeZone: 'UTC', queue: 'default' })).toBe('unchanged');

    const dataSource = await openDataSource(database);
    await setDue(dataSource, 'digest', 1_000);
    expect(await put(2, { queue: 'other' })).toBe('updated');
    expect((await jobs.recurring.get('digest'))!).toMatchObject({ nextAt: new Date(1_000), args: [2] });
    expect(await put(2, { queue: 'other', timeZone: 'Asia/Kathmandu' })).toBe('updated');
    const moved = (await jobs.recurring.get('digest'))!.nextAt!;
    expect(moved.getUTCHours()).toBe(2);
    expect(moved.getTime()).toBeGreaterThan(Date.now());
    expect((await store.glance({ declared: [], types: ['Reports.digest'] })).nextRecurringIn).toBeGreaterThan(
      0,
    );
  });

  it('[I2] belong to the transaction of the caller', async () => {
    const database = await useDatabase(create);
    const { jobs } = await client(database);
    const dataSource = await openDataSource(database);
    const add = (id: string, manager: DataSource['manager']) =>
      jobs.recurring.addOrUpdate(id, Reports, (reports) => reports.digest(1), { cron: 'never', manager });
    const rolledBack = dataSource.transaction(async (manager) => {
      await add('lost', manager);
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    await dataSource.transaction((manager) => add('kept', manager));
    const { jobs: listed } = await jobs.recurring.list();
    expect(listed.map((job) => job.id)).toEqual(['kept']);

    const triggered = dataSource.transaction(async (manager) => {
      await jobs.recurring.trigger('kept', { manager });
      throw new Error('roll back');
    });
    await expect(triggered).rejects.toThrow('roll back');
    expect(await jobs.recurring.history('kept')).toEqual([]);
  });

  it('are declared once by twenty replicas that start at once, and a second start writes nothing', async () => {
    const database = await useDatabase(create);
    const apps = await Promise.all(Array.from({ length: 20 }, () => startApp(database, [Reports])));
    const [first] = apps;
    const { jobs: listed } = await first!.jobs.recurring.list();
    expect(listed.map((job) => job.id)).toEqual(['Reports.hourly', 'ticks']);
    expect(listed[0]).toMatchObject({
      type: 'Reports.hourly',
      queue: 'reports',
      priority: 3,
      timeZone: 'Europe/Istanbul',
      nextAt: new Date(hour(1)),
    });
    await eventually(() => runsOf('ticks').length >= 2);
    const times = runsOf('ticks').map((run) => run.at!.getTime());
    expect(new Set(times).size).toBe(times.length);

    const saved: number[] = [];
    watchChanges(first!.store, (count) => saved.push(count));
    await first!.app.get(Declarations).reconcile();
    expect(saved).toEqual([0]);
  });

  it('stay as somebody has edited or paused them across deployments, until they are reset', async () => {
    const database = await useDatabase(create);
    const before = await startApp(database, [Reports]);
    await before.jobs.recurring.addOrUpdate('Reports.hourly', Reports, (reports) => reports.hourly(), {
      cron: '30 * * * *',
    });
    await before.jobs.recurring.pause('ticks', { reason: 'too loud', actor: 'ada' });
    await before.app.close();

    const after = await startApp(database, [laterReports('15 * * * *')]);
    const edited = (await after.jobs.recurring.get('Reports.hourly'))!;
    expect(edited).toMatchObject({ cron: '30 * * * *', edited: true, declared: { cron: '15 * * * *' } });
    const paused = (await after.jobs.recurring.get('ticks'))!;
    expect(paused).toMatchObject({ pausedReason: 'too loud', pausedBy: 'ada', nextAt: null });

    await after.jobs.recurring.reset('Reports.hourly');
    const reset = (await after.jobs.recurring.get('Reports.hourly'))!;
    expect(reset).toMatchObject({ cron: '15 * * * *', edited: false, declared: null });
    expect(reset.nextAt!.getUTCMinutes()).toBe(15);
  });

  it('stop firing when no live worker declares them, and touch nobody else’s', async () => {
    const database = await useDatabase(create);
    const both = await startApp(database, [Reports]);
    await both.jobs.recurring.addOrUpdate('digest', Reports, (reports) => reports.digest(1), {
      cron: 'never',
    });
    await eventually(() => runsOf('ticks').length >= 1);
    await both.app.close();

    const { jobs, store } = await startApp(database, [laterReports('15 * * * *')]);
    const dataSource = await openDataSource(database);
    await setDue(dataSource, 'ticks', 1_000);
    const [hourly, digest, ticks] = (await jobs.recurring.list()).jobs;
    expect([digest!.status, hourly!.status, ticks!.status]).toEqual(['manual', 'active', 'orphaned']);
    expect(hourly!.cron).toBe('15 * * * *');
    await fireAll(store, { declared: ['Reports.hourly'], types: ['Reports.hourly', 'Reports.tick'] });
    expect((await jobs.recurring.get('ticks'))!.nextAt).toEqual(new Date(1_000));

    await expect(jobs.recurring.remove('Reports.hourly')).rejects.toThrow(RecurringJobDeclaredError);
    expect(await jobs.recurring.remove('ticks')).toBe(true);
    expect(await jobs.recurring.remove('ticks')).toBe(false);
  });

  it('[I7] make up for what was missed as their misfire policy says', async () => {
    const database = await useDatabase(create);
    const { jobs } = await client(database);
    // Half an hour ago: at the full hour, the last occurrence could be barely late.
    const last = new Date(Date.now() - HOUR / 2).setUTCSeconds(0, 0);
    const at = (offset: number) => last + offset * HOUR;
    const policies = {
      relaxed: 'relaxed',
      strict: 'strict',
      capped: { strict: 3 },
      ignorable: 'ignorable',
      patient: { ignorable: '2h' },
    } as const;
    const dataSource = await openDataSource(database);
    for (const [id, misfire] of Object.entries(policies)) {
      const options = { cron: `${new Date(last).getUTCMinutes()} * * * *`, misfire };
      await jobs.recurring.addOrUpdate(id, Reports, (reports) => reports.digest(1), options);
      await setDue(dataSource, id, at(-5));
    }
    const dropped: RecurringEvent[] = [];
    const worker = await startApp(database, [Reports]);
    worker.events.recurring$.subscribe((event) => dropped.push(event));
    await eventually(async () => (await jobs.recurring.get('patient'))!.nextAt!.getTime() === at(1));

    const fired = async (id: string) =>
      (await jobs.recurring.history(id)).map((run) => (run.occurrenceAt!.getTime() - at(0)) / HOUR);
    expect(await fired('relaxed')).toEqual([0]);
    expect(await fired('strict')).toEqual([0, -1, -2, -3, -4, -5]);
    expect(await fired('capped')).toEqual([0, -1, -2]);
    expect((await jobs.recurring.get('capped'))!.dropped).toEqual({
      from: new Date(at(-5)),
      until: new Date(at(-2)),
    });
    expect(await fired('ignorable')).toEqual([]);
    expect(await fired('patient')).toEqual([0]);
    for (const id of Object.keys(policies)) {
      expect((await jobs.recurring.get(id))!.nextAt).toEqual(new Date(at(1)));
    }
  });

  it('skip an occurrence while the previous one is unfinished, when they say so', async () => {
    const database = await useDatabase(create);
    const gate = deferred();
    let running = 0;
    @Injectable()
    class Slow {
      @Recurring('* * * * * *', { id: 'slow', overlap: 'skip' })
      async run(): Promise<void> {
        running++;
        await gate.promise;
      }
    }
    const { jobs, events } = await startApp(database, [Slow]);
    const told: RecurringEvent[] = [];
    events.recurring$.subscribe((event) => told.push(event));
    await eventually(() => told.filter((event) => event.type === 'skipped').length >= 2);
    expect(running).toBe(1);
    expect(await jobs.recurring.history('slow')).toHaveLength(1);
    expect(await jobs.recurring.trigger('slow')).toBeNull();
    expect((await jobs.recurring.get('slow'))!.skippedAt).not.toBeNull();
    gate.resolve();
    await eventually(() => running >= 2);
  });

  it('[I7] do not fire while they are paused, nor for that time afterwards', async () => {
    const database = await useDatabase(create);
    const { jobs } = await startApp(database, [Reports]);
    const put = { cron: '* * * * * *', misfire: 'strict' } as const;
    await jobs.recurring.addOrUpdate('strict', Reports, (reports) => reports.digest(1), put);
    await jobs.recurring.pause('ticks', { until: '2s' });
    await jobs.recurring.pause('strict');
    const { pausedAt, pausedUntil, status } = (await jobs.recurring.get('ticks'))!;
    expect(status).toBe('paused');
    const begin = (await jobs.recurring.get('strict'))!.pausedAt!;
    // The one whose pause has an end is the clock of this test.
    const first = await eventually(() => runsOf('ticks').find((run) => run.at! >= pausedUntil!));
    expect(runsOf('ticks').filter((run) => run.at! > pausedAt! && run.at! < first.at!)).toEqual([]);
    await jobs.recurring.resume('strict');
    await eventually(() => runsOf('strict').find((run) => run.at! > first.at!));
    const between = runsOf('strict').filter((run) => run.at! > begin && run.at! <= pausedUntil!);
    expect(between).toEqual([]);
    expect((await jobs.recurring.get('ticks'))!).toMatchObject({ status: 'active', pausedUntil: null });
  });

  it('that cannot be fired say why, are disabled after five times, and stop no other', async () => {
    const database = await useDatabase(create);
    const { jobs } = await client(database);
    const dataSource = await openDataSource(database);
    const broken = {
      expression: `cron = 'nonsense'`,
      zone: `time_zone = 'Mars/Phobos'`,
      policy: `misfire = 'sometimes'`,
      gone: `type = 'Removed.method'`,
    };
    for (const [id, change] of Object.entries(broken)) {
      const options = { cron: '0 * * * *' };
      await jobs.recurring.addOrUpdate(id, Reports, (reports) => reports.digest(1), options);
      await dataSource.query(
        `UPDATE nestfire_recurring SET ${change}, next_at = 1000, due_at = 1000, failures = 4 WHERE id = '${id}'`,
      );
    }
    const told: RecurringEvent[] = [];
    const worker = await startApp(database, [Reports], { worker: { failUnknownAfter: '500ms' } });
    worker.events.recurring$.subscribe((event) => told.push(event));
    await eventually(() => runsOf('ticks').length > 0);
    const disabled = async (id: string) =>
      eventually(async () => {
        const job = (await jobs.recurring.get(id))!;
        return job.status === 'failed' && job;
      });
    expect((await disabled('expression')).error).toMatch(
      /cron expression 'nonsense' is not valid: it has 1 field/,
    );
    expect((await disabled('zone')).error).toMatch(/time zone 'Mars\/Phobos' is not known/);
    expect((await disabled('policy')).error).toMatch(/misfire must be relaxed, strict or ignorable/);
    expect(await disabled('gone')).toMatchObject({
      error: 'No worker has known the job type Removed.method for a long time',
      failures: 5,
      nextAt: null,
    });

    // Repaired by being put right, and by being resumed.
    const options = { cron: '0 * * * *' };
    await jobs.recurring.addOrUpdate('gone', Reports, (reports) => reports.digest(1), options);
    expect((await jobs.recurring.get('gone'))!).toMatchObject({ status: 'active', error: null, failures: 0 });
    await dataSource.query(`UPDATE nestfire_recurring SET time_zone = 'UTC' WHERE id = 'zone'`);
    await jobs.recurring.resume('zone');
    expect((await jobs.recurring.get('zone'))!.nextAt).toEqual(new Date(hour(1)));
  });

  it('[I11] that somebody has spoilt stop neither the others nor the worker', async () => {
    const database = await useDatabase(create);
    const { jobs } = await client(database);
    const dataSource = await openDataSource(database);
    const spoilt = [
      'next_at = 9223372036854775807, due_at = 1000',
      'next_at = -9223372036854775807, due_at = 1000',
      'due_at = -9223372036854775807',
      `next_at = 1000, due_at = 1000, misfire = 'strict', misfire_limit = 2000000000`,
      'next_at = 1000, due_at = 1000, jitter = -5',
      `next_at = 1000, due_at = 1000, args = 'no json', declared = 'no json'`,
    ];
    for (const [index, change] of spoilt.entries()) {
      const id = `spoilt-${index}`;
      await jobs.recurring.addOrUpdate(id, Reports, (reports) => reports.digest(1), { cron: '0 * * * *' });
      await dataSource.query(`UPDATE nestfire_recurring SET ${change} WHERE id = '${id}'`);
    }
    await jobs.recurring.addOrUpdate('good', Reports, (reports) => reports.digest(1), {
      cron: '* * * * * *',
    });
    await startApp(database, [Reports]);
    await eventually(() => runsOf('good').length >= 2);
    expect((await jobs.recurring.list()).jobs.length).toBeGreaterThan(spoilt.length);
    expect(await (await jobs.enqueue(Reports, (reports) => reports.hourly())).result()).toBe('reported');
  });

  it('refuse an id that means something else already', async () => {
    const database = await useDatabase(create);
    const { jobs } = await client(database);
    const options = { cron: 'never' };
    await jobs.recurring.addOrUpdate('ticks', Reports, (reports) => reports.digest(1), options);
    await expect(startApp(database, [Reports])).rejects.toThrow(
      /"ticks" is declared twice: at run time, for Reports.digest and at @Recurring\(\), for Reports.tick/,
    );
    await jobs.recurring.remove('ticks');
    await startApp(database, [Reports]);
    await eventually(() => runsOf('ticks').length > 0);
  });

  it('are triggered at any time, by whoever does not have their class too', async () => {
    const database = await useDatabase(create);
    const worker = await startApp(database, [Reports]);
    const { jobs } = await startApp(database, [], { worker: false });
    await jobs.recurring.pause('Reports.hourly');
    const handle = (await jobs.recurring.trigger('Reports.hourly'))!;
    expect(await handle.result()).toBe('reported');
    expect(runsOf('Reports.hourly')).toEqual([{ id: 'Reports.hourly', at: null, attempt: 1, args: [] }]);
    const job = (await jobs.recurring.get('Reports.hourly'))!;
    expect(job).toMatchObject({ lastJobId: handle.id, lastState: 'succeeded', status: 'paused' });
    expect(await worker.jobs.enqueue(Reports, (reports) => reports.hourly())).toBeDefined();
  });

  it('start up to their jitter later', async () => {
    const database = await useDatabase(create);
    const { jobs, monitor } = await client(database);
    const options = { cron: '0 * * * *', jitter: '1h' } as const;
    await jobs.recurring.addOrUpdate('spread', Reports, (reports) => reports.digest(1), options);
    const dataSource = await openDataSource(database);
    await setDue(dataSource, 'spread', hour(0));
    await startApp(database, [Reports]);
    const [run] = await eventually(async () => {
      const found = await jobs.recurring.history('spread');
      return found.length > 0 && found;
    });
    const job = (await monitor.get(run!.jobId))!;
    expect(job.state).toBe('scheduled');
    expect(job.runAt.getTime() - job.createdAt.getTime()).toBeLessThanOrEqual(HOUR);
  });

  it('answer bad calls with what is wrong', async () => {
    const database = await useDatabase(create);
    const { jobs } = await client(database);
    const { recurring } = jobs;
    const add = (id: string, options: object) => () =>
      recurring.addOrUpdate(id, Reports, (reports) => reports.digest(1), options as never);
    for (const action of ['pause', 'resume', 'reset', 'trigger'] as const) {
      await expect(recurring[action]('nobody')).rejects.toThrow(RecurringJobNotFoundError);
    }
    await expect(add('a', {})).rejects.toThrow(/cron expression undefined is not valid/);
    await expect(add('a', { cron: '0 0 31 2 *' })).rejects.toThrow(/no such date ever comes.*"never"/);
    await expect(add('a', { cron: '@daily', timeZone: 'Nowhere' })).rejects.toThrow(/time zone 'Nowhere'/);
    await expect(add('a', { cron: '@daily', misfir: 'strict' })).rejects.toThrow(/no option "misfir"/);
    await expect(add(' a', { cron: '@daily' })).rejects.toThrow(/must not begin or end with a space/);
    await expect(add('', { cron: '@daily' })).rejects.toThrow(/1 to 200 characters/);
    expect(() => recurring.preview('* * * * *', 'UTC', 1_000_000)).toThrow(/from 1 to 1000/);
    expect(() => recurring.preview('61 * * * *')).toThrow(/expected range 0-59/);
    await add('a', { cron: 'never' })();
    await expect(recurring.pause('a', { until: new Date(0) })).rejects.toThrow(/must be in the future/);
    expect(await recurring.get('nobody')).toBeNull();
    expect((await recurring.list({ limit: 1 })).next).toBeNull();
  });
});

/** Fires what is due in a scope, as a worker of that scope would. */
async function fireAll(store: JobStore, scope: { declared: string[]; types: string[] }): Promise<void> {
  await store.changeRecurring({ due: scope, limit: 100 }, (rows) => {
    expect(rows.map((row) => row.id)).toEqual([]);
    return { save: [] };
  });
}

/** Tells how many recurring jobs each change writes. */
function watchChanges(store: JobStore, told: (count: number) => void): void {
  const change = store.changeRecurring.bind(store);
  store.changeRecurring = async (...args) => {
    const changes = await change(...args);
    if ('ids' in args[0]) {
      told(changes.save.length);
    }
    return changes;
  };
}
