import sql, { raw } from 'sql-template-tag';
import { BatchNotFoundError } from '../../../errors/index.js';
import type { BatchChange, BatchState } from '../../flow-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { asMember, countBatches, type BatchMove } from './batch-counts.operation.js';
import { refuseCircles } from './circle.js';
import { insertContinuations, requireParents } from './continuation.operation.js';
import { insertJobs } from './insert.operation.js';
import { release, type Released } from './release.operation.js';

const COLUMNS: ValueColumns = {
  id: 'id',
  name: 'text',
  parent_id: 'id',
  state: 'text',
  total: 'int',
  pending: 'int',
  succeeded: 'int',
};

/**
 * Writes batches with their jobs, and adds to those that are there. The counts of a new one are
 * known and written with it; one that is there is locked while it is counted. One that is empty
 * has succeeded.
 */
export function* insertBatches(dialect: Dialect, changes: BatchChange[]): Operation<Released> {
  const added = changes.filter((change) => change.name !== null);
  const counts = new Map(
    added.map(({ id, jobs, continuations }) => [
      id,
      { total: 0, pending: jobs.length + continuations.length, succeeded: 0 },
    ]),
  );
  const moves: BatchMove[] = changes
    .filter((change) => change.name === null)
    .map(({ id, jobs, continuations }) => ({
      batchId: id,
      from: null,
      to: 'enqueued' as const,
      count: jobs.length + continuations.length,
    }));
  const stateOf = (id: string): BatchState => (counts.get(id)!.pending > 0 ? 'processing' : 'succeeded');
  // From the innermost to the outermost: whether a batch is empty depends on those in it.
  for (const { id, parentId } of added.toReversed()) {
    const parent = parentId === null ? undefined : counts.get(parentId);
    if (parent) {
      parent[stateOf(id) === 'processing' ? 'pending' : 'succeeded']++;
    } else if (parentId !== null) {
      moves.push({ batchId: parentId, from: null, to: asMember(stateOf(id)) });
    }
  }

  const waiting = changes.flatMap(({ continuations: its }) => its);
  const isNew = waiting.length > 0 ? idsOf(changes) : new Set<string>();
  yield* requireParents(dialect, waiting, isNew);
  yield* requireBatches(
    dialect,
    moves.map(({ batchId }) => batchId),
  );
  yield* refuseCircles(dialect, changes, isNew);
  const rows = added.map(({ id, name, parentId }) => {
    const { pending, succeeded } = counts.get(id)!;
    return {
      id,
      name,
      parent_id: parentId,
      state: stateOf(id),
      total: pending + succeeded,
      pending,
      succeeded,
    };
  });
  if (rows.length > 0) {
    const { now } = dialect;
    const names = raw(Object.keys(COLUMNS).join(', '));
    yield sql`INSERT INTO ${dialect.tables.batch} (${names}, failed, deleted, created_at, finished_at)
      SELECT ${names}, 0, 0, ${now}, CASE WHEN pending = 0 THEN ${now} END
      FROM ${dialect.values(COLUMNS, rows)}`;
  }
  yield* insertJobs(
    dialect,
    changes.flatMap(({ id, jobs }) => jobs.map((job) => ({ ...job, batchId: id }))),
  );
  const ended = yield* countBatches(dialect, moves);
  const released = yield* release(dialect, [], ended);
  const continuations = changes.flatMap(({ id, continuations: its }) =>
    its.map((continuation) => ({ ...continuation, job: { ...continuation.job, batchId: id } })),
  );
  if (continuations.length === 0) {
    return released;
  }
  const freed = yield* insertContinuations(dialect, continuations);
  return { queues: [...released.queues, ...freed.queues], due: released.due || freed.due };
}

/** Everything that the changes add. */
function idsOf(changes: BatchChange[]): Set<string> {
  const ids = changes.flatMap(({ id, name, jobs, continuations }) => [
    ...(name === null ? [] : [id]),
    ...jobs.map((job) => job.id),
    ...continuations.map(({ job }) => job.id),
  ]);
  return new Set(ids);
}

function* requireBatches(dialect: Dialect, ids: string[]): Operation<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) {
    return;
  }
  const { rows } = yield sql`SELECT id FROM ${dialect.tables.batch} WHERE ${dialect.idIn(raw('id'), wanted)}
    ${dialect.readCurrent}`;
  const found = new Set(rows.map((row) => dialect.readId(row.id)));
  const missing = wanted.find((id) => !found.has(id));
  if (missing) {
    throw new BatchNotFoundError(missing);
  }
}
