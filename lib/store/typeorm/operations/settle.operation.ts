import sql, { raw } from 'sql-template-tag';
import { engineReason, type JobState, type StoredError } from '../../../interfaces/index.js';
import type { Settled } from '../../store-requests.js';
import type { Gate } from '../../control-records.js';
import type { Outcome } from '../../job-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { CLAIM_COLUMNS, claimKey, holds, rowKey } from './fence.js';
import { summarise, writeHistory } from './history.operation.js';
import { release, watchedMove } from './release.operation.js';

const COLUMNS: ValueColumns & { id: 'id' } = {
  ...CLAIM_COLUMNS,
  state: 'text',
  refund: 'int',
  delay: 'bigint',
  keep: 'bigint',
  run_time: 'bigint',
  result: 'text',
  error: 'text',
  fingerprint: 'text',
  gate: 'text',
  lanes: 'text',
};

/**
 * Every kind of outcome in one statement, fenced by the claim: a row that has been taken by others,
 * or moved by somebody, is not touched. Then, in the same transaction, the history, and whatever
 * waits for these jobs.
 */
export function* settleJobs(dialect: Dialect, outcomes: Outcome[]): Operation<Settled> {
  const changes = firsts(outcomes);
  const rows = yield* write(dialect, changes);
  const written = changes.flatMap((change) => {
    const row = rows.get(claimKey(change));
    return row ? [{ ...change, row }] : [];
  });
  yield* writeHistory(
    dialect,
    written.map(({ id, state, attempt, reason, error, runTime, dueAt, row }) => ({
      jobId: id,
      state,
      attempt,
      reason,
      error,
      runTime,
      workerId: row.worker_id,
      claimedAt: row.claimed_at,
      dueAt,
    })),
  );
  const moves = written
    .filter(({ row }) => Number(row.watched) === 1)
    .map(({ id, state, row }) => watchedMove(dialect, id, row, 'processing', state));
  return {
    applied: outcomes.map((outcome) => rows.delete(claimKey(outcome))),
    released: yield* release(dialect, moves),
  };
}

/** A claim that is reported twice has ended once, as it was reported first: a statement would take either. */
function firsts(outcomes: Outcome[]): Change[] {
  const first = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const key = claimKey(outcome);
    if (!first.has(key)) {
      first.set(key, outcome);
    }
  }
  return [...first.values()].map(toChange);
}

/** The rows that were written, by their claims. */
function* write(dialect: Dialect, changes: Change[]): Operation<Map<string, Row>> {
  if (changes.length === 0) {
    return new Map();
  }
  const settled = yield* dialect.updateEach({
    columns: COLUMNS,
    rows: changes.map(toRow),
    where: holds(dialect),
    set: {
      attempt: sql`job.attempt - v.refund`,
      result: sql`v.result`,
      // One that has begun before has begun, also when it is handed back before its next attempt does.
      run_time: raw('CASE WHEN v.refund = 1 THEN COALESCE(v.run_time, job.run_time) ELSE v.run_time END'),
      error: sql`CASE WHEN v.refund = 1 THEN job.error ELSE v.error END`,
      run_at: sql`CASE WHEN v.delay IS NULL THEN job.run_at ELSE ${dialect.now} + v.delay END`,
      finished_at: sql`CASE WHEN v.state IN ('succeeded', 'failed', 'deleted') THEN ${dialect.now} END`,
      expires_at: sql`${dialect.now} + v.keep`,
      fingerprint: raw('CASE WHEN v.refund = 1 THEN job.fingerprint ELSE v.fingerprint END'),
      gate: raw('COALESCE(v.gate, job.gate)'),
      lanes: raw('COALESCE(v.lanes, job.lanes)'),
      state: sql`CASE WHEN v.state = 'enqueued' AND job.gate IS NOT NULL THEN 'throttled' ELSE v.state END`,
    },
    returning: ['id', 'claim', 'claimed_at', 'worker_id', 'watched', 'batch_id'],
  });
  return new Map(settled.map((row) => [rowKey(dialect, row), row]));
}

/** What an outcome makes of the row. Without a `reason`, nothing is written in the history. */
interface Change extends Omit<Outcome, 'kind' | 'watched' | 'isWritten'> {
  state: JobState;
  refund: 0 | 1;
  delay: number | null;
  keep: number | null;
  result: string | null;
  error: StoredError | null;
  reason: string | undefined;
  gate: Gate | null;
}

const UNCHANGED = {
  refund: 0,
  delay: null,
  keep: null,
  result: null,
  error: null,
  reason: undefined,
  gate: null,
} as const;

function toChange(outcome: Outcome): Change {
  const { id, claim, workerId, attempt, runTime, dueAt } = outcome;
  const unchanged = { id, claim, workerId, attempt, runTime, dueAt, ...UNCHANGED };
  switch (outcome.kind) {
    case 'succeeded':
      return { ...unchanged, state: 'succeeded', result: outcome.result, keep: outcome.keep };
    case 'failed':
    case 'deleted':
      return {
        ...unchanged,
        state: outcome.kind,
        error: outcome.error,
        fingerprint: outcome.fingerprint,
        reason: outcome.reason,
        keep: outcome.keep,
      };
    case 'retried': {
      const { delay, error, fingerprint, reason } = outcome;
      return { ...unchanged, state: delay > 0 ? 'scheduled' : 'enqueued', delay, error, fingerprint, reason };
    }
    case 'snoozed': {
      const { delay } = outcome;
      return {
        ...unchanged,
        state: delay > 0 ? 'scheduled' : 'enqueued',
        delay,
        refund: 1,
        reason: engineReason('snoozed'),
      };
    }
    case 'released':
      // A job that was never started has no story to tell: it only stood in a worker's buffer.
      return {
        ...unchanged,
        state: 'enqueued',
        refund: 1,
        reason: outcome.runTime === null ? undefined : outcome.reason,
      };
    case 'throttled':
      return { ...unchanged, state: 'throttled', refund: 1, gate: outcome.gate };
  }
}

function toRow(change: Change): Row {
  return {
    id: change.id,
    claim: change.claim,
    worker_id: change.workerId,
    state: change.state,
    refund: change.refund,
    delay: change.delay,
    keep: change.keep === Infinity ? null : change.keep,
    run_time: change.runTime,
    result: change.result,
    error: change.error && summarise(change.error),
    fingerprint: change.fingerprint,
    gate: change.gate && change.gate.id,
    lanes: change.gate && JSON.stringify(change.gate.lanes),
  };
}
