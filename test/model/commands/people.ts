import * as fc from 'fast-check';
import type { JobAction } from '../../../lib/store/index.js';
import { newId } from '../../../lib/utils/index.js';
import { severalLatest } from '../model/known.js';
import { follow } from '../model/machine.js';
import { moveJobs } from '../model/transition.js';
import { jobIn } from '../model/world.js';
import type { Action } from './action.js';
import { HOUR, index, indexes, keep, queue } from './choices.js';
import { command, type Weighted } from './command.js';

/** What is done to jobs, whatever their state. */
export const action = fc.record({
  to: fc.constantFrom('enqueued' as const, 'scheduled' as const, 'deleted' as const, 'queue' as const),
  /** For `scheduled`: after so many ms, or at a moment: this many ms from now. */
  delay: fc.constantFrom(0, 10 * HOUR),
  at: fc.constantFrom(null, null, -HOUR, 20 * HOUR),
  keep,
  queue,
});
type ActionInput = typeof action extends fc.Arbitrary<infer Input> ? Input : never;

const inputs = fc.record({
  which: indexes(1, 3),
  action,
  hasUnknown: index.map((number) => number === 7),
});

/** What a person or the application does to jobs that it names. */
export const people: Weighted[] = [
  command(6, 'transition', inputs, ({ which, action: input, hasUnknown }) => (known) => {
    const ids = severalLatest(known.jobs, which, 12);
    if (ids.length === 0) {
      return null;
    }
    const toDo = toAction(input);
    const transition = {
      ...toDo,
      ids: hasUnknown ? [...ids, newId()] : ids,
      reason: 'a whim',
      actor: 'ada',
    };
    return {
      title: `${ids.join(', ')} to ${describeAction(toDo)}`,
      perform: async ({ store, manager }) => (await store.transition(transition, manager)).toSorted(),
      predict(world) {
        const jobs = [...new Set(ids)].flatMap((id) => jobIn(world, id) ?? []);
        const moved = moveJobs(world, jobs, toDo);
        follow(world);
        return moved.map((job) => job.id).toSorted();
      },
      learn: (learning, answer) => learning.tally.move(answer, toDo.to),
    } as Action<string[]> as Action;
  }),
];

export function toAction({ to, delay, at, keep: kept, queue: target }: ActionInput): JobAction {
  switch (to) {
    case 'enqueued':
      return { to };
    case 'scheduled':
      return { to, delay, at: at === null ? null : Date.now() + at };
    case 'deleted':
      return { to, keep: { fallback: kept, types: {} } };
    case 'queue':
      return { to, queue: target };
  }
}

export function describeAction(its: JobAction): string {
  return its.to === 'queue' ? `the queue ${its.queue}` : its.to;
}
