import * as fc from 'fast-check';
import type { ClaimedJob } from '../../../lib/store/index.js';
import { lanesOf } from '../model/gates.js';
import { jobsIn, type ModelJob, type World } from '../model/world.js';
import type { Action } from './action.js';
import { index, KNOWN_TYPES, queue } from './choices.js';
import { command, type Weighted } from './command.js';

const inputs = fc.record({
  worker: fc.nat({ max: 2 }),
  queue,
  types: fc.constantFrom(KNOWN_TYPES, KNOWN_TYPES, ['Probe.b']),
  limit: fc.integer({ min: 1, max: 4 }),
  /** The answer gets lost on its way to the worker. */
  isLost: index.map((number) => number === 7),
});

export const claims: Weighted[] = [
  command(12, 'claim', inputs, ({ worker, isLost, ...request }) => (known) => {
    const workerId = known.workers[worker]!;
    return {
      title: `${workerId} claims ${request.limit} of ${request.queue}, ${request.types.join()}${isLost ? ', and never hears of it' : ''}`,
      perform: ({ store }) => store.claim({ workerId, ...request }),
      predict: (world, answer) => claim(world, workerId, request, answer),
      learn: (learning, answer) => learning.addClaims(answer, isLost),
    } as Action<ClaimedJob[]> as Action;
  }),
];

type Request = { queue: string; types: string[]; limit: number };

function claim(world: World, workerId: string, request: Request, answer: ClaimedJob[]): ClaimedJob[] {
  if (!world.workers.get(workerId)) {
    return [];
  }
  const ready = jobsIn(world)
    .filter(
      (job) => job.state === 'enqueued' && job.queue === request.queue && request.types.includes(job.type),
    )
    .toSorted(byOrder)
    .slice(0, request.limit);
  return ready.map((job, place) => {
    job.state = 'processing';
    job.claimedAt = { in: 0 };
    job.attempt++;
    job.claim++;
    job.workerId = workerId;
    const { id, type, queue: its, priority, args, attempt, batchId, runAt, claim: number, gate } = job;
    const expected = {
      id,
      type,
      queue: its,
      priority,
      args,
      attempt,
      batchId,
      runAt,
      claim: number,
      workerId,
      gate,
      lanes: gate === null ? [] : lanesOf(gate),
    };
    // What the model does not follow is as it was answered.
    return { ...answer[place], ...expected } as ClaimedJob;
  });
}

function byOrder(a: ModelJob, b: ModelJob): number {
  return a.priority - b.priority || (a.runAt as number) - (b.runAt as number) || (a.id < b.id ? -1 : 1);
}
