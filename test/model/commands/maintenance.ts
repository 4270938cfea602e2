import * as fc from 'fast-check';
import type { FailedJob, Glance } from '../../../lib/store/index.js';
import { NO_SCOPE } from '../../../lib/testing/contract/fixtures.js';
import { batchState, end, follow } from '../model/machine.js';
import { isOpen } from '../model/operations.js';
import { due, jobsIn, type World } from '../model/world.js';
import type { Action } from './action.js';
import { DAY, HOUR, keep, UNKNOWN_TYPE } from './choices.js';
import { command, type Weighted } from './command.js';

export const maintenance: Weighted[] = [
  command(3, 'promoteDue', fc.constantFrom(100, 1), (limit) => () => ({
    title: `promote up to ${limit} jobs that are due`,
    perform: async ({ store }) => {
      const { count, queues } = await store.promoteDue(limit);
      return { count, queues: queues.toSorted() };
    },
    predict(world) {
      const ready = jobsIn(world)
        .filter((job) => job.state === 'scheduled' && (job.runAt as number) <= Date.now())
        .toSorted((a, b) => (a.runAt as number) - (b.runAt as number) || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
      ready.forEach((job) => (job.state = due(job.gate, 0)));
      return { count: ready.length, queues: [...new Set(ready.map((job) => job.queue))].toSorted() };
    },
  })),

  command(
    1,
    'failUnknown',
    fc.record({ limit: fc.constantFrom(100, 1), keep }),
    (input) => () =>
      ({
        title: 'fail jobs that nobody knows',
        perform: ({ store }) =>
          store.failUnknown({ after: HOUR, limit: input.limit, keep: { fallback: input.keep, types: {} } }),
        predict(world, answer) {
          const unknown = jobsIn(world)
            .filter((job) => job.state === 'enqueued' && job.type === UNKNOWN_TYPE)
            .filter((job) => (job.runAt as number) < Date.now() - HOUR);
          const chosen =
            unknown.length <= input.limit
              ? unknown
              : unknown.filter((job) => answer.some(({ id }) => id === job.id)).slice(0, input.limit);
          for (const job of chosen) {
            end(job, 'failed', input.keep);
            job.history.push(`failed@${job.attempt}`);
          }
          follow(world);
          const ids = chosen.map(({ id }) => id);
          return answer.length === ids.length && answer.every(({ id }) => ids.includes(id)) ? answer : [];
        },
        learn: (known, answer) => known.tally.fail(answer.map(({ id }) => id)),
      }) as Action<FailedJob[]> as Action,
  ),

  command(
    1,
    'glance',
    fc.constant(null),
    () => () =>
      ({
        title: 'glance',
        perform: async ({ store }) => {
          const { revision: _, ...seen } = await store.glance(NO_SCOPE);
          return { ...seen, queues: seen.queues.toSorted() };
        },
        predict(world, { nextDueIn }) {
          const ready = jobsIn(world).filter((job) => job.state === 'enqueued');
          const hasScheduled = jobsIn(world).some((job) => job.state === 'scheduled');
          return {
            queues: [...new Set(ready.map((job) => job.queue))].toSorted(),
            nextDueIn: hasScheduled === (nextDueIn !== null) ? nextDueIn : null,
            nextRecurringIn: null,
            hasThrottled: jobsIn(world).some((job) => job.state === 'throttled'),
            hasOperations: [...world.operations.values()].some(({ state }) => isOpen(state)),
          };
        },
      }) as Action<Omit<Glance, 'revision'>> as Action,
  ),
];

export const pruning: Weighted[] = [
  command(2, 'prune', fc.constant(null), () => () => ({
    title: 'prune',
    perform: ({ store }) => store.prune(1_000, DAY),
    predict: prune,
  })),
];

/** Jobs whose retention is over, and batches without jobs that ended long ago. */
function prune(world: World): number {
  const expired = jobsIn(world).filter(
    (job) => job.expiresAt !== null && (job.expiresAt as number) <= Date.now(),
  );
  expired.forEach((job) => (job.isGone = true));
  const gone = new Set(expired.map((job) => job.id));
  // What has started counts for its time, at the latest from now.
  world.permits = world.permits.filter(({ jobId, per, claim, expiresAt }) =>
    expiresAt === null
      ? !gone.has(jobId) || (per !== null && claim < world.jobs.get(jobId)!.claim)
      : (expiresAt as number) > Date.now(),
  );
  world.permits
    .filter((permit) => gone.has(permit.jobId) && permit.expiresAt === null)
    .forEach((permit) => (permit.expiresAt = { in: permit.per! }));
  world.dependencies = world.dependencies.filter((each) => !gone.has(each.childId));
  const states = [...world.batches.values()].map((batch) => ({ batch, state: batchState(world, batch) }));
  for (const { batch, state } of states) {
    const isEmpty = jobsIn(world).every((job) => job.batchId !== batch.id);
    if (
      !batch.gone &&
      batch.finishedAt !== null &&
      (batch.finishedAt as number) <= Date.now() - DAY &&
      isEmpty
    ) {
      batch.gone = state;
    }
  }
  return expired.length;
}
