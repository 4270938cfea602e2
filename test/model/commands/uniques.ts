import * as fc from 'fast-check';
import type { NewJob, UniqueOutcome } from '../../../lib/store/index.js';
import { returnPlaces } from '../model/limits.js';
import { addJob, due, holdsKey, jobsIn, type ModelJob, type World } from '../model/world.js';
import { Refusal, type Action } from './action.js';
import { HOUR, job, make } from './choices.js';
import { command, type Weighted } from './command.js';

const uniqueJob = fc.record({
  job,
  key: fc.constantFrom('k1', 'k2', 'k3'),
  while: fc.constantFrom('queued' as const, 'unfinished' as const, 'window' as const),
  isLimited: fc.boolean(),
  onConflict: fc.constantFrom('ignore' as const, 'ignore' as const, 'replace' as const, 'error' as const),
});

export const uniques: Weighted[] = [
  command(6, 'insertUnique', fc.array(uniqueJob, { minLength: 1, maxLength: 3 }), (inputs) => () => {
    const jobs = inputs.map((input) => {
      const within = input.isLimited || input.while === 'window' ? HOUR : null;
      const { key, onConflict } = input;
      return make(input.job, { unique: { key, while: input.while, within, onConflict } });
    });
    const title = `insert the unique ${jobs.map(({ id, unique }) => `${id} ${JSON.stringify(unique)}`).join(', ')}`;
    return {
      title,
      perform: ({ store, manager }) => store.insertUnique(jobs, manager),
      predict: (world) => insertUnique(world, jobs),
      learn: (known, answer) => known.addJobs((answer as UniqueOutcome[]).map(({ id }) => id)),
    } as Action;
  }),
];

function insertUnique(world: World, jobs: NewJob[]): UniqueOutcome[] {
  for (const { unique } of jobs) {
    const holder = holderOf(world, unique!.key);
    if (typeof holder?.unique?.until === 'number' && holder.unique.until <= Date.now()) {
      holder.unique = null;
    }
  }
  for (const each of jobs) {
    if (!holderOf(world, each.unique!.key)) {
      addJob(world, each);
    }
  }

  const replacing = new Map<ModelJob, NewJob>();
  const outcomes = jobs.map((each): UniqueOutcome => {
    const holder = holderOf(world, each.unique!.key)!;
    const { id } = holder;
    if (id === each.id) {
      return { id, outcome: 'created' };
    }
    if (each.unique!.onConflict === 'error') {
      throw new Refusal('DuplicateJobError');
    }
    const { attempt, lost, runTime, state } = holder;
    const hasStarted =
      attempt > 0 || lost > 0 || runTime !== null || !['enqueued', 'scheduled', 'throttled'].includes(state);
    if (each.unique!.onConflict === 'ignore' || hasStarted) {
      return { id, outcome: 'existing' };
    }
    replacing.set(holder, each);
    return { id, outcome: 'replaced' };
  });
  for (const [holder, { args, priority, delay, gate }] of replacing) {
    const state = due(gate && gate.id, delay ?? 0);
    Object.assign(holder, { args, priority, state, gate: gate && gate.id, runAt: { in: delay ?? 0 } });
    returnPlaces(world, holder);
  }
  return outcomes;
}

function holderOf(world: World, key: string): ModelJob | undefined {
  return jobsIn(world).find((each) => each.unique?.key === key && holdsKey(each));
}
