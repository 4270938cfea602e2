import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type {
  RecurringDefinition,
  RecurringGroup,
  RecurringHistoryEntry,
  RecurringRecord,
  RecurringSummaryRow,
  RecurringRow,
} from '../../recurring-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { chunksOf } from '../../../utils/index.js';
import { readDate, readJson, readList, readNumber, readTime, readWhole } from '../read-values.js';

const SUMMARY =
  'id, source, created_at, edited, type, cron, time_zone, misfire, misfire_limit, overlap, queue, priority, jitter, ' +
  'enabled, next_at, due_at, last_at, last_job_id, skipped_at, paused_at, paused_until, paused_reason, paused_by, ' +
  'failures, error, dropped_from, dropped_until';

/** How long after its time one is late, in ms: workers look for what is due more often than that. */
const LATE = 60_000;

/** Every column of a table named `recurring`. */
export const recurringColumns = raw(`${SUMMARY}, args, declared`);

function lastState(dialect: Dialect): Sql {
  return sql`(SELECT job.state FROM ${dialect.tables.job} AS job WHERE job.id = recurring.last_job_id) AS last_state`;
}

export function* findRecurring(dialect: Dialect, id: string): Operation<RecurringRow | null> {
  const { rows } =
    yield sql`SELECT ${recurringColumns}, ${lastState(dialect)} FROM ${dialect.tables.recurring} AS recurring
    WHERE id = ${id}`;
  const isOrphaned = yield* orphans(dialect, rows);
  const row = rows[0];
  return row ? view(dialect, row, isOrphaned) : null;
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
  return rows.map((row) => view(dialect, row, isOrphaned));
}

/** Along an index each, so that it costs the same however many there are. */
export function* recurringBy(
  dialect: Dialect,
  which: RecurringGroup,
  limit: number,
): Operation<RecurringSummaryRow[]> {
  const declared = [...(yield* declaredIds(dialect))];
  const isDeclared = declared.length > 0 ? dialect.textIn(raw('id'), declared) : raw('1 = 0');
  const { rows } = yield sql`SELECT ${raw(SUMMARY)}, ${lastState(dialect)}
    FROM ${dialect.tables.recurring} AS recurring ${dialect.useIndex('recurring', INDEXES[which])}
    WHERE ${belongs(dialect, which, isDeclared)} LIMIT ${limit}`;
  return rows.map((row) =>
    view(dialect, row, () => row.source === 'code' && !declared.includes(row.id as string)),
  );
}

const INDEXES: Record<RecurringGroup, string> = {
  next: 'due',
  late: 'due',
  failing: 'failing',
  orphaned: 'source',
};

function belongs({ now }: Dialect, which: RecurringGroup, isDeclared: Sql): Sql {
  const fires = sql`enabled = 1 AND next_at IS NOT NULL AND (paused_at IS NULL OR paused_until <= ${now})
    AND (source <> 'code' OR ${isDeclared})`;
  switch (which) {
    case 'next':
      return sql`due_at IS NOT NULL AND ${fires} ORDER BY due_at, id`;
    case 'late':
      return sql`due_at < ${now} - ${raw(String(LATE))} AND failures = 0 AND ${fires} ORDER BY due_at, id`;
    case 'failing':
      return sql`error IS NOT NULL AND failures > 0 ORDER BY failures DESC, id DESC`;
    case 'orphaned':
      return sql`declared IS NOT NULL AND source = 'code' AND failures = 0 AND NOT (${isDeclared}) ORDER BY id`;
  }
}

/** Recurring jobs whose runs are read in one statement. */
const HISTORIES = 50;

/** The last jobs of a recurring job: those that are there, and those that retention has removed. */
export function* recurringHistory(
  dialect: Dialect,
  id: string,
  limit: number,
): Operation<RecurringHistoryEntry[]> {
  return (yield* recurringHistories(dialect, [id], limit)).get(id)!;
}

/** Of each, the last jobs that are there and those that are remembered, the newest first. */
export function* recurringHistories(
  dialect: Dialect,
  ids: string[],
  limit: number,
): Operation<Map<string, RecurringHistoryEntry[]>> {
  const { job, recurring_history: history } = dialect.tables;
  const columns = raw(
    'recurring_id, occurrence_at, created_at, state, finished_at, run_time, attempt, error',
  );
  const found = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const some of chunksOf(ids, HISTORIES)) {
    const each = some.flatMap((id, index) => [
      sql`SELECT * FROM (SELECT id AS job_id, ${columns} FROM ${job}
        WHERE recurring_id = ${id} ORDER BY id DESC LIMIT ${limit}) AS ${raw(`present${index}`)}`,
      sql`SELECT * FROM (SELECT job_id, ${columns} FROM ${history}
        WHERE recurring_id = ${id} ORDER BY job_id DESC LIMIT ${limit}) AS ${raw(`past${index}`)}`,
    ]);
    const { rows } = yield join(each, ' UNION ALL ');
    rows.forEach((row) => found.get(row.recurring_id as string)?.push(row));
  }
  return new Map(
    [...found].map(([id, rows]) => [
      id,
      rows
        .map((row) => toHistoryEntry(dialect, row))
        .toSorted((a, b) => (a.jobId < b.jobId ? 1 : -1))
        .slice(0, limit),
    ]),
  );
}

function toHistoryEntry(dialect: Dialect, row: Row): RecurringHistoryEntry {
  return {
    jobId: dialect.readId(row.job_id),
    occurrenceAt: readDate(row.occurrence_at),
    createdAt: readDate(row.created_at)!,
    state: row.state as JobState,
    finishedAt: readDate(row.finished_at),
    runTime: readNumber(row.run_time),
    attempt: Number(row.attempt),
    error: row.error as string | null,
  };
}

/** Which rows are declared in code by no worker that is alive. */
export function* orphans(dialect: Dialect, rows: Row[]): Operation<(row: Row) => boolean> {
  if (!rows.some((row) => row.source === 'code')) {
    return () => false;
  }
  const declared = yield* declaredIds(dialect);
  return (row) => row.source === 'code' && !declared.has(row.id as string);
}

/** What the code of live workers declares. */
function* declaredIds(dialect: Dialect): Operation<Set<string>> {
  const { rows } =
    yield sql`SELECT recurring FROM ${dialect.tables.worker} WHERE expires_at > ${dialect.now}`;
  return new Set(rows.flatMap((worker) => readList(worker.recurring)));
}

function view(dialect: Dialect, row: Row, isOrphaned: (row: Row) => boolean): RecurringRow {
  return {
    ...toRecurringRow(dialect, row),
    lastState: (row.last_state ?? null) as JobState | null,
    orphaned: isOrphaned(row),
  };
}

/** Whatever somebody may have written into the row: what is no number or no time reads as none. */
export function toRecurringRow(dialect: Dialect, row: Row): RecurringRecord {
  return {
    id: row.id as string,
    source: row.source as RecurringRow['source'],
    createdAt: readTime(row.created_at) ?? 0,
    definition: {
      type: row.type as string,
      args: row.args as string,
      cron: row.cron as string,
      timeZone: row.time_zone as string,
      misfire: row.misfire as RecurringDefinition['misfire'],
      misfireLimit: readWhole(row.misfire_limit),
      overlap: row.overlap as RecurringDefinition['overlap'],
      queue: row.queue as string,
      priority: readWhole(row.priority) ?? 0,
      jitter: readWhole(row.jitter) ?? 0,
      enabled: Number(row.enabled) === 1,
    },
    declared: readJson(row.declared) as RecurringDefinition | null,
    edited: Number(row.edited) === 1,
    progress: {
      nextAt: readTime(row.next_at),
      dueAt: readTime(row.due_at),
      lastAt: readTime(row.last_at),
      lastJobId: row.last_job_id == null ? null : dialect.readId(row.last_job_id),
      skippedAt: readTime(row.skipped_at),
      pausedAt: readTime(row.paused_at),
      pausedUntil: readTime(row.paused_until),
      pausedReason: row.paused_reason as string | null,
      pausedBy: row.paused_by as string | null,
      failures: readWhole(row.failures) ?? 0,
      error: row.error as string | null,
      droppedFrom: readTime(row.dropped_from),
      droppedUntil: readTime(row.dropped_until),
    },
  };
}
