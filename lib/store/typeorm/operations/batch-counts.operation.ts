import sql, { raw } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type { BatchState } from '../../flow-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';

/** A member of a batch that has changed its state. */
export interface BatchMove {
  batchId: string;
  /** `null`: it is new. */
  from: JobState | null;
  to: JobState;
  /** How many do the same. Default 1. */
  count?: number;
}

/** What a batch counts; every member is in exactly one of them. */
interface Counts extends Record<'pending' | 'succeeded' | 'failed' | 'deleted', number> {}

/** A batch that has come to its end. */
export interface EndedBatch {
  id: string;
  state: BatchState;
}

const NONE: Counts = { pending: 0, succeeded: 0, failed: 0, deleted: 0 };
const COUNTED = ['pending', 'succeeded', 'failed', 'deleted'] as const;

/**
 * Counts the moves of jobs for their batches: one update for each batch, however many jobs. A batch
 * that ends, or goes on after it had ended, is a move in the batch it is part of. Returns the
 * batches that have ended.
 */
export function* countBatches(dialect: Dialect, moves: BatchMove[]): Operation<EndedBatch[]> {
  const ended: EndedBatch[] = [];
  let current = moves;
  while (current.length > 0) {
    const changes = sum(current);
    const { rows } = yield sql`
      SELECT id, parent_id, state, cancelled_at, total, pending, succeeded, failed, deleted FROM ${dialect.tables.batch}
      WHERE ${dialect.idIn(raw('id'), [...changes.keys()])} ORDER BY id ${dialect.forUpdate(true)}`;
    const counted = rows.map((row) => count(dialect, row, changes.get(dialect.readId(row.id))!));
    yield* write(dialect, counted);
    for (const batch of counted) {
      if (batch.state !== 'processing' && batch.before === 'processing') {
        ended.push({ id: batch.id, state: batch.state });
      }
    }
    current = counted.flatMap(({ parentId, before, state }) =>
      parentId === null || before === state
        ? []
        : [{ batchId: parentId, from: asMember(before), to: asMember(state) }],
    );
  }
  return ended;
}

interface Counted extends Counts {
  id: string;
  parentId: string | null;
  total: number;
  before: BatchState;
  state: BatchState;
}

function count(dialect: Dialect, row: Row, change: Counts & { added: number }): Counted {
  const counts = Object.fromEntries(
    COUNTED.map((name) => [name, Number(row[name]) + change[name]]),
  ) as unknown as Counts;
  return {
    id: dialect.readId(row.id),
    parentId: row.parent_id === null ? null : dialect.readId(row.parent_id),
    total: Number(row.total) + change.added,
    before: row.state as BatchState,
    state: stateOf(counts, row.cancelled_at !== null),
    ...counts,
  };
}

function stateOf({ pending, failed, deleted }: Counts, isCancelled: boolean): BatchState {
  if (pending > 0) {
    return 'processing';
  }
  if (isCancelled) {
    return 'cancelled';
  }
  return failed + deleted > 0 ? 'failed' : 'succeeded';
}

function* write(dialect: Dialect, batches: Counted[]): Operation<void> {
  if (batches.length === 0) {
    return;
  }
  yield* dialect.updateEach({
    table: 'batch',
    columns: {
      id: 'id',
      total: 'int',
      pending: 'int',
      succeeded: 'int',
      failed: 'int',
      deleted: 'int',
      state: 'text',
    },
    rows: batches.map(({ id, total, pending, succeeded, failed, deleted, state }) => ({
      id,
      total,
      pending,
      succeeded,
      failed,
      deleted,
      state,
    })),
    where: raw('1 = 1'),
    set: {
      // First, because MySQL sees what is already set. One that had ended before keeps its time.
      finished_at: sql`CASE WHEN v.pending > 0 THEN NULL WHEN batch.pending = 0 THEN batch.finished_at ELSE ${dialect.now} END`,
      ...Object.fromEntries(['total', ...COUNTED, 'state'].map((name) => [name, raw(`v.${name}`)])),
    },
    returning: ['id'],
  });
}

function sum(moves: BatchMove[]): Map<string, Counts & { added: number }> {
  const changes = new Map<string, Counts & { added: number }>();
  for (const { batchId, from, to, count: number = 1 } of moves) {
    const change = changes.get(batchId) ?? { ...NONE, added: 0 };
    if (from === null) {
      change.added += number;
    } else {
      change[countedAs(from)] -= number;
    }
    change[countedAs(to)] += number;
    changes.set(batchId, change);
  }
  return changes;
}

function countedAs(state: JobState): keyof Counts {
  return state === 'succeeded' || state === 'failed' || state === 'deleted' ? state : 'pending';
}

/** How a batch counts in the batch it is part of. */
export function asMember(state: BatchState): JobState {
  switch (state) {
    case 'processing':
      return 'processing';
    case 'cancelled':
      return 'deleted';
    default:
      return state;
  }
}
