import * as fc from 'fast-check';
import type { HeldJob, RecoveredJob } from '../../../lib/store/index.js';
import { newId } from '../../../lib/utils/index.js';
import { newWorker } from '../../../lib/testing/contract/fixtures.js';
import { latest } from '../model/known.js';
import { end, follow } from '../model/machine.js';
import { lanesOf } from '../model/gates.js';
import { due, jobsIn, type World } from '../model/world.js';
import type { Action } from './action.js';
import { DAY, keep, KNOWN_TYPES } from './choices.js';
import { command, type Weighted } from './command.js';

const place = fc.nat({ max: 2 });

export const leases: Weighted[] = [
  command(3, 'a worker is lost', fc.record({ place, isKilled: fc.boolean() }), (input) => (known) => {
    // Those that hold something, if there are any.
    const id = latest(known.open, input.place)?.workerId ?? known.workers[input.place]!;
    return {
      title: input.isKilled ? `${id} is killed, and its lease ends` : `${id} stops`,
      perform: ({ cluster, store }) =>
        input.isKilled ? cluster.set('worker', 'expires_at = 1', id) : store.removeWorker(id),
      predict: (world) => void world.workers.set(id, false),
    };
  }),

  command(
    2,
    'a worker starts',
    place,
    (input) => (known) =>
      ({
        title: `another worker starts in place of ${known.workers[input]}`,
        perform: ({ store }) => newWorker(store, DAY, KNOWN_TYPES),
        predict(world, id) {
          world.workers.set(id, true);
          return id;
        },
        learn: (learning, id) => learning.setWorker(input, id),
      }) as Action<string> as Action,
  ),

  command(1, 'heartbeat', place, (input) => (known) => {
    const id = known.workers[input]!;
    return {
      title: `${id} reports`,
      perform: ({ store }) => store.heartbeat(id, DAY, 1),
      predict: (world) => world.workers.get(id)!,
    };
  }),

  command(1, 'heartbeat of nobody', fc.constant(null), () => () => ({
    title: 'a worker that nobody knows reports',
    perform: ({ store }) => store.heartbeat(newId(), DAY, 1),
    predict: () => false,
  })),

  command(
    6,
    'recover',
    fc.record({ limit: fc.constantFrom(100, 100, 1), maxLost: fc.constantFrom(3, 3, 2, 1), keep }),
    ({ limit, maxLost, keep: kept }) =>
      () =>
        ({
          title: `recover up to ${limit} jobs, those lost ${maxLost} times for good`,
          perform: ({ store }) => store.recover({ limit, maxLost, keep: { fallback: kept, types: {} } }),
          predict: (world, answer) => recover(world, { limit, maxLost, kept }, answer),
          learn: (known, answer) => known.tally.recover(answer.map(({ id }) => id)),
        }) as Action<RecoveredJob[]> as Action,
  ),

  command(1, 'claimsOf', place, (input) => (known) => {
    const id = known.workers[input]!;
    return {
      title: `${id} asks what it holds`,
      perform: async ({ store }) => byId(await store.claimsOf(id)),
      predict: (world) => heldBy(world, id),
      // It goes on with what it had not heard of.
      learn: (learning, answer) =>
        (learning.open = [...learning.open.filter((each) => each.workerId !== id), ...answer]),
    } as Action<HeldJob[]> as Action;
  }),

  command(1, 'checkClaims', fc.constant(null), () => ({ claims }) => {
    const asked = claims.slice(-20);
    return {
      title: `ask whether ${asked.length} claims hold`,
      perform: ({ store }) => store.checkClaims(asked),
      predict: (world) =>
        asked.map(({ id, claim, workerId }) => {
          const job = world.jobs.get(id)!;
          return job.state === 'processing' && job.claim === claim && job.workerId === workerId;
        }),
    };
  }),
];

interface RecoverInput {
  limit: number;
  maxLost: number;
  kept: number;
}

/** Which ones, if there are more than the limit, is for the store to say. */
function recover(
  world: World,
  { limit, maxLost, kept }: RecoverInput,
  answer: RecoveredJob[],
): RecoveredJob[] {
  const lost = jobsIn(world).filter((job) => job.state === 'processing' && !world.workers.get(job.workerId!));
  const chosen = lost.length <= limit ? lost : lost.filter((job) => answer.some(({ id }) => id === job.id));
  const recovered = chosen.map((job): RecoveredJob => {
    const { id, type, queue, attempt, gate } = job;
    job.lost++;
    job.attempt--;
    const error = job.lost >= maxLost ? (answer.find((each) => each.id === id)?.error ?? null) : null;
    if (job.lost >= maxLost) {
      end(job, 'failed', kept);
    } else {
      job.state = due(job.gate, 0);
    }
    job.history.push(`${job.state === 'failed' ? 'failed' : 'enqueued'}@${attempt}`);
    return { id, type, queue, attempt, gate, error };
  });
  follow(world);
  // In no particular order, but as many as there are.
  const order = new Map(answer.map(({ id }, index) => [id, index]));
  return chosen.length === Math.min(limit, lost.length)
    ? recovered.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    : [];
}

function heldBy(world: World, workerId: string): HeldJob[] {
  return byId(
    jobsIn(world)
      .filter((job) => job.state === 'processing' && job.workerId === workerId)
      .map(({ id, claim, type, queue, attempt, gate }) => ({
        id,
        claim,
        workerId,
        type,
        queue,
        attempt,
        gate,
        lanes: gate === null ? [] : lanesOf(gate),
      })),
  );
}

function byId<Item extends { id: string }>(items: Item[]): Item[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
