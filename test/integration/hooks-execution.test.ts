import { JobHookError, NonRetryableJobError } from 'nestfire';
import { expect, it } from 'vitest';
import { startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';
import { seen, startWork, Work } from '../support/hooked-work.js';
import { captureLogs } from '../support/logs.js';

describeEachDatabase('Hooks around the execution', (_kind, create) => {
  const start = async (hookTimeout?: number) => startWork(await useDatabase(create), hookTimeout);

  const WELL = [
    'outer performing 1',
    'inner performing inside',
    'run well',
    'inner performed inside',
    'outer performed returned',
    'inner elects succeeded',
    'last elects succeeded',
    'inner applied outside',
    'outer applied succeeded',
  ];

  it('are called in order around the handler, and back', async () => {
    const { jobs } = await start();
    const job = await jobs.enqueue(Work, (work) => work.run('well'));
    expect(await job.result()).toBe('well done');
    await eventually(() => seen.applied.length === 1);
    expect(seen.calls).toEqual(WELL);
    expect(seen.ends).toEqual([{ kind: 'returned', result: 'well done' }]);
    expect(seen.applied[0]).toEqual({
      job: { id: job.id, type: 'Work.run', queue: 'default', attempt: 1 },
      state: 'succeeded',
      outcome: { kind: 'succeeded' },
      runTime: expect.any(Number),
    });
  });

  it('see each attempt, with what the handler threw', async () => {
    const { jobs } = await start();
    const job = await jobs.enqueue(Work, (work) => work.run('badly'));
    await expect(job.result()).rejects.toThrow('went badly');
    await eventually(() => seen.applied.length === 2);
    expect(seen.calls.filter((call) => call.startsWith('outer'))).toEqual([
      'outer performing 1',
      'outer performed threw',
      'outer applied retried',
      'outer performing 2',
      'outer performed threw',
      'outer applied failed',
    ]);
    expect(seen.ends[0]).toMatchObject({ kind: 'threw', error: expect.any(RangeError) });
    expect(seen.applied.map(({ state }) => state)).toEqual(['enqueued', 'failed']);
    const error = { name: 'RangeError', message: 'went badly' };
    expect(seen.applied[0]!.outcome).toMatchObject({ kind: 'retried', delay: 0, error });
  });

  it('fail the attempt without its handler when onPerforming throws, and only those before it are told', async () => {
    const { jobs, monitor } = await start();
    seen.inner.onPerforming = ({ attempt }) =>
      attempt === 1 ? Promise.reject(new Error('not ready')) : Promise.resolve();
    const job = await jobs.enqueue(Work, (work) => work.run('well'));
    expect(await job.result()).toBe('well done');
    expect(seen.calls.slice(0, 5)).toEqual([
      'outer performing 1',
      'inner performing inside',
      'outer performed threw',
      'inner elects retried',
      'last elects retried',
    ]);
    expect(seen.ends[0]).toMatchObject({ kind: 'threw', error: expect.any(JobHookError) });
    const [entry] = (await monitor.get(job.id))!.history;
    expect(entry).toMatchObject({ reason: 'Attempt 1 of 2 failed', error: { name: 'JobHookError' } });
    expect(entry!.error!.cause).toMatchObject({ message: 'not ready' });
  });

  it.each([
    [
      'throws what is permanent',
      () => Promise.reject(new NonRetryableJobError('never')),
      'threw NonRetryableJobError',
    ],
    ['hangs', () => deferred().promise, 'took longer than 30 ms (hookTimeout)'],
  ])('fail the job when onPerforming %s', async (what, onPerforming, message) => {
    const { jobs } = await start(30);
    seen.inner.onPerforming = onPerforming;
    const job = await jobs.enqueue(Work, (work) => work.run('well'));
    await expect(job.result()).rejects.toThrow(message);
    expect(seen.calls).not.toContain('run well');
    expect(await (await jobs.enqueue(Work, (work) => work.after())).result()).toBe('after');
    expect(seen.calls.filter((call) => call === 'inner performing inside')).toHaveLength(
      what === 'hangs' ? 2 : 1,
    );
  });

  it.each(['onPerformed', 'onStateElection', 'onStateApplied'] as const)(
    '[I10] change nothing when %s throws or hangs, which is logged',
    async (method) => {
      const { app, jobs } = await start(30);
      const logs = captureLogs(app);
      seen.inner[method] = () => Promise.reject(new Error('no audit'));
      const first = await jobs.enqueue(Work, (work) => work.run('well'));
      expect(await first.result()).toBe('well done');
      await eventually(() => seen.applied.length === 1);
      expect(seen.calls).toEqual(WELL);
      seen.inner[method] = () => deferred().promise;
      const second = await jobs.enqueue(Work, (work) => work.run('well'));
      expect(await second.result()).toBe('well done');
      await eventually(() => seen.applied.length === 2);
      const about = `error: The hook Inner.${method}`;
      expect(logs.filter((line) => line.startsWith('error'))).toEqual([
        `${about} threw Error: no audit, for a job of the type Work.run`,
        `${about} took longer than 30 ms (hookTimeout), for a job of the type Work.run`,
      ]);
    },
  );

  it('are not told of an outcome that was dropped', async () => {
    const { jobs } = await start();
    const job = await jobs.enqueue(Work, (work) => work.run('for ever'));
    await eventually(() => seen.calls.includes('run for ever'));
    await job.delete();
    seen.gate.resolve();
    await eventually(() => seen.ends.length === 1);
    const next = await jobs.enqueue(Work, (work) => work.after());
    await eventually(() => seen.applied.length > 0);
    expect(seen.applied).toMatchObject([{ job: { id: next.id } }]);
    expect(await job.state()).toBe('deleted');
  });

  it('[I9] do not keep a worker from stopping, nor its job from its queue', async () => {
    const database = await useDatabase(create);
    const { app, jobs } = await startWork(database);
    seen.inner.onPerforming = () => deferred().promise;
    const job = await jobs.enqueue(Work, (work) => work.run('well'));
    await eventually(() => seen.calls.includes('inner performing inside'));
    await app.close();
    expect(seen.applied).toMatchObject([{ state: 'enqueued', outcome: { kind: 'released' } }]);
    expect(seen.ends).toMatchObject([{ kind: 'threw', error: { name: 'WorkerStoppingError' } }]);
    const reader = await startApp(database, [], { worker: false });
    expect(await reader.monitor.get(job.id)).toMatchObject({ state: 'enqueued', attempt: 0 });
    expect(seen.calls).not.toContain('run well');
  });
});
