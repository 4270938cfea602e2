import * as fc from 'fast-check';
import type { NewContinuation } from '../../../lib/store/index.js';
import { newId } from '../../../lib/utils/index.js';
import { follow } from '../model/machine.js';
import { severalLatest, type Known } from '../model/known.js';
import { addJob, batchIn, jobIn, type World } from '../model/world.js';
import { atLeast, Refusal, type Action } from './action.js';
import { condition, index, job, keep, make } from './choices.js';
import { command, type Weighted } from './command.js';

/** A parent is one of so many. */
const WINDOW = 14;
const parents = fc.array(fc.nat({ max: WINDOW - 1 }), { minLength: 1, maxLength: 3 });

export const continuation = fc.record({ job, parents, on: condition, keep });
export type ContinuationInput = typeof continuation extends fc.Arbitrary<infer Input> ? Input : never;

type Parent = ReturnType<Known['parents']>[number];

const inputs = fc.record({
  continuations: fc.array(continuation, { minLength: 1, maxLength: 3 }),
  /** Chains: those that were made before in the same call are parents, too. */
  isChain: fc.boolean(),
  isOrphan: index.map((number) => number === 7),
});

export const continuations: Weighted[] = [
  command(7, 'insertContinuations', inputs, ({ continuations: its, isChain, isOrphan }) => (known) => {
    const pool = known.parents();
    if (isOrphan) {
      pool.push({ id: newId(), kind: 'job' });
    }
    if (pool.length === 0) {
      return null;
    }
    const made = makeContinuations(its, pool, isChain);
    const ids = made.map((each) => each.job.id);
    return {
      title: made.map(describe).join(', '),
      perform: ({ store, manager }) => store.insertContinuations(made, manager),
      predict(world, hint) {
        addContinuations(world, made);
        return atLeast(follow(world), hint);
      },
      learn: (learning) => learning.addJobs(ids),
    } as Action<Awaited<ReturnType<typeof follow>>> as Action;
  }),
];

/** Continuations of some of the parents; with `isChain`, later ones may wait for earlier ones. */
export function makeContinuations(
  made: ContinuationInput[],
  existing: Parent[],
  isChain: boolean,
): NewContinuation[] {
  const pool = [...existing];
  return made.map(({ job: input, parents: chosen, on, keep: kept }) => {
    const each = { job: make(input), parents: severalLatest(pool, chosen, WINDOW), on, keep: kept };
    if (isChain) {
      pool.push({ id: each.job.id, kind: 'job' });
    }
    return each;
  });
}

export function describe({ job: { id, delay }, parents: its, on }: NewContinuation): string {
  const names = its.map((parent) => parent.id).join(' and ');
  return `continue with ${id}${delay ? ' later' : ''} when ${names} ${on}`;
}

/** Writes them; what follows from parents that have ended is left to `follow()`. */
export function addContinuations(
  world: World,
  made: NewContinuation[],
  batchOf = new Map<NewContinuation, string>(),
): void {
  const own = new Set(made.map((each) => each.job.id));
  for (const { parents: its } of made) {
    const isThere = ({ id, kind }: Parent) =>
      own.has(id) || (kind === 'job' ? jobIn(world, id) : batchIn(world, id)) !== undefined;
    if (!its.every(isThere)) {
      throw new Refusal('JobNotFoundError');
    }
  }
  for (const each of made) {
    const { parents: its, on, keep: kept } = each;
    addJob(world, { ...each.job, pending: its.length }, batchOf.get(each) ?? null);
    for (const { id: parentId, kind } of its) {
      const delay = each.job.delay ?? 0;
      const dependency = { childId: each.job.id, parentId, kind, on, delay, keep: kept };
      world.dependencies.push({ ...dependency, state: null, result: null });
    }
  }
}
