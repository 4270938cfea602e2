import * as fc from 'fast-check';
import type { BatchChange, NewContinuation, WakeHint } from '../../../lib/store/index.js';
import { newId } from '../../../lib/utils/index.js';
import { batchState, end, follow, hasCircle } from '../model/machine.js';
import { latest, type Known } from '../model/known.js';
import { addJob, batchIn, jobsIn, type World } from '../model/world.js';
import { atLeast, Refusal, type Action } from './action.js';
import { index, job, keep, make } from './choices.js';
import { addContinuations, continuation, describe, makeContinuations } from './continuations.js';
import { command, type Weighted } from './command.js';

const jobs = fc.array(job, { maxLength: 2 });
const tree = fc.record({
  /** Whether it is one that exists already, if there is one. */
  isThere: fc.boolean(),
  /** Which one, or in which one. */
  which: fc.option(index),
  jobs,
  /** Batches in it; `isDeep`: in the one before. */
  nested: fc.array(fc.record({ jobs, isDeep: fc.boolean() }), { maxLength: 2 }),
  /** Members that wait: in the outer batch, or in the last one in it. */
  continuations: fc.array(continuation, { maxLength: 2 }),
  areInside: fc.boolean(),
});
type Tree = typeof tree extends fc.Arbitrary<infer Input> ? Input : never;

export const batches: Weighted[] = [
  command(5, 'insertBatches', tree, (input) => (known) => {
    const changes = toChanges(input, known);
    const members = changes.flatMap((change) => [
      ...change.jobs.map(({ id }) => id),
      ...change.continuations.map((each) => each.job.id),
    ]);
    return {
      title: changes.map(describeChange).join('; '),
      perform: ({ store, manager }) => store.insertBatches(changes, manager),
      predict(world, hint) {
        insertBatches(world, changes);
        return atLeast(follow(world), hint);
      },
      learn(learning) {
        learning.addBatches(changes.filter(({ name }) => name !== null).map(({ id }) => id));
        learning.addJobs(members);
      },
    } as Action<WakeHint> as Action;
  }),

  command(2, 'cancelBatch', fc.record({ index, keep }), ({ index: chosen, keep: kept }) => (known) => {
    const id = latest(known.batches, chosen);
    if (!id) {
      return null;
    }
    const cancel = { id, reason: 'wrong file', actor: 'ada', keep: { fallback: kept, types: {} } };
    return {
      title: `cancel ${id}`,
      perform: ({ store, manager }) => store.cancelBatch(cancel, manager),
      predict(world, hint) {
        const isCancelled = cancelBatch(world, id, kept);
        const released = follow(world);
        return isCancelled && hint ? atLeast(released, hint) : isCancelled ? released : null;
      },
    } as Action<WakeHint | null> as Action;
  }),
];

function toChanges(input: Tree, known: Known): BatchChange[] {
  const chosen = input.which === null ? undefined : latest(known.batches, input.which);
  const isThere = chosen !== undefined && input.isThere;
  const changes: BatchChange[] = [
    {
      id: isThere ? chosen : newId(),
      name: isThere ? null : 'import',
      parentId: isThere ? null : (chosen ?? null),
      jobs: input.jobs.map((each) => make(each)),
      continuations: [],
    },
  ];
  for (const { jobs: its, isDeep } of input.nested) {
    const parent = isDeep ? changes.at(-1)! : changes[0]!;
    changes.push({
      id: newId(),
      name: 'part',
      parentId: parent.id,
      jobs: its.map((each) => make(each)),
      continuations: [],
    });
  }
  const parents = [
    ...known.parents(),
    ...changes.map(({ id }) => ({ id, kind: 'batch' as const })),
    ...changes.flatMap((change) => change.jobs.map(({ id }) => ({ id, kind: 'job' as const }))),
  ];
  const into = input.areInside ? changes.at(-1)! : changes[0]!;
  into.continuations = makeContinuations(input.continuations, parents, true);
  return changes;
}

function describeChange({ id, name, parentId, jobs: its, continuations: waiting }: BatchChange): string {
  const what = name === null ? `add to ${id}` : `batch ${id}${parentId ? ` in ${parentId}` : ''}`;
  return `${what} with [${[...its.map((each) => each.id), ...waiting.map(describe)].join(', ')}]`;
}

function insertBatches(world: World, changes: BatchChange[]): void {
  const added = changes.filter(({ name }) => name !== null).map(({ id }) => id);
  const missing = changes
    .map(({ id, parentId, name }) => (name === null ? id : parentId))
    .find((id) => id !== null && !added.includes(id) && !batchIn(world, id));
  const batchOf = new Map<NewContinuation, string>();
  for (const { id, parentId, name, jobs: its, continuations: waiting } of changes) {
    if (name !== null) {
      world.batches.set(id, { id, parentId, isCancelled: false, finishedAt: null, gone: null });
    }
    its.forEach((each) => addJob(world, each, id));
    waiting.forEach((each) => batchOf.set(each, id));
  }
  addContinuations(world, [...batchOf.keys()], batchOf);
  if (missing) {
    throw new Refusal('BatchNotFoundError');
  }
  if (hasCircle(world)) {
    throw new Refusal('JobsOptionsError');
  }
}

/** `false`: there was nothing to cancel. */
function cancelBatch(world: World, id: string, kept: number): boolean {
  const inside = new Set([id]);
  // Those in it were made after it.
  for (const batch of world.batches.values()) {
    if (batch.parentId && inside.has(batch.parentId) && !batch.gone) {
      inside.add(batch.id);
    }
  }
  const running = [...inside]
    .map((each) => batchIn(world, each))
    .filter((batch) => batch && batchState(world, batch) === 'processing');
  for (const each of jobsIn(world)) {
    if (each.batchId && inside.has(each.batchId) && each.finishedAt === null) {
      end(each, 'deleted', kept);
    }
  }
  running.forEach((batch) => (batch!.isCancelled = true));
  return running.length > 0;
}
