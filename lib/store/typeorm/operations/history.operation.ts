import sql from 'sql-template-tag';
import type { JobState, StoredError } from '../../../interfaces/index.js';
import { newId, truncate } from '../../../utils/index.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';

const COLUMNS: ValueColumns = {
  id: 'id',
  job_id: 'id',
  state: 'text',
  attempt: 'int',
  reason: 'text',
  actor: 'text',
  error: 'text',
  claimed_at: 'bigint',
  run_time: 'bigint',
  worker_id: 'id',
  due_at: 'bigint',
};

/** An error as lists show it and filters search it. */
export function summarise({ name, message }: StoredError): string {
  return truncate(`${name}: ${message}`, 1_000);
}

/** A job that has just gone to another state. */
export interface StateChange {
  jobId: string;
  state: JobState;
  attempt: number;
  /** `undefined`: the straight way to success, which leaves nothing in the history. */
  reason: string | null | undefined;
  actor?: string | null;
  error?: StoredError | null;
  runTime?: number | null;
  /** As they came from the row. */
  workerId?: unknown;
  claimedAt?: unknown;
  /** When it was due until now. */
  dueAt?: unknown;
}

/** Writes what has happened to jobs in their history, at the database's time. */
export function* writeHistory(dialect: Dialect, changes: StateChange[]): Operation<void> {
  const lines = changes.filter((change) => change.reason !== undefined);
  if (lines.length === 0) {
    return;
  }

  const rows = lines.map((line) => ({
    id: newId(),
    job_id: line.jobId,
    state: line.state,
    attempt: line.attempt,
    reason: line.reason,
    actor: line.actor ?? null,
    error: line.error ? JSON.stringify(line.error) : null,
    claimed_at: line.claimedAt == null ? null : Number(line.claimedAt),
    run_time: line.runTime ?? null,
    worker_id: line.workerId == null ? null : dialect.readId(line.workerId),
    due_at: line.dueAt == null ? null : Number(line.dueAt),
  }));
  yield sql`
    INSERT INTO ${dialect.tables.history}
      (id, job_id, at, state, attempt, reason, actor, error, claimed_at, run_time, worker_id, due_at)
    SELECT id, job_id, ${dialect.now}, state, attempt, reason, actor, error, claimed_at, run_time, worker_id, due_at
    FROM ${dialect.values(COLUMNS, rows)}`;
}
