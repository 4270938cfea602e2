import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type {
  RecurringDefinition,
  RecurringRow,
  RecurringRun,
  RecurringSummaryRow,
  RecurringView,
} from '../../recurring-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readDate, readJson, readList, readNumber } from '../read-values.js';

const SUMMARY =
  'id, source, created_at, edited, type, cron, time_zone, misfire, misfire_limit, overlap, queue, priority, jitter, ' +
  'enabled, next_at, due_at, last_at, last_job_id, skipped_at, paused_at, paused_until, paused_reason, paused_by, ' +
  'failures, error, dropped_from, dropped_until';

/** Every column of a table named `recurring`, and the state of the last job. */
export function recurringColumns(dialect: Dialect): Sql {
  return sql`${raw(SUMMARY)}, args, declared, ${lastState(dialect)}`;
}

function lastState(dialect: Dialect): Sql {
  return sql`(SELECT job.state FROM ${dialect.tables.job} AS job WHERE job.id = recurring.last_job_id) AS last_state`;
}

export function* findRecurring(dialect: Dialect, id: string): Operation<RecurringView | null> {
  const { rows } = yield sql`SELECT ${recurringColumns(dialect)} FROM ${dialect.tables.recurring} AS recurring
    WHERE id = ${id}`;
  const isOrphaned = yield* orphans(dialect, rows);
  const row = rows[0];
  return row ? { ...toRecurringRow(dialect, row), orphaned: isOrphaned(row) } : null;
}

/** In the order of the ids, without arguments. */
export function* listRecurring(
  dialect: Dialect,
  limit: number,
  cursor: string | null,
  prefix: string | null,
): Operation<RecurringSummaryRow[]> {
  const above = cursor === null ? empty : sql` AND id > ${cursor}`;
  // Ids are ordered by their characters' numbers, and this is the last one.
  const within = prefix === null ? empty : sql` AND id >= ${prefix} AND id <= ${`${prefix}\u{10ffff}`}`;
  const { rows } = yield sql`SELECT ${raw(SUMMARY)}, ${lastState(dialect)}
    FROM ${dialect.tables.recurring} AS recurring WHERE 1 = 1${above}${within} ORDER BY id LIMIT ${limit}`;
  const isOrphaned = yield* orphans(dialect, rows);
  return rows.map((row) => ({ ...toRecurringRow(dialect, row), orphaned: isOrphaned(row) }));
}

/** The last jobs of a recurring job: those that are there, and those that retention has removed. */
export function* recurringRuns(dialect: Dialect, id: string, limit: number): Operation<RecurringRun[]> {
  const columns = raw('occurrence_at, created_at, state, finished_at, run_time, attempt, error');
  const present = yield sql`SELECT id AS job_id, ${columns} FROM ${dialect.tables.job}
    WHERE recurring_id = ${id} ORDER BY id DESC LIMIT ${limit}`;
  const past = yield sql`SELECT job_id, ${columns} FROM ${dialect.tables.run}
    WHERE recurring_id = ${id} ORDER BY job_id DESC LIMIT ${limit}`;
  return [...present.rows, ...past.rows]
    .map((row) => ({
      jobId: dialect.readId(row.job_id),
      occurrenceAt: readDate(row.occurrence_at),
      createdAt: readDate(row.created_at)!,
      state: row.state as JobState,
      finishedAt: readDate(row.finished_at),
      runTime: readNumber(row.run_time),
      attempt: Number(row.attempt),
      error: row.error as string | null,
    }))
    .sort((a, b) => (a.jobId < b.jobId ? 1 : -1))
    .slice(0, limit);
}

/** Which rows are declared in code by no worker that is alive. */
function* orphans(dialect: Dialect, rows: Row[]): Operation<(row: Row) => boolean> {
  if (!rows.some((row) => row.source === 'code')) {
    return () => false;
  }
  const workers = yield sql`SELECT recurring FROM ${dialect.tables.worker} WHERE expires_at > ${dialect.now}`;
  const declared = new Set(workers.rows.flatMap((worker) => readList(worker.recurring)));
  return (row) => row.source === 'code' && !declared.has(row.id as string);
}

export function toRecurringRow(dialect: Dialect, row: Row): RecurringRow {
  return {
    id: row.id as string,
    source: row.source as RecurringRow['source'],
    createdAt: Number(row.created_at),
    definition: {
      type: row.type as string,
      args: row.args as string,
      cron: row.cron as string,
      timeZone: row.time_zone as string,
      misfire: row.misfire as RecurringDefinition['misfire'],
      misfireLimit: readNumber(row.misfire_limit),
      overlap: row.overlap as RecurringDefinition['overlap'],
      queue: row.queue as string,
      priority: Number(row.priority),
      jitter: Number(row.jitter),
      enabled: Number(row.enabled) === 1,
    },
    declared: readJson(row.declared) as RecurringDefinition | null,
    edited: Number(row.edited) === 1,
    progress: {
      nextAt: readNumber(row.next_at),
      dueAt: readNumber(row.due_at),
      lastAt: readNumber(row.last_at),
      lastJobId: row.last_job_id == null ? null : dialect.readId(row.last_job_id),
      skippedAt: readNumber(row.skipped_at),
      pausedAt: readNumber(row.paused_at),
      pausedUntil: readNumber(row.paused_until),
      pausedReason: row.paused_reason as string | null,
      pausedBy: row.paused_by as string | null,
      failures: Number(row.failures),
      error: row.error as string | null,
      droppedFrom: readNumber(row.dropped_from),
      droppedUntil: readNumber(row.dropped_until),
    },
    lastState: (row.last_state ?? null) as JobState | null,
  };
}
