import sql, { raw } from 'sql-template-tag';
import type { JobState, LogLevel, StoredError } from '../../../interfaces/index.js';
import type { JobHistoryEntry, JobLogEntry, JobRow, JobSummary } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readDate, readJson, readLanes, readList, readNumber } from '../read-values.js';

/** What lists read: never arguments, results or stacks, which may be large. */
export const SUMMARY_COLUMNS = raw(
  'id, type, queue, state, priority, attempt, tags, error, fingerprint, progress, created_at, run_at, claimed_at, finished_at, expires_at, run_time, worker_id, recurring_id, occurrence_at, batch_id',
);

export function toSummary(dialect: Dialect, row: Row): JobSummary {
  return {
    id: dialect.readId(row.id),
    type: row.type as string,
    queue: row.queue as string,
    state: row.state as JobState,
    priority: Number(row.priority),
    attempt: Number(row.attempt),
    tags: readList(row.tags),
    error: row.error as string | null,
    fingerprint: row.fingerprint as string | null,
    progress: readNumber(row.progress),
    createdAt: readDate(row.created_at)!,
    runAt: readDate(row.run_at)!,
    claimedAt: readDate(row.claimed_at),
    finishedAt: readDate(row.finished_at),
    expiresAt: readDate(row.expires_at),
    runTime: readNumber(row.run_time),
    workerId: row.worker_id == null ? null : dialect.readId(row.worker_id),
    recurringId: row.recurring_id as string | null,
    occurrenceAt: readDate(row.occurrence_at),
    batchId: row.batch_id == null ? null : dialect.readId(row.batch_id),
  };
}

export function* findJob(dialect: Dialect, id: string): Operation<JobRow | null> {
  const { rows } = yield sql`
    SELECT ${SUMMARY_COLUMNS}, args, result, settings, claim, lost, pending, lanes
    FROM ${dialect.tables.job} WHERE id = ${dialect.id(id)}`;
  const row = rows[0];
  return row
    ? {
        ...toSummary(dialect, row),
        args: row.args as string,
        result: row.result as string | null,
        settings: row.settings as string | null,
        claim: Number(row.claim),
        lost: Number(row.lost),
        pending: Number(row.pending),
        lanes: readLanes(row.lanes),
      }
    : null;
}

/** The last lines, along the primary key. Ids tell the time of whoever wrote them: the database's time puts them in order. */
export function* jobHistory(dialect: Dialect, id: string, limit: number): Operation<JobHistoryEntry[]> {
  const { rows } = yield sql`SELECT * FROM (
      SELECT * FROM ${dialect.tables.history} WHERE job_id = ${dialect.id(id)} ORDER BY id DESC LIMIT ${limit}
    ) AS last ORDER BY at, id`;
  return rows.map((row) => ({
    at: readDate(row.at)!,
    state: row.state as JobState,
    attempt: Number(row.attempt),
    reason: row.reason as string | null,
    actor: row.actor as string | null,
    workerId: row.worker_id == null ? null : dialect.readId(row.worker_id),
    error: readJson(row.error) as StoredError | null,
    claimedAt: readDate(row.claimed_at),
    runTime: readNumber(row.run_time),
    dueAt: readDate(row.due_at),
  }));
}

/** Of these the last one is taken by the database's time: the clocks of those who wrote them may differ. */
const LAST_ERRORS = 10;

export function* lastError(dialect: Dialect, id: string): Operation<StoredError | null> {
  const { rows } = yield sql`SELECT error FROM (
      SELECT id, at, error FROM ${dialect.tables.history} WHERE job_id = ${dialect.id(id)} AND error IS NOT NULL
      ORDER BY id DESC LIMIT ${raw(String(LAST_ERRORS))}
    ) AS last ORDER BY at DESC, id DESC LIMIT 1`;
  return rows[0] ? (readJson(rows[0].error) as StoredError | null) : null;
}

export function* jobLog(dialect: Dialect, id: string): Operation<JobLogEntry[]> {
  const { rows } =
    yield sql`SELECT * FROM ${dialect.tables.log} WHERE job_id = ${dialect.id(id)} ORDER BY id`;
  return rows.map((row) => ({
    at: readDate(row.at)!,
    attempt: Number(row.attempt),
    level: row.level as LogLevel,
    message: row.message as string,
  }));
}
