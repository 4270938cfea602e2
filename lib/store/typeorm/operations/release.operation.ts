import sql, { raw } from 'sql-template-tag';
import { engineReason, isFinal, type JobState } from '../../../interfaces/index.js';
import type { BatchState } from '../../flow-records.js';
import type { WakeHint } from '../../store-requests.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readNumber } from '../read-values.js';
import { countBatches, type BatchMove } from './batch-counts.operation.js';
import { writeHistory } from './history.operation.js';
import { READY } from './ready.js';
import { chunksOf } from '../../../utils/index.js';

/** A job that has changed its state, and that a batch or a continuation waits for. */
export interface WatchedMove {
  id: string;
  from: JobState;
  to: JobState;
  batchId: string | null;
}

/** A job or batch that has come to its end. */
export interface Ended {
  id: string;
  state: JobState | BatchState;
}

/** What follows from moves of jobs: told to workers once it is committed. */
export type Released = WakeHint;

/** The move of a watched job, from its row with `batch_id`. */
export function watchedMove(
  dialect: Dialect,
  id: string,
  row: Row,
  from: JobState,
  to: JobState,
): WatchedMove {
  return { id, from, to, batchId: row.batch_id === null ? null : dialect.readId(row.batch_id) };
}

/**
 * Does what others wait for, in the transaction in which the jobs have moved: counts for their
 * batches, lets continuations go whose last parent this was, deletes those whose condition can no
 * longer be met, and goes on with what waits for these.
 */
export function* release(
  dialect: Dialect,
  moves: WatchedMove[],
  endedAlready: Ended[] = [],
): Operation<Released> {
  const queues = new Set<string>();
  const gates = new Set<string>();
  let due = false;
  let current = moves;
  let ended: Ended[] = endedAlready;
  while (current.length > 0 || ended.length > 0) {
    ended = ended.concat(
      current
        .filter((move) => isFinal(move.to) && !isFinal(move.from))
        .map(({ id, to }) => ({ id, state: to })),
    );
    ended = ended.concat(yield* countBatches(dialect, current.flatMap(toBatchMove)));
    const children = yield* settleParents(dialect, ended);
    current = [];
    for (const some of chunksOf(children, CHUNK)) {
      const freed = yield* letGo(dialect, some);
      freed.queues.forEach((queue) => queues.add(queue));
      freed.gates?.forEach((gate) => gates.add(gate));
      due ||= freed.due;
      current = current.concat(yield* giveUp(dialect, some));
    }
    ended = [];
  }
  return { queues: [...queues], due, ...(gates.size > 0 && { gates: [...gates] }) };
}

function toBatchMove({ batchId, from, to }: WatchedMove): BatchMove[] {
  return batchId === null ? [] : [{ batchId, from, to }];
}

/** Rows of one statement, at most: under any server's packet limit. */
export const CHUNK = 5_000;

/** What the end of its parents means for a job that waits for them. */
interface Child {
  id: string;
  /** How many of its parents have ended as it wants. */
  met: number;
  delay: number;
  /** How long it is kept if it will not, in ms; `null` for ever. */
  keep: number | null;
  /** Why it will never run. */
  unmet: string | null;
}

/** Notes the end of these parents where it is waited for, each once. */
function* settleParents(dialect: Dialect, ended: Ended[]): Operation<Child[]> {
  if (ended.length === 0) {
    return [];
  }
  const { rows } = yield sql`
    SELECT child_id, parent_id, kind, wanted, delay, keep FROM ${dialect.tables.dependency}
    WHERE ${dialect.idIn(
      raw('parent_id'),
      ended.map(({ id }) => id),
    )} AND state IS NULL ORDER BY child_id, parent_id ${dialect.forUpdate(true)}`;
  if (rows.length === 0) {
    return [];
  }
  const byId = new Map(ended.map((each) => [each.id, each]));
  const waiting = new Set(rows.map((row) => dialect.readId(row.parent_id)));
  yield* dialect.updateEach({
    table: 'dependency',
    key: 'parent_id',
    columns: { parent_id: 'id', state: 'text' },
    rows: ended.filter(({ id }) => waiting.has(id)).map(({ id, state }) => ({ parent_id: id, state })),
    where: raw('dependency.state IS NULL'),
    // The result is where it was written, and need not travel again; a batch has none.
    set: {
      state: raw('v.state'),
      result: sql`(SELECT job.result FROM ${dialect.tables.job} AS job WHERE job.id = dependency.parent_id)`,
    },
    returning: ['child_id'],
  });

  const children = new Map<string, Child>();
  for (const row of rows) {
    const id = dialect.readId(row.child_id);
    const child = children.get(id) ?? {
      id,
      met: 0,
      delay: Number(row.delay),
      keep: readNumber(row.keep),
      unmet: null,
    };
    const parent = byId.get(dialect.readId(row.parent_id))!;
    if (isMet(row.wanted as string, parent.state)) {
      child.met++;
    } else {
      child.unmet ??= unmetReason(row, parent);
    }
    children.set(id, child);
  }
  return [...children.values()];
}

function isMet(wanted: string, state: JobState | BatchState): boolean {
  return wanted === 'finished' || wanted === (state === 'cancelled' ? 'deleted' : state);
}

function unmetReason(row: Row, { id, state }: Pick<Ended, 'id' | 'state'>): string {
  return engineReason('unmet', { kind: row.kind as string, id, wanted: row.wanted as string, state });
}

/** Continuations of which this was the last parent go to their queues. */
function* letGo(dialect: Dialect, children: Child[]): Operation<Released> {
  const met = children.filter((child) => child.unmet === null);
  if (met.length === 0) {
    return { queues: [], due: false };
  }
  yield* dialect.updateEach({
    columns: { id: 'id', met: 'int', delay: 'bigint' },
    rows: met.map(({ id, met: count, delay }) => ({ id, met: count, delay })),
    where: sql`${dialect.unindexed('job.state')} = 'awaiting'`,
    set: {
      // In this order: MySQL sees what is already set.
      run_at: sql`CASE WHEN job.pending = v.met THEN ${dialect.now} + v.delay ELSE job.run_at END`,
      state: sql`CASE WHEN job.pending > v.met THEN 'awaiting' WHEN v.delay > 0 THEN 'scheduled' ELSE ${READY} END`,
      pending: raw('job.pending - v.met'),
    },
    returning: ['id'],
  });
  const { rows } = yield sql`
    SELECT DISTINCT queue, state, gate FROM ${dialect.tables.job}
    WHERE ${dialect.idIn(
      raw('id'),
      met.map(({ id }) => id),
    )} AND state IN ('enqueued', 'scheduled', 'throttled')`;
  return {
    queues: rows.filter((row) => row.state === 'enqueued').map((row) => row.queue as string),
    due: rows.some((row) => row.state !== 'enqueued'),
    gates: rows.filter((row) => row.state === 'throttled').map((row) => row.gate as string),
  };
}

/** Continuations that can never run are deleted, with the reason. Returns those that others wait for. */
function* giveUp(dialect: Dialect, children: Child[]): Operation<WatchedMove[]> {
  const unmet = new Map(children.filter((child) => child.unmet !== null).map((child) => [child.id, child]));
  if (unmet.size === 0) {
    return [];
  }
  const rows = yield* dialect.updateEach({
    columns: { id: 'id', keep: 'bigint' },
    rows: [...unmet.values()].map(({ id, keep }) => ({ id, keep })),
    where: sql`${dialect.unindexed('job.state')} = 'awaiting'`,
    set: {
      state: sql`'deleted'`,
      finished_at: dialect.now,
      expires_at: sql`${dialect.now} + v.keep`,
    },
    returning: ['id', 'run_at', 'watched', 'batch_id'],
  });
  yield* writeHistory(
    dialect,
    rows.map((row) => {
      const jobId = dialect.readId(row.id);
      return {
        jobId,
        state: 'deleted',
        attempt: 0,
        reason: unmet.get(jobId)!.unmet,
        dueAt: row.run_at,
      };
    }),
  );
  return rows
    .filter((row) => Number(row.watched) === 1)
    .map((row) => watchedMove(dialect, dialect.readId(row.id), row, 'awaiting', 'deleted'));
}
