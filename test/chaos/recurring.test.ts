import { Injectable } from '@nestjs/common';
import { BackgroundJob, type JobSummary } from 'nestfire';
import { expect, it } from 'vitest';
import { startApp, useDatabase, type TestApp } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { exited, startWorkerProcess } from '../support/worker-process.js';

const PROCESSES = 5;
/** How long the clock ticks, in seconds. */
const TICKS = 60;
/** A process is killed each time that so many seconds have ticked. */
const KILL_EVERY = 4;

/** The job type of the worker processes, by its name. */
@Injectable()
class Ticker {
  @BackgroundJob({ name: 'EffectService.tick' })
  tick(): void {}
}

async function jobsOf({ monitor }: TestApp, recurringId: string): Promise<JobSummary[]> {
  return (await monitor.list({ recurringIds: [recurringId] }, { limit: 1_000 })).jobs;
}

const occurrencesOf = async (app: TestApp, recurringId: string) =>
  (await jobsOf(app, recurringId)).map((job) => job.occurrenceAt!.getTime()).toSorted((a, b) => a - b);

describeEachDatabase('Recurring jobs while workers are killed', (_kind, create) => {
  it('[I6] [I7] one job for every second, whoever dies', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [], { worker: false });
    const worker = { lease: 1_500, heartbeatInterval: 300 };
    const start = () => startWorkerProcess(database, { worker, ticking: true });
    const processes = await Promise.all(Array.from({ length: PROCESSES }, start));
    await app.jobs.recurring.addOrUpdate('added', Ticker, (ticker) => ticker.tick(), {
      cron: '* * * * * *',
      misfire: 'strict',
    });
    const createdAt = (await app.jobs.recurring.get('added'))!.createdAt.getTime();

    const killAndReplace = async (index: number) => {
      const dead = exited(processes[index]!);
      processes[index]!.kill('SIGKILL');
      await dead;
      processes[index] = await start();
    };
    let killed = 0;
    for (let ticked = KILL_EVERY; ticked <= TICKS; ticked += KILL_EVERY) {
      await eventually(async () => (await occurrencesOf(app, 'added')).length >= ticked);
      // One at random while the others go on; halfway, all of them, and what nobody fired is made up for.
      const victims = ticked === TICKS / 2 + 2 ? [0, 1, 2, 3, 4] : [Math.floor(Math.random() * PROCESSES)];
      await Promise.all(victims.map(killAndReplace));
      killed += victims.length;
    }
    await app.jobs.recurring.pause('added');
    await app.jobs.recurring.pause('declared');

    for (const id of ['added', 'declared']) {
      const occurrences = await occurrencesOf(app, id);
      const first = occurrences[0]!;
      const everySecond = Array.from({ length: occurrences.length }, (_, index) => first + index * 1_000);
      expect(occurrences).toEqual(everySecond);
      expect(occurrences.length).toBeGreaterThanOrEqual(TICKS);
      await eventually(async () => (await jobsOf(app, id)).every((job) => job.state === 'succeeded'), 60_000);
    }
    expect((await occurrencesOf(app, 'added'))[0]).toBeGreaterThan(createdAt);
    console.log(`${killed} processes were killed`);
  });
});
