import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext } from 'nestfire';
import { expect, it } from 'vitest';
import { JobsWorker } from '../../lib/worker/index.js';
import { startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';

@Injectable()
class SlowService {
  static started = 0;
  static gate = deferred();
  static reasons: string[] = [];

  constructor(private readonly job: JobContext) {}

  @BackgroundJob()
  async gated() {
    SlowService.started++;
    await SlowService.gate.promise;
    return 'done';
  }

  @BackgroundJob()
  async polite() {
    SlowService.started++;
    await new Promise((_, reject) =>
      this.job.signal.addEventListener('abort', () => {
        SlowService.reasons.push((this.job.signal.reason as Error).name);
        reject(this.job.signal.reason);
      }),
    );
  }

  @BackgroundJob()
  async deaf() {
    SlowService.started++;
    await new Promise(() => undefined);
  }
}

describeEachDatabase('Stopping', (_kind, create) => {
  async function start(options: Parameters<typeof startApp>[2] = {}) {
    SlowService.started = 0;
    SlowService.gate = deferred();
    SlowService.reasons = [];
    const database = await useDatabase(create);
    const reader = await startApp(database, [], { worker: false });
    return { ...(await startApp(database, [SlowService], options)), reader };
  }

  it('[I9] waits for running jobs, writes their outcomes and hands back what was not started', async () => {
    const { app, jobs, reader } = await start({ worker: { concurrency: 2 } });
    const handles = await jobs.enqueueMany(SlowService, [1, 2, 3, 4, 5, 6], (slow) => slow.gated());
    await eventually(() => SlowService.started === 2);
    const stopped = app.get(JobsWorker).stop();
    SlowService.gate.resolve();
    await stopped;
    await app.close();

    const list = (await reader.monitor.list()).jobs;
    expect(list.map((job) => job.state).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'enqueued'),
      'succeeded',
      'succeeded',
    ]);
    expect(list.filter((job) => job.state === 'enqueued').every((job) => job.attempt === 0)).toBe(true);
    expect(handles).toHaveLength(6);
    expect(await reader.monitor.workers()).toEqual([]);
  });

  it('[I9] aborts what outlives shutdownTimeout and hands it back without spending the attempt', async () => {
    const { app, jobs, reader } = await start({ worker: { shutdownTimeout: 50 } });
    const polite = await jobs.enqueue(SlowService, (slow) => slow.polite());
    const deaf = await jobs.enqueue(SlowService, (slow) => slow.deaf());
    await eventually(() => SlowService.started === 2);
    await app.close();
    expect(SlowService.reasons).toEqual(['WorkerStoppingError']);
    for (const { id } of [polite, deaf]) {
      const job = (await reader.monitor.get(id))!;
      expect(job).toMatchObject({ state: 'enqueued', attempt: 0, claims: 1 });
      expect(job.history.at(-1)).toMatchObject({ reason: 'The worker stopped', attempt: 1 });
    }
  });

  it('lets running jobs enqueue others while it drains', async () => {
    const { app, jobs, reader } = await start({ worker: { queues: ['default'] } });
    await jobs.enqueue(SlowService, (slow) => slow.gated());
    await eventually(() => SlowService.started === 1);
    const closed = app.close();
    const child = await jobs.enqueue(SlowService, (slow) => slow.gated(), { queue: 'child' });
    SlowService.gate.resolve();
    await closed;
    expect(await reader.jobs.state(child.id)).toBe('enqueued');
  });

  it('gives a free slot to a new job while the others are busy', async () => {
    const { jobs, reader } = await start({ worker: { concurrency: 4 } });
    await jobs.enqueueMany(SlowService, [1, 2, 3], (slow) => slow.gated());
    await eventually(() => SlowService.started === 3);
    await jobs.enqueue(SlowService, (slow) => slow.gated());
    await eventually(() => SlowService.started === 4, 5_000);
    SlowService.gate.resolve();
    await eventually(async () => (await reader.monitor.statistics()).states.succeeded.value === 4);
  });

  it('hands back claimed jobs that wait behind slow ones', async () => {
    const { jobs, reader } = await start({ worker: { concurrency: 1 } });
    await jobs.enqueueMany(SlowService, [1, 2, 3], (slow) => slow.gated());
    await eventually(() => SlowService.started === 1);
    // The worker holds no more than it can run while nothing shows that jobs are quick.
    await eventually(async () => {
      const { processing, enqueued } = (await reader.monitor.statistics()).states;
      return processing.value === 1 && enqueued.value === 2;
    });
    SlowService.gate.resolve();
    await eventually(async () => (await reader.monitor.statistics()).states.succeeded.value === 3);
  });
});
