import { Injectable } from '@nestjs/common';
import {
  BackgroundJob,
  JobContext,
  JobsOptionsError,
  OperationNotFoundError,
  OperationTimeoutError,
  type JobFilter,
} from 'nestfire';
import { expect, it } from 'vitest';
import { DAY, newJob } from '../../lib/testing/contract/fixtures.js';
import { newId } from '../../lib/utils/index.js';
import { openDataSource, startApp, useDatabase, type TestApp } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { createEffects, exited, startWorkerProcess } from '../support/worker-process.js';

@Injectable()
class Crates {
  static started: string[] = [];
  static aborted: string[] = [];

  constructor(private readonly job: JobContext) {}

  @BackgroundJob()
  open(): string {
    return 'opened';
  }

  @BackgroundJob()
  async hold(): Promise<void> {
    const { id, signal } = this.job;
    Crates.started.push(id);
    await new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        Crates.aborted.push(id);
        reject(signal.reason as Error);
      }),
    );
  }
}

/** Jobs in a queue that no worker serves. */
async function stack({ store }: TestApp, count: number, queue = 'stacked'): Promise<string[]> {
  const jobs = Array.from({ length: count }, () => newJob({ type: 'Crates.open', queue }));
  for (let start = 0; start < count; start += 5_000) {
    await store.insert(jobs.slice(start, start + 5_000));
  }
  return jobs.map((job) => job.id);
}

const SERVED = { worker: { queues: ['default'] } };

describeEachDatabase('Operations', (kind, create) => {
  it('do to every job that is meant what is done to one', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [Crates], SERVED);
    const { jobs, monitor } = app;
    const elsewhere = await startApp(database, [], { worker: false });
    const ids = await stack(app, 1_200);
    const who = { reason: 'spring cleaning', actor: 'ayla' };

    const deleting = await jobs.deleteAll({ queues: ['stacked'] }, who);
    expect(await deleting.finished()).toMatchObject({
      ...who,
      id: deleting.id,
      state: 'succeeded',
      matched: 1_200,
      moved: 1_200,
      skipped: 0,
      filter: { queues: ['stacked'] },
    });
    expect(await elsewhere.jobs.operations.get(deleting.id)).toEqual(await deleting.info());
    expect((await monitor.get(ids[7]!))!.history).toMatchObject([{ state: 'deleted', ...who }]);

    // The same again has nothing to do.
    const again = await elsewhere.jobs.deleteAll({ queues: ['stacked'] });
    expect(await again.finished()).toMatchObject({ moved: 0, skipped: 1_200, reason: null });

    const [kept, ...others] = ids as [string, ...string[]];
    const requeueing = await elsewhere.jobs.requeueAll({ states: ['deleted'], excludeIds: [kept] });
    expect((await requeueing.finished()).moved).toBe(1_199);
    expect(await jobs.state(kept)).toBe('deleted');

    const later = await jobs.rescheduleAll({ ids: others.slice(0, 200) }, '1h');
    expect((await later.finished()).moved).toBe(200);
    const { createdAt } = (await later.info())!;
    expect((await monitor.get(others[0]!))!.runAt).toEqual(new Date(createdAt.getTime() + 3_600_000));

    const moving = await elsewhere.jobs.moveAllToQueue({ states: ['enqueued'] }, 'default');
    expect((await moving.finished()).moved).toBe(999);
    await eventually(async () => (await monitor.count({ states: ['succeeded'] })).value === 999);

    const { operations, next } = await jobs.operations.list({ limit: 2 });
    expect(operations.map(({ id }) => id)).toEqual([moving.id, later.id]);
    const page = await jobs.operations.list({ cursor: next });
    expect(page.operations.map(({ id }) => id)).toEqual([requeueing.id, again.id, deleting.id]);
    expect(page.next).toBeNull();
  });

  it('a job can be moved to another queue alone', async () => {
    const database = await useDatabase(create);
    const { jobs, monitor } = await startApp(database, [Crates], SERVED);
    const handle = await jobs.enqueue(Crates, (crates) => crates.open(), { queue: 'stacked' });
    expect(await handle.moveToQueue('default', { actor: 'ayla' })).toBe(true);
    expect(await handle.result()).toBe('opened');
    expect((await monitor.get(handle.id))!).toMatchObject({
      queue: 'default',
      history: [{ state: 'enqueued', reason: 'Moved from queue stacked to default', actor: 'ayla' }],
    });
    expect(await jobs.moveToQueue(handle, 'default')).toBe(false);
    expect(await jobs.moveToQueue(newId(), 'default')).toBe(false);
    await expect(jobs.moveToQueue(handle, '')).rejects.toThrow(
      /moveToQueue: queue must be a text of 1 to 100/,
    );
  });

  it('go on where they were when their worker is killed, and repeat nothing', async () => {
    const database = await useDatabase(create);
    await createEffects(database, false);
    const observer = await startApp(database, [], { worker: false });
    const count = 20_000;
    await stack(observer, count);
    const first = await startWorkerProcess(database, SERVED);
    const operation = await observer.jobs.deleteAll({ states: ['enqueued'] });
    await eventually(async () => (await operation.info())!.moved > 0);
    first.kill('SIGKILL');
    await exited(first);
    const left = (await operation.info())!;
    expect(left).toMatchObject({ state: 'running', finishedAt: null });
    // A commit that was under way may still arrive; the jobs and the count of them arrive together.
    await eventually(
      async () =>
        (await observer.monitor.count({ states: ['deleted'] }, count)).value ===
        (await operation.info())!.moved,
    );

    await startWorkerProcess(database, SERVED);
    const done = await operation.finished({ timeout: '60s' });
    expect(done).toMatchObject({ state: 'succeeded', matched: count, moved: count, skipped: 0 });
    expect((await observer.monitor.count({ states: ['deleted'] }, count + 1)).value).toBe(count);
    const dataSource = await openDataSource(database);
    const [told] = (await dataSource.query(
      'SELECT COUNT(*) AS entries, COUNT(DISTINCT job_id) AS jobs FROM nestfire_history',
    )) as [{ entries: unknown; jobs: unknown }];
    expect([Number(told.entries), Number(told.jobs)]).toEqual([count, count]);
  });

  it('repeat a slice whose transaction has failed, and nothing of it is left', async () => {
    const database = await useDatabase(create);
    const client = await startApp(database, [], { worker: false });
    const [first] = await stack(client, 700);
    const dataSource = await openDataSource(database);
    await dataSource.query('ALTER TABLE nestfire_history RENAME TO hidden');
    const operation = await client.jobs.deleteAll({});
    await expect(client.store.operations.advance(500)).rejects.toThrow(/nestfire_history/);
    expect(await operation.info()).toMatchObject({ state: 'pending', matched: 0, startedAt: null });
    expect(await client.jobs.state(first!)).toBe('enqueued');

    await startApp(database, [], SERVED);
    await dataSource.query('ALTER TABLE hidden RENAME TO nestfire_history');
    expect(await operation.finished()).toMatchObject({ state: 'succeeded', moved: 700, skipped: 0 });
    expect(await client.store.history(first!)).toHaveLength(1);
  });

  it('go on by themselves, without a poll, whatever hints come in between', async () => {
    const database = await useDatabase(create);
    const worker = { queues: ['default'], pollInterval: 3_600_000 };
    const app = await startApp(database, [Crates], { worker });
    await stack(app, 10_000);
    const operation = await app.jobs.deleteAll({ queues: ['stacked'] });
    for (const moved of [0, 1_000, 2_000, 3_000]) {
      await eventually(async () => (await operation.info())!.moved > moved);
      await app.jobs.schedule(Crates, (crates) => crates.open(), '1h');
    }
    expect((await operation.finished()).moved).toBe(10_000);
  });

  it('abort running jobs, in this process and in others', async () => {
    Crates.started = [];
    Crates.aborted = [];
    const database = await useDatabase(create);
    const worker = { heartbeatInterval: 100, lease: 30_000, concurrency: 3 };
    const { jobs, monitor } = await startApp(database, [Crates], { worker });
    await startApp(database, [Crates], { worker });
    const handles = await jobs.enqueueMany(Crates, [1, 2, 3, 4, 5, 6], (crates) => crates.hold());
    await eventually(() => Crates.started.length === 6);
    const operation = await jobs.deleteAll({ states: ['processing'] });
    expect((await operation.finished()).moved).toBe(6);
    await eventually(() => Crates.aborted.length === 6);
    expect(Crates.aborted.toSorted()).toEqual(handles.map(({ id }) => id).toSorted());
    expect((await monitor.count({ states: ['deleted'] })).value).toBe(6);
  });

  it('show their progress and stop when they are cancelled', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [], SERVED);
    const { jobs, monitor } = app;
    await stack(app, 10_000);
    const operation = await jobs.deleteAll({});
    await eventually(async () => (await operation.info())!.moved > 0);
    expect(await jobs.operations.cancel(operation, { reason: 'a mistake', actor: 'ayla' })).toBe(true);
    const info = await operation.finished();
    expect(info).toMatchObject({ state: 'cancelled', cancelReason: 'a mistake', cancelledBy: 'ayla' });
    expect(info.moved).toBeGreaterThan(0);
    expect(info.moved).toBeLessThan(10_000);
    // Another operation has its turn, and the cancelled one has done no more.
    expect((await (await jobs.requeueAll({ queues: ['none'] })).finished()).state).toBe('succeeded');
    expect((await monitor.count({ states: ['deleted'] }, 10_000)).value).toBe(info.moved);
    expect(await operation.info()).toEqual(info);
    expect(await operation.cancel()).toBe(false);
  });

  it('[I2] belong to the transaction of the caller', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [], SERVED);
    const { jobs } = app;
    const [job] = await stack(app, 1);
    const dataSource = await openDataSource(database);
    let id = '';
    const rolledBack = dataSource.transaction(async (manager) => {
      ({ id } = await jobs.deleteAll({}, { manager }));
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    await expect(jobs.operations.finished(id)).rejects.toThrow(OperationNotFoundError);

    const handle = await dataSource.transaction((manager) => jobs.deleteAll({}, { manager }));
    expect((await handle.finished()).moved).toBe(1);
    expect(await jobs.state(job!)).toBe('deleted');
  });

  it('[I11] that somebody has spoilt fail with the reason, and the others go on', async () => {
    const database = await useDatabase(create);
    const client = await startApp(database, [], { worker: false });
    const { jobs, store } = client;
    await stack(client, 3);
    const dataSource = await openDataSource(database);
    const spoilt: [string, RegExp][] = [
      [`filter = 'no json'`, /filter cannot be read/],
      [`filter = '[]'`, /filter cannot be read/],
      [`filter = '{"statess":["failed"]}'`, /filter cannot be read/],
      [`filter = '{"states":"failed"}'`, /filter cannot be read/],
      [`filter = '{"createdAfter":"yesterday"}'`, /filter cannot be read/],
      [`action = 'purge'`, /action cannot be read/],
      [`action = 'queue', parameters = '{}'`, /action cannot be read/],
      [`action = 'scheduled', parameters = 'no json'`, /action cannot be read/],
    ];
    const handles = [];
    for (const [change] of spoilt) {
      handles.push(await jobs.deleteAll({ queues: ['fresh'] }));
      await dataSource.query(
        `UPDATE nestfire_operation SET ${change.includes('filter') ? change : `filter = '{}', ${change}`}
         WHERE filter = '{"queues":["fresh"]}'`,
      );
    }
    const good = await jobs.deleteAll({});
    await startApp(database, [], SERVED);
    expect((await good.finished()).moved).toBe(3);
    for (const [index, handle] of handles.entries()) {
      const info = await handle.finished();
      expect(info.state).toBe('failed');
      expect(info.error).toMatch(spoilt[index]![1]);
    }
    expect(await store.operations.list(100, null)).toHaveLength(spoilt.length + 1);
  });

  it('that the database refuses fail with its reason, and are forgotten after 30 days', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [], { worker: false });
    const { jobs, store } = app;
    await stack(app, 1);
    // A queue whose name does not fit into the column: the options would not have let it pass.
    const id = newId();
    const action = { to: 'queue', queue: kind === 'SQLite' ? (null as never) : 'q'.repeat(300) } as const;
    await store.operations.start({ id, filter: {}, action, reason: null, actor: null });
    await startApp(database, [], SERVED);
    const info = await jobs.operations.finished(id);
    expect(info).toMatchObject({ state: 'failed', moved: 0 });
    expect(info.error).toMatch(kind === 'SQLite' ? /action cannot be read/ : /too long/);

    const dataSource = await openDataSource(database);
    const age = async (days: number) => {
      await dataSource.query(`UPDATE nestfire_operation SET finished_at = ${Date.now() - days * DAY}`);
      await store.prune(10, DAY);
    };
    await age(29);
    expect(await jobs.operations.get(id)).not.toBeNull();
    await age(31);
    expect(await jobs.operations.get(id)).toBeNull();
  });

  it('are refused with what is wrong, and nothing is started', async () => {
    const { jobs } = await startApp(await useDatabase(create), [], { worker: false });
    const wrong: [unknown, RegExp][] = [
      [undefined, /deleteAll: the filter \(\{\} means every job\) must be an object \(got undefined\)/],
      [null, /must be an object \(got null\)/],
      ['failed', /must be an object \(got 'failed'\)/],
      [{ state: ['failed'] }, /JobFilter has no option "state"/],
      [{ batchIds: undefined }, /deleteAll: JobFilter.batchIds is undefined/],
      [{ states: ['lost'] }, /JobFilter.states must be one of/],
      [{ excludeIds: ['x'] }, /JobFilter.excludeIds must be given by its id/],
      [
        { excludeIds: Array.from({ length: 1_001 }, newId) },
        /JobFilter.excludeIds must be a list of up to 1000/,
      ],
      [{ createdAfter: new Date(NaN) }, /JobFilter.createdAfter must be a valid Date/],
    ];
    for (const [filter, message] of wrong) {
      const refused = jobs.deleteAll(filter as JobFilter);
      await expect(refused).rejects.toThrow(JobsOptionsError);
      await expect(refused).rejects.toThrow(message);
    }
    await expect(jobs.deleteAll({}, { why: 'so' } as never)).rejects.toThrow(/has no option "why"/);
    await expect(jobs.rescheduleAll({}, 'soon' as never)).rejects.toThrow(
      /rescheduleAll: when must be a duration/,
    );
    await expect(jobs.moveAllToQueue({}, ' ')).rejects.toThrow(/moveAllToQueue: queue must be a text/);
    await expect(jobs.operations.list({ limit: 0 })).rejects.toThrow(/JobOperations.list: limit/);
    await expect(jobs.operations.cancel('x')).rejects.toThrow(/An operation must be given by its id/);
    expect((await jobs.operations.list()).operations).toEqual([]);

    await expect(jobs.operations.finished(newId())).rejects.toThrow(OperationNotFoundError);
    const waiting = await jobs.deleteAll({});
    await expect(waiting.finished({ timeout: 50 })).rejects.toThrow(OperationTimeoutError);
    expect((await waiting.info())!.state).toBe('pending');
  });
});
