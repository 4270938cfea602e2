import { isFinal } from '../../../lib/interfaces/index.js';
import type { BatchRecord, JobRecord, OperationRecord, Rows } from '../database/rows.js';

/**
 * What holds in any database, however it came about: asked after commands that ran at once, where
 * more than one result would be right. Returns what does not hold. Nothing may have been pruned.
 */
export function violations(rows: Rows): string[] {
  return [
    ...rows.jobs.flatMap((job) => ofJob(job, rows)),
    ...rows.batches.flatMap((batch) => ofBatch(batch, rows)),
    ...ofKeys(rows),
    ...ofDependencies(rows),
    ...ofCircles(rows),
    ...rows.operations.flatMap(ofOperation),
  ];
}

function ofJob(job: JobRecord, { dependencies, batches }: Rows): string[] {
  const { id, state } = job;
  const awaited = dependencies.some((each) => each.parentId === id && each.state === null);
  const open = dependencies.filter((each) => each.childId === id && each.state === null).length;
  return broken(id, {
    'it has ended if and only if it has a time of its end': isFinal(state) === (job.finishedAt !== null),
    'only what has ended expires': job.expiresAt === null || isFinal(state),
    'whoever runs it has claimed it': state !== 'processing' || (job.claim > 0 && job.workerId !== null),
    'an attempt has begun': state !== 'processing' || job.attempt > 0,
    'there are no more attempts than claims': job.attempt >= 0 && job.attempt <= job.claim,
    'there are no more losses than claims': job.lost <= job.claim,
    'it is watched if somebody waits for it': job.watched === 1 || (!awaited && job.batchId === null),
    'it waits for as many parents as have not ended':
      state !== 'awaiting' || (job.pending === open && open > 0),
    'its gate is that of its lanes': (job.gate === null) === (job.lanes === null),
    'whoever waits at a gate has one': state !== 'throttled' || job.gate !== null,
    'its batch is there': job.batchId === null || batches.some((each) => each.id === job.batchId),
  });
}

function ofBatch(batch: BatchRecord, { jobs, batches }: Rows): string[] {
  const states = [
    ...jobs.filter((job) => job.batchId === batch.id).map((job) => job.state),
    ...batches
      .filter((each) => each.parentId === batch.id)
      .map((each) => (each.state === 'cancelled' ? 'deleted' : each.state)),
  ];
  const count = (state: string) => states.filter((each) => each === state).length;
  const pending = states.filter((each) => !isFinal(each)).length;
  const { state } = batch;
  const ended =
    batch.cancelledAt !== null ? 'cancelled' : batch.failed + batch.deleted > 0 ? 'failed' : 'succeeded';
  return broken(batch.id, {
    [`it counts its ${states.length} members`]: batch.total === states.length,
    [`it counts the ${pending} that have not ended`]: batch.pending === pending,
    [`it counts the ${count('succeeded')} that have succeeded`]: batch.succeeded === count('succeeded'),
    [`it counts the ${count('failed')} that have failed`]: batch.failed === count('failed'),
    [`it counts the ${count('deleted')} that were deleted`]: batch.deleted === count('deleted'),
    'its state is that of its counts': state === (batch.pending > 0 ? 'processing' : ended),
    'it has ended if and only if it has a time of its end':
      (state !== 'processing') === (batch.finishedAt !== null),
  });
}

function ofOperation(operation: OperationRecord): string[] {
  const { id, state, matched, moved, skipped, dueAt, finishedAt } = operation;
  const isOpen = state === 'pending' || state === 'running';
  return broken(id, {
    'nothing was refused': state !== 'failed',
    'what was met was moved or skipped': matched === moved + skipped,
    'it is due until it has ended': isOpen === (dueAt !== null) && isOpen === (finishedAt === null),
  });
}

/** No key is held twice. */
function ofKeys({ jobs }: Rows): string[] {
  const holders = jobs.filter(holdsKey).map((job) => job.uniqueKey!);
  return [...new Set(holders)]
    .filter((key) => holders.filter((each) => each === key).length > 1)
    .map((key) => `the key ${key} is held twice`);
}

function holdsKey({ uniqueKey, uniqueScope, finishedAt, claim }: JobRecord): boolean {
  if (uniqueKey === null) {
    return false;
  }
  return (
    uniqueScope === 3 ||
    (uniqueScope === 2 && finishedAt === null) ||
    (uniqueScope === 1 && finishedAt === null && claim === 0)
  );
}

function ofDependencies({ dependencies, jobs, batches }: Rows): string[] {
  return dependencies.flatMap((dependency) => {
    const { childId, parentId, kind, wanted, state } = dependency;
    const child = jobs.find((job) => job.id === childId);
    const parent = (kind === 'job' ? jobs : batches).find((each) => each.id === parentId);
    const isOver = parent && parent.finishedAt !== null;
    const isMet = wanted === 'finished' || wanted === (state === 'cancelled' ? 'deleted' : state);
    return broken(`${childId} after ${parentId}`, {
      'the child is there': child !== undefined,
      'the parent is there': parent !== undefined,
      'a parent that has ended is noted': state !== null || !isOver,
      'a child that will never run does not wait': state === null || isMet || child?.state !== 'awaiting',
    });
  });
}

/** Nothing waits for itself. */
function ofCircles({ jobs, batches, dependencies }: Rows): string[] {
  const edges = new Map<string, string[]>();
  const add = (from: string, to: string) => edges.set(from, [...(edges.get(from) ?? []), to]);
  const awaiting = new Set(jobs.filter((job) => job.state === 'awaiting').map((job) => job.id));
  dependencies
    .filter((each) => each.state === null && awaiting.has(each.childId))
    .forEach((each) => add(each.childId, each.parentId));
  jobs.filter((job) => awaiting.has(job.id) && job.batchId).forEach((job) => add(job.batchId!, job.id));
  batches.filter((batch) => batch.parentId).forEach((batch) => add(batch.parentId!, batch.id));

  const reaches = (from: string, target: string, seen: Set<string>): boolean =>
    (edges.get(from) ?? []).some(
      (next) => next === target || (!seen.has(next) && reaches(next, target, seen.add(next))),
    );
  return [...edges.keys()].filter((id) => reaches(id, id, new Set())).map((id) => `${id} waits for itself`);
}

function broken(what: string, rules: { [rule: string]: boolean }): string[] {
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [`${what}: broken: ${rule}`]));
}
