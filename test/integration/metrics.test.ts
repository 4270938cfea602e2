import { Injectable } from '@nestjs/common';
import {
  BackgroundJob,
  JobContext,
  NonRetryableJobError,
  type JobEvents,
  type JobMonitor,
  type MetricTotal,
} from 'nestfire';
import { filter, lastValueFrom, take } from 'rxjs';
import type { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { MetricsRecorder } from '../../lib/metrics/index.js';
import { openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';

@Injectable()
class WorkService {
  static started = 0;
  static gate = deferred();
  static dataSource: DataSource;

  constructor(private readonly job: JobContext) {}

  @BackgroundJob()
  succeed(_number: number) {}

  @BackgroundJob()
  reject(number: number) {
    throw new NonRetryableJobError(`Order ${number} is gone`);
  }

  @BackgroundJob({ retry: { attempts: 3, backoff: { fixed: 1 } } })
  recover() {
    if (this.job.attempt < 3) {
      throw new RangeError('not yet');
    }
  }

  @BackgroundJob({ queue: 'other' })
  rest() {
    if (WorkService.started++ === 0) {
      this.job.snooze(1);
    }
  }

  @BackgroundJob()
  async complete() {
    await WorkService.dataSource.transaction((manager) => this.job.complete(manager));
  }

  @BackgroundJob()
  async gated() {
    WorkService.started++;
    await WorkService.gate.promise;
  }
}

const FAST = { heartbeatInterval: 100, lease: 1_000, concurrency: 2 };

async function total(monitor: JobMonitor, query: object = {}): Promise<MetricTotal> {
  const { series } = await monitor.metrics({ from: new Date(Date.now() - 3_600_000), ...query });
  return series[0]!.total;
}

function isIdle(monitor: JobMonitor): Promise<boolean> {
  return monitor
    .count({ states: ['enqueued', 'scheduled', 'processing', 'awaiting'] })
    .then(({ value }) => value === 0);
}

/** Resolves when so many more attempts have ended and are counted: others see them ended a moment before. */
function ended(events: JobEvents, count: number): Promise<unknown> {
  const types = ['succeeded', 'failed', 'retried'];
  return lastValueFrom(
    events.events$.pipe(
      filter(({ type }) => types.includes(type)),
      take(count),
    ),
  );
}

describeEachDatabase('Numbers', (_kind, create) => {
  async function start(options: Parameters<typeof startApp>[2] = {}) {
    WorkService.started = 0;
    WorkService.gate = deferred();
    const database = await useDatabase(create);
    const reader = await startApp(database, [], { worker: false });
    return { ...(await startApp(database, [WorkService], options)), reader, database };
  }

  it('are exact after a drain and a graceful stop, and stay when the jobs are removed', async () => {
    const retention = { succeeded: 0, failed: '30d' as const };
    const { app, jobs, monitor, reader, database } = await start({ retention });
    WorkService.dataSource = await openDataSource(database);
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    await jobs.enqueueMany(WorkService, numbers, (work, number) => work.succeed(number));
    await jobs.enqueueMany(WorkService, numbers.slice(0, 7), (work, number) => work.reject(number));
    await jobs.enqueue(WorkService, (work) => work.recover());
    await jobs.enqueue(WorkService, (work) => work.rest());
    await jobs.enqueue(WorkService, (work) => work.complete());
    await WorkService.dataSource
      .transaction(async (manager) => {
        await jobs.enqueue(WorkService, (work) => work.succeed(-1), { manager });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await eventually(() => isIdle(monitor));
    await app.close();

    await eventually(async () => {
      await reader.store.prune(100, 0);
      return (await reader.monitor.count({ states: ['succeeded'] })).value === 0;
    });
    const expected = { created: 50, succeeded: 43, failed: 7, retried: 2, snoozed: 1, deleted: 0 };
    const all = await total(reader.monitor);
    expect(all).toMatchObject(expected);
    expect([all.wait.count, all.run.count]).toEqual([53, 53]);
    const byStep = await Promise.all(['1m', '1h', '1d'].map((step) => total(reader.monitor, { step })));
    byStep.forEach((each) => expect(each).toMatchObject(expected));
    expect(await total(reader.monitor, { queues: ['other'] })).toMatchObject({
      created: 1,
      succeeded: 1,
      snoozed: 1,
    });
    const byType = await reader.monitor.metrics({
      from: new Date(Date.now() - 60_000),
      groupBy: 'type',
      top: 1,
    });
    expect(byType.series.map(({ key, total: { succeeded } }) => [key, succeeded])).toEqual([
      ['WorkService.succeed', 40],
      [null, 3],
    ]);
  });

  it('wait from when a job was due until it was claimed, and run as long as the rows say', async () => {
    const { app, jobs, monitor, events } = await start({ worker: { concurrency: 1 } });
    const counted = ended(events, 7);
    await jobs.enqueueMany(WorkService, [1, 2, 3, 4, 5], (work, number) => work.succeed(number));
    await jobs.schedule(WorkService, (work) => work.succeed(6), 50);
    await jobs.enqueue(WorkService, (work) => work.gated());
    await eventually(() => WorkService.started === 1);
    await eventually(async () => (await monitor.count({ states: ['processing'] })).value === 1);
    WorkService.gate.resolve();
    await counted;
    await app.get(MetricsRecorder).flush();

    const { jobs: rows } = await monitor.list({ states: ['succeeded'] });
    const sum = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((result, row) => result + of(row), 0);
    const { wait, run } = await total(monitor);
    expect(wait.count).toBe(7);
    expect(run.mean! * 7).toBeCloseTo(
      sum((row) => row.runTime!),
      3,
    );
    // On MariaDB the claim reads the clock just before it writes it.
    const waited = sum((row) => row.claimedAt!.getTime() - row.runAt.getTime());
    expect(Math.abs(wait.mean! * 7 - waited)).toBeLessThan(7 * 20);
  });

  it('[I10] that cannot be written stop no worker, and are written later for the time they are of', async () => {
    const { app, jobs, monitor, store, events } = await start();
    const recorder = app.get(MetricsRecorder);
    const record = store.metrics.record.bind(store.metrics);
    const ages: number[] = [];
    let failures = 2;
    store.metrics.record = async (batch) => {
      if (failures-- > 0) {
        throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });
      }
      ages.push(batch.age);
      await record(batch);
    };
    for (const number of [1, 2]) {
      const counted = ended(events, 1);
      await jobs.enqueue(WorkService, (work) => work.succeed(number));
      await counted;
      await recorder.flush();
    }
    expect(await total(monitor)).toMatchObject({ succeeded: 0 });
    await recorder.flush();
    expect(await total(monitor)).toMatchObject({ created: 2, succeeded: 2 });
    expect(ages).toHaveLength(2);
    expect(ages[0]).toBeGreaterThan(ages[1]!);

    // The database will never take this, and then goes on with the next.
    const { created } = await total(monitor);
    store.metrics.record = (batch) =>
      record({ ...batch, metrics: batch.metrics.map((entry) => ({ ...entry, queue: null as never })) });
    await jobs.enqueue(WorkService, (work) => work.succeed(3));
    await recorder.flush();
    store.metrics.record = record;
    await jobs.enqueue(WorkService, (work) => work.succeed(4));
    await recorder.flush();
    expect(await total(monitor)).toMatchObject({ created: created + 1 });
  });

  it('of failures are groups, whose jobs can be found and run again', async () => {
    const { app, jobs, monitor, events } = await start();
    const counted = ended(events, 6);
    await jobs.enqueueMany(WorkService, [11, 22, 33], (work, number) => work.reject(number));
    await jobs.enqueue(WorkService, (work) => work.recover());
    await counted;
    await app.get(MetricsRecorder).flush();

    const groups = await monitor.failures({ range: '1h' });
    expect(groups.map(({ name, counts }) => [name, counts['1h']])).toEqual([
      ['NonRetryableJobError', { attempts: 3, jobs: 3 }],
      ['RangeError', { attempts: 2, jobs: 0 }],
    ]);
    const [gone] = groups;
    expect(gone).toMatchObject({
      frame: 'WorkService.reject (integration/metrics.test.ts)',
      types: ['WorkService.reject'],
    });
    expect(gone!.message).toMatch(/^Order (11|22|33) is gone$/);
    const group = { states: ['failed' as const], fingerprints: [gone!.fingerprint] };
    const { jobs: failed } = await monitor.list(group);
    expect(failed).toHaveLength(3);
    expect(failed.map(({ id }) => id)).toContain(gone!.jobId);
    const again = ended(events, 3);
    await Promise.all(failed.map(({ id }) => jobs.requeue(id)));
    await again;
    await app.get(MetricsRecorder).flush();
    expect((await monitor.failures())[0]!.counts['24h']).toEqual({ attempts: 6, jobs: 6 });
  });

  it('of queues tell what waits and how fast it goes', async () => {
    const { app, jobs, monitor, reader } = await start({ worker: { queues: ['default'] } });
    await jobs.enqueueMany(WorkService, [1, 2, 3], (work, number) => work.succeed(number));
    await jobs.enqueue(WorkService, (work) => work.rest());
    await eventually(async () => (await monitor.count({ states: ['succeeded'] })).value === 3);
    await app.close();
    const [first, second] = await reader.monitor.queues();
    expect(first).toMatchObject({
      name: 'default',
      waiting: { value: 0, capped: false },
      oldestWaiting: null,
      drainTime: 0,
    });
    expect(first!.endedPerMinute).toBeGreaterThan(0.49);
    expect(first!.endedPerMinute).toBeCloseTo(first!.createdPerMinute, 5);
    expect(first!.wait.count).toBe(3);
    expect(second).toMatchObject({ name: 'other', waiting: { value: 1 }, drainTime: null });
    expect(second!.oldestWaiting).toBeGreaterThanOrEqual(0);
  });
});

describeEachDatabase('A worker', (_kind, create) => {
  it('that is asked to drain finishes what it runs, claims no more, and goes on when asked', async () => {
    WorkService.started = 0;
    WorkService.gate = deferred();
    const { jobs, monitor, store } = await startApp(await useDatabase(create), [WorkService], {
      worker: FAST,
    });
    const running = await jobs.enqueue(WorkService, (work) => work.gated());
    await eventually(() => WorkService.started === 1);
    const [worker] = await monitor.workers();
    await store.drain([worker!.id], true);
    // After the second beat it has learned of it.
    await nextBeats(monitor, 2);
    const waiting = await jobs.enqueueMany(WorkService, [1, 2, 3], (work, number) => work.succeed(number));
    WorkService.gate.resolve();
    await running.result();
    await nextBeats(monitor, 3);
    expect((await monitor.count({ states: ['enqueued'] })).value).toBe(3);
    expect((await monitor.workers())[0]).toMatchObject({
      id: worker!.id,
      draining: true,
      alive: true,
      running: 0,
    });
    await store.drain([worker!.id], false);
    await Promise.all(waiting.map((handle) => handle.result()));
  });

  it('stays asked to drain when it comes back under another id', async () => {
    const { monitor, store } = await startApp(await useDatabase(create), [WorkService], { worker: FAST });
    const [worker] = await monitor.workers();
    await store.drain([worker!.id], true);
    await nextBeats(monitor, 2);
    await store.removeWorker(worker!.id);
    const other = await eventually(async () => (await monitor.workers()).find(({ id }) => id !== worker!.id));
    expect(other.draining).toBe(true);
  });

  it('says with each heartbeat how it is', async () => {
    const { monitor } = await startApp(await useDatabase(create), [WorkService], { worker: FAST });
    const worker = await eventually(async () =>
      (await monitor.workers()).find(({ memory }) => memory !== null),
    );
    expect(worker.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(worker.memory).toBeGreaterThan(10_000_000);
    expect(worker.eventLoopUtilisation).toBeGreaterThanOrEqual(0);
    expect(worker.eventLoopUtilisation).toBeLessThanOrEqual(1);
    expect(Math.abs(worker.clockSkew!)).toBeLessThan(5_000);

    await eventually(async () => {
      const end = performance.now() + 300;
      while (performance.now() < end);
      return (await monitor.workers()).some(({ eventLoopDelay }) => eventLoopDelay! > 150);
    });
  });
});

async function nextBeats(monitor: JobMonitor, count: number): Promise<void> {
  const beat = async () => (await monitor.workers())[0]!.heartbeatAt.getTime();
  for (let number = 0; number < count; number++) {
    const before = await beat();
    await eventually(async () => (await beat()) > before);
  }
}
