import { JobDeletedError, type JobHandle, type StateElection } from 'nestfire';
import { expect, it } from 'vitest';
import { useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';
import { seen, startWork, Work } from '../support/hooked-work.js';
import { captureLogs } from '../support/logs.js';

describeEachDatabase('Hooks around the outcome', (_kind, create) => {
  const start = async (hookTimeout?: number) => startWork(await useDatabase(create), hookTimeout);

  it('give up a failing job, which its batch counts and continuations see', async () => {
    const { jobs, monitor, events } = await start();
    const told: unknown[] = [];
    events.events$.subscribe((event) => event.type === 'deleted' && told.push(event));
    seen.inner.onStateElection = (election) => {
      if (election.ended.kind === 'threw' && election.ended.error instanceof RangeError) {
        election.delete('nobody wants it');
      }
    };
    let children: string[] = [];
    let bad!: JobHandle;
    const batch = await jobs.batch('import', (members) => {
      bad = members.enqueue(Work, (work) => work.run('badly'));
      members.enqueue(Work, (work) => work.run('well'));
      children = [
        members.continueWith(bad, Work, (work) => work.after(), { on: 'deleted' }).id,
        members.continueWith(bad, Work, (work) => work.run('well')).id,
        bad.id,
      ];
    });
    await eventually(async () => (await batch.info())?.state === 'failed');
    expect(await batch.info()).toMatchObject({ total: 4, pending: 0, succeeded: 2, deleted: 2, failed: 0 });
    const states = await Promise.all(children.map(async (id) => (await monitor.get(id))!.state));
    expect(states).toEqual(['succeeded', 'deleted', 'deleted']);
    const [entry] = (await monitor.get(children[2]!))!.history;
    expect(entry).toMatchObject({
      state: 'deleted',
      reason: 'nobody wants it',
      error: { name: 'RangeError' },
    });
    expect(seen.calls.filter((call) => call === 'run badly')).toHaveLength(1);
    expect(seen.calls).toContain('last elects deleted');
    expect(seen.applied.map(({ outcome }) => outcome.kind)).toContain('deleted');
    expect(told).toMatchObject([{ jobId: children[2], reason: 'nobody wants it', attempt: 1 }]);
    await expect(bad.result()).rejects.toThrow(JobDeletedError);
  });

  it('replace an outcome by any other', async () => {
    const { jobs, monitor } = await start();
    const choose = async (mode: 'well' | 'badly', choice: (election: StateElection) => void) => {
      seen.inner.onStateElection = (election) => (election.job.attempt === 1 ? choice(election) : undefined);
      return jobs.enqueue(Work, (work) => work.run(mode), { retry: { attempts: 1 } });
    };
    const saved = await choose('badly', (election) => election.succeed({ saved: true }));
    expect(await saved.result()).toEqual({ saved: true });
    const rejected = await choose('well', (election) => election.fail('the result is wrong'));
    await expect(rejected.result()).rejects.toThrow(`Job ${rejected.id} failed`);
    expect((await monitor.get(rejected.id))!.history).toMatchObject([
      { state: 'failed', reason: 'the result is wrong', error: null },
    ]);
    const again = await choose('badly', (election) => election.retry(0));
    await expect(again.result()).rejects.toThrow('went badly');
    const details = (await monitor.get(again.id))!;
    expect(details.attempt).toBe(2);
    expect(details.history[0]).toMatchObject({ reason: 'The hook Inner decided so' });
    const later = await choose('badly', (election) => election.snooze('1h'));
    await eventually(async () => (await later.state()) === 'scheduled');
    expect((await monitor.get(later.id))!.attempt).toBe(0);
  });

  it('leave the candidate when the choice is not allowed, or comes too late', async () => {
    const { app, jobs } = await start(30);
    const logs = captureLogs(app);
    let late!: StateElection;
    seen.inner.onStateElection = (election) => {
      election.fail('first');
      election.retry(-1);
    };
    const wrong = await jobs.enqueue(Work, (work) => work.run('well'));
    expect(await wrong.result()).toBe('well done');
    expect(logs.join()).toContain(
      'The hook Inner.onStateElection threw JobsOptionsError: StateElection.retry',
    );
    seen.inner.onStateElection = (election) => {
      late = election;
      return deferred().promise;
    };
    const slow = await jobs.enqueue(Work, (work) => work.run('well'));
    await eventually(() => seen.calls.filter((call) => call === 'last elects succeeded').length === 2);
    late.delete();
    expect(await slow.result()).toBe('well done');
  });

  it('are told of a job that was completed in its handler’s transaction, and cannot replace that', async () => {
    const { jobs } = await start();
    seen.inner.onStateElection = (election) => election.delete();
    const job = await jobs.enqueue(Work, (work) => work.run('commit'));
    expect(await job.result()).toBe('committed');
    await eventually(() => seen.applied.length === 1);
    expect(seen.calls).not.toContain('inner elects succeeded');
    expect(seen.calls.slice(-3)).toEqual([
      'outer performed returned',
      'inner applied outside',
      'outer applied succeeded',
    ]);
  });

  it('are told of a snooze', async () => {
    const { jobs } = await start();
    await jobs.enqueue(Work, (work) => work.run('snooze'));
    await eventually(() => seen.applied.length === 1);
    expect(seen.applied[0]).toMatchObject({
      state: 'scheduled',
      outcome: { kind: 'snoozed', delay: 3_600_000 },
    });
  });
});
