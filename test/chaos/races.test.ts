import { expect, it } from 'vitest';
import { BackgroundJob } from 'nestfire';
import { startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { createEffects, effectCounts, message, startWorkerProcess } from '../support/worker-process.js';

const PROCESSES = Array.from({ length: 8 }, (_, index) => index);

/** What the worker processes run, for callers. */
class EffectService {
  @BackgroundJob()
  leave(_number: number): void {}

  @BackgroundJob({ concurrency: 1, retry: { attempts: 1 } })
  exclusive(_number: number): void {}
}

describeEachDatabase('Eight processes', (_kind, create) => {
  it('that race for one unique key make one job', async () => {
    const database = await useDatabase(create);
    await createEffects(database, false);
    const observer = await startApp(database, [], { worker: false });
    await observer.jobs.pauses.pause({ queue: 'default' });
    const processes = await Promise.all(PROCESSES.map(() => startWorkerProcess(database)));
    processes.forEach((each) => each.send('unique'));
    const told = await Promise.all(processes.map((each) => message(each, 'unique')));
    const handles = told.flatMap((each) => ('unique' in each ? each.unique : []));
    expect(handles).toHaveLength(160);
    expect(handles.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
    expect(new Set(handles.map(({ id }) => id)).size).toBe(1);
    expect((await observer.monitor.count({})).value).toBe(1);
  });

  it('[I8] that race for one limit never hold it twice, and run every job', async () => {
    const database = await useDatabase(create);
    const effects = await createEffects(database, true);
    const observer = await startApp(database, [], { worker: false });
    await Promise.all(PROCESSES.map(() => startWorkerProcess(database)));
    const numbers = Array.from({ length: 300 }, (_, number) => number);
    await observer.jobs.enqueueMany(EffectService, numbers, (service, number) => service.exclusive(number));
    await eventually(
      async () => (await observer.monitor.count({ states: ['succeeded', 'failed'] })).value === 300,
      120_000,
    );
    expect((await observer.monitor.count({ states: ['failed'] })).value).toBe(0);
    expect((await effectCounts(effects)).size).toBe(300);
  });

  it('[I5] that finish a batch between them release what waits for it once, with the right counts', async () => {
    const database = await useDatabase(create);
    const effects = await createEffects(database, false);
    const observer = await startApp(database, [], { worker: false });
    await Promise.all(PROCESSES.map(() => startWorkerProcess(database)));
    for (let round = 0; round < 10; round++) {
      const numbers = Array.from({ length: 64 }, () => round);
      const batch = await observer.jobs.batch(
        'race',
        (jobs) => void jobs.enqueueMany(EffectService, numbers, (service, number) => service.leave(number)),
      );
      const after = await observer.jobs.continueWith(batch, EffectService, (service) =>
        service.leave(100 + round),
      );
      await after.result();
      expect(await batch.info()).toMatchObject({ state: 'succeeded', total: 64, pending: 0, succeeded: 64 });
    }
    const counts = await effectCounts(effects);
    for (let round = 0; round < 10; round++) {
      expect([counts.get(round), counts.get(100 + round)]).toEqual([64, 1]);
    }
  });
});
