import { expect, it } from 'vitest';
import { startApp, useDatabase, type TestApp } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import {
  createEffects,
  effectCounts,
  exited,
  message,
  startWorkerProcess,
} from '../support/worker-process.js';

const enqueueNumbers = async ({ store }: TestApp, count: number) => {
  const { newJob } = await import('../../lib/testing/contract/fixtures.js');
  await store.insert(
    Array.from({ length: count }, (_, number) =>
      newJob({ type: 'EffectService.leave', args: `[${number}]` }),
    ),
  );
};

describeEachDatabase('Processes that die', (_kind, create) => {
  it('[I1] a worker killed in the middle of 200 jobs loses none, and a second finishes them within 45 s', async () => {
    const database = await useDatabase(create);
    const effects = await createEffects(database, false);
    const observer = await startApp(database, [], { worker: false });
    await enqueueNumbers(observer, 200);

    const first = await startWorkerProcess(database, { pause: 20 });
    await eventually(async () => (await effectCounts(effects)).size > 40);
    const killedAt = performance.now();
    first.kill('SIGKILL');
    await exited(first);
    expect((await observer.monitor.statistics()).states.processing.value).toBeGreaterThan(0);

    await startWorkerProcess(database, { pause: 5 });
    await eventually(
      async () => (await observer.monitor.count({ states: ['succeeded'] })).value === 200,
      60_000,
    );
    const recovery = performance.now() - killedAt;
    console.log(`Recovered ${Math.round(recovery)} ms after SIGKILL`);
    expect(recovery).toBeLessThan(45_000);

    const counts = await effectCounts(effects);
    expect(counts.size).toBe(200);
    const { jobs } = await observer.monitor.list({}, { limit: 1_000 });
    expect(jobs.every((job) => job.state === 'succeeded' && job.attempt === 1)).toBe(true);
  });

  it('[I3] a worker frozen past its lease cannot overwrite what another has done', async () => {
    const database = await useDatabase(create);
    const observer = await startApp(database, [], { worker: false });
    const worker = { lease: 1_500, heartbeatInterval: 300 };
    const handle = await observer.jobs.enqueueByName<number>('EffectService.hang');

    const frozen = await startWorkerProcess(database, { worker });
    await message(frozen, 'hanging');
    frozen.kill('SIGSTOP');
    const other = await startWorkerProcess(database, { worker });
    await message(other, 'hanging');
    other.send('finish');
    expect(await handle.result()).toBe(other.pid);

    frozen.send('finish');
    frozen.kill('SIGCONT');
    // It has noticed once it is back among the workers under a new id; by then it has reported.
    await eventually(
      async () => (await observer.monitor.workers()).filter((each) => each.alive).length === 2,
    );
    const stopped = exited(frozen);
    frozen.kill('SIGTERM');
    await stopped;
    const job = (await observer.monitor.get(handle.id))!;
    expect(job).toMatchObject({ state: 'succeeded', result: other.pid, claims: 2, lost: 1 });
    expect(job.history).toHaveLength(1);
  });
});

describeEachDatabase(
  'A cluster',
  (_kind, create) => {
    it('[I4] four processes run 10,000 jobs exactly once each', async () => {
      const database = await useDatabase(create);
      const effects = await createEffects(database, true);
      const observer = await startApp(database, [], { worker: false });
      const workers = await Promise.all([1, 2, 3, 4].map(() => startWorkerProcess(database)));
      const startedAt = performance.now();
      await enqueueNumbers(observer, 10_000);
      await eventually(
        async () => (await observer.monitor.count({ states: ['enqueued', 'processing'] })).value === 0,
        150_000,
      );
      console.log(`10,000 jobs in ${Math.round(performance.now() - startedAt)} ms on four processes`);

      // The effects have a unique key: a second run of a job would have failed, and been retried.
      expect(await observer.monitor.count({ states: ['succeeded'] }, 20_000)).toEqual({
        value: 10_000,
        capped: false,
      });
      expect((await effectCounts(effects)).size).toBe(10_000);
      const pids = (await effects.query('SELECT DISTINCT pid FROM effects')) as { pid: number }[];
      expect(pids.map((row) => Number(row.pid)).toSorted()).toEqual(
        workers.map((each) => each.pid!).toSorted(),
      );
      const { jobs } = await observer.monitor.list({}, { limit: 1_000 });
      expect(jobs.every((job) => job.attempt === 1)).toBe(true);
    });
  },
  ['PostgreSQL', 'MariaDB'],
);
