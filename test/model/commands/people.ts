import * as fc from 'fast-check';
import type { Transition } from '../../../lib/store/index.js';
import { newId } from '../../../lib/utils/index.js';
import { severalLatest } from '../model/known.js';
import { end, follow } from '../model/machine.js';
import { jobIn, type ModelJob, type World } from '../model/world.js';
import type { Action } from './action.js';
import { HOUR, index, indexes, keep } from './choices.js';
import { command, type Weighted } from './command.js';

const inputs = fc.record({
  which: indexes(1, 3),
  to: fc.constantFrom('enqueued' as const, 'scheduled' as const, 'deleted' as const),
  /** For `scheduled`: after so many ms, or at a moment: this many ms from now. */
  delay: fc.constantFrom(0, 10 * HOUR),
  at: fc.constantFrom(null, null, -HOUR, 20 * HOUR),
  keep,
  hasUnknown: index.map((number) => number === 7),
});

/** What a person or the application does to jobs, whatever their state. */
export const people: Weighted[] = [
  command(5, 'transition', inputs, ({ which, to, delay, at, keep: kept, hasUnknown }) => (known) => {
    const ids = severalLatest(known.jobs, which, 12);
    if (ids.length === 0) {
      return null;
    }
    const transition = {
      ids: hasUnknown ? [...ids, newId()] : ids,
      to,
      delay,
      at: at === null ? null : Date.now() + at,
      keep: { fallback: kept, types: {} },
      reason: 'a whim',
      actor: 'ada',
    };
    return {
      title: `${ids.join(', ')} to ${to}`,
      perform: async ({ store, manager }) => (await store.transition(transition, manager)).toSorted(),
      predict(world) {
        const moved = transitionJobs(world, transition);
        follow(world);
        return moved;
      },
      learn: (learning, answer) => learning.tally.move(answer, to),
    } as Action<string[]> as Action;
  }),
];

function transitionJobs(world: World, transition: Transition): string[] {
  const moved = [...new Set(transition.ids)]
    .flatMap((id) => jobIn(world, id) ?? [])
    .filter((job) => transition.to !== 'deleted' || job.state !== 'deleted');
  moved.forEach((job) => move(job, transition));
  return moved.map((job) => job.id).toSorted();
}

function move(job: ModelJob, { to, delay, at, keep: kept }: Transition): void {
  if (to === 'deleted') {
    end(job, 'deleted', kept!.fallback);
    job.history.push(`deleted@${job.attempt}`);
    return;
  }
  job.state = to;
  job.runAt = to === 'enqueued' ? { in: 0 } : (at ?? { in: delay ?? 0 });
  Object.assign(job, { attempt: 0, lost: 0, pending: 0 });
  Object.assign(job, { finishedAt: null, expiresAt: null, unique: null, result: null, progress: null });
  job.history.push(`${to}@0`);
}
