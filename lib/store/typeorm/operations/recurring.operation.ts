import sql, { raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type {
  RecurringChanges,
  RecurringRecord,
  RecurringRow,
  RecurringScope,
  RecurringSelection,
} from '../../recurring-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { orphans, recurringColumns, toRecurringRow } from '../queries/recurring.query.js';
import { currentTime } from './current-time.js';
import { insertJobs } from './insert.operation.js';
import { knownTypes } from './worker.operation.js';

const PROGRESS_COLUMNS: ValueColumns = {
  next_at: 'bigint',
  due_at: 'bigint',
  last_at: 'bigint',
  last_job_id: 'id',
  skipped_at: 'bigint',
  paused_at: 'bigint',
  paused_until: 'bigint',
  paused_reason: 'text',
  paused_by: 'text',
  failures: 'int',
  error: 'text',
  dropped_from: 'bigint',
  dropped_until: 'bigint',
};

const DEFINITION_COLUMNS: ValueColumns = {
  type: 'text',
  args: 'text',
  cron: 'text',
  time_zone: 'text',
  misfire: 'text',
  misfire_limit: 'bigint',
  overlap: 'text',
  queue: 'text',
  priority: 'int',
  jitter: 'bigint',
  enabled: 'int',
  source: 'text',
  declared: 'text',
  edited: 'int',
};

/** What a worker may fire, as a condition. */
export function inScope(dialect: Dialect, { declared, types }: RecurringScope): Sql {
  return sql`((source = 'code' AND ${dialect.textIn(raw('id'), declared)})
    OR (source = 'runtime' AND ${dialect.textIn(raw('type'), types)}))`;
}

/** How often a decision is repeated because somebody else has added what it was to add. */
const MAX_REPEATS = 5;

/**
 * Locks recurring jobs, has `decide` say what becomes of them, and writes it. When somebody else
 * has added one of them meanwhile, it is decided again, with what they have written.
 */
export function* changeRecurring<Changes extends RecurringChanges>(
  dialect: Dialect,
  selection: RecurringSelection,
  decide: (rows: RecurringRow[], now: number) => Changes,
): Operation<Changes> {
  for (let repeats = 0; repeats < MAX_REPEATS; repeats++) {
    const found = yield* lock(dialect, selection);
    if (found.length === 0 && !('ids' in selection)) {
      return decide([], 0);
    }
    const now = yield* currentTime(dialect);
    const list = yield* withContext(dialect, found, 'ids' in selection);
    const rows = new Map(list.map((row) => [row.id, row]));
    const changes = decide(list, now);
    const added = changes.save.filter(({ id }) => !rows.has(id));
    if (added.length > 0 && (yield* insert(dialect, added)) < added.length) {
      continue;
    }

    const changed = changes.save.filter(({ id }) => rows.has(id));
    const moved = changed.filter((record) => isOnlyMoved(record, rows.get(record.id)!));
    const defined = changed.filter((record) => !isOnlyMoved(record, rows.get(record.id)!));
    yield* update(dialect, moved, PROGRESS_COLUMNS);
    yield* update(dialect, defined, { ...DEFINITION_COLUMNS, ...PROGRESS_COLUMNS });
    yield* remove(dialect, changes.remove ?? []);
    yield* insertJobs(dialect, changes.jobs ?? []);
    return changes;
  }
  throw new Error(`The recurring jobs ${JSON.stringify(selection)} can neither be found nor added`);
}

/** The rows with what other tables say of them, read after they were locked. */
function* withContext(dialect: Dialect, found: Row[], isNamed: boolean): Operation<RecurringRow[]> {
  const isOrphaned = isNamed ? yield* orphans(dialect, found) : () => false;
  const jobs = found
    .filter((row) => row.overlap === 'skip' && row.last_job_id !== null)
    .map((row) => dialect.readId(row.last_job_id));
  const states = new Map<string, JobState>();
  if (jobs.length > 0) {
    const { rows } = yield sql`SELECT id, state FROM ${dialect.tables.job}
      WHERE ${dialect.idIn(raw('id'), jobs)} ${dialect.readCurrent}`;
    rows.forEach((row) => states.set(dialect.readId(row.id), row.state as JobState));
  }
  return found.map((row) => {
    const read = toRecurringRow(dialect, row);
    const lastState = states.get(read.progress.lastJobId ?? '') ?? null;
    return { ...read, lastState, orphaned: isOrphaned(row) };
  });
}

function* lock(dialect: Dialect, selection: RecurringSelection): Operation<Row[]> {
  const select = sql`SELECT ${recurringColumns} FROM ${dialect.tables.recurring} AS recurring`;
  if ('ids' in selection) {
    const { rows } = yield sql`${select} WHERE ${dialect.textIn(raw('id'), selection.ids)}
      ORDER BY id ${dialect.forUpdate(true)}`;
    return rows;
  }

  const due = sql`${select} ${dialect.useIndex('recurring', 'due')} WHERE due_at <= ${dialect.now}`;
  const first = sql`ORDER BY due_at, id LIMIT ${selection.limit} ${dialect.forUpdate(false)}`;
  if ('due' in selection) {
    const { rows } = yield sql`${due} AND ${inScope(dialect, selection.due)} ${first}`;
    return rows;
  }
  const { after } = selection.unserved;
  const types = yield* knownTypes(dialect, after);
  if (types.length === 0) {
    return [];
  }
  const { rows } = yield sql`${due} AND (${dialect.now} - due_at) / (failures + 1) >= ${after}
    AND source = 'runtime' AND NOT (${dialect.textIn(raw('type'), types)}) ${first}`;
  return rows;
}

/** Returns how many were not there yet. */
function* insert(dialect: Dialect, records: RecurringRecord[]): Operation<number> {
  const columns: ValueColumns = {
    id: 'text',
    created_at: 'bigint',
    ...DEFINITION_COLUMNS,
    ...PROGRESS_COLUMNS,
  };
  const names = raw(Object.keys(columns).join(', '));
  const rows = records.map((record) => ({ ...toRow(record), created_at: record.createdAt }));
  const { affected } = yield dialect.insertMissing(
    sql`INTO ${dialect.tables.recurring} (${names}) SELECT ${names} FROM ${dialect.values(columns, rows)} WHERE 1 = 1`,
  );
  return affected;
}

function* update(dialect: Dialect, records: RecurringRecord[], columns: ValueColumns): Operation<void> {
  if (records.length > 0) {
    yield* dialect.updateEach({
      table: 'recurring',
      columns: { id: 'text', ...columns },
      rows: records.map(toRow),
      where: raw('1 = 1'),
      set: Object.fromEntries(Object.keys(columns).map((column) => [column, raw(`v.${column}`)])),
      returning: ['id'],
    });
  }
}

function* remove(dialect: Dialect, ids: string[]): Operation<void> {
  if (ids.length > 0) {
    yield sql`DELETE FROM ${dialect.tables.recurring} WHERE ${dialect.textIn(raw('id'), ids)}`;
    yield sql`DELETE FROM ${dialect.tables.recurring_history} WHERE ${dialect.textIn(raw('recurring_id'), ids)}`;
  }
}

function isOnlyMoved(record: RecurringRecord, row: RecurringRow): boolean {
  return (
    record.definition === row.definition && record.declared === row.declared && record.edited === row.edited
  );
}

function toRow({ id, source, definition, declared, edited, progress }: RecurringRecord): Row {
  return {
    id,
    source,
    declared: declared && JSON.stringify(declared),
    edited: Number(edited),
    type: definition.type,
    args: definition.args,
    cron: definition.cron,
    time_zone: definition.timeZone,
    misfire: definition.misfire,
    misfire_limit: definition.misfireLimit,
    overlap: definition.overlap,
    queue: definition.queue,
    priority: definition.priority,
    jitter: definition.jitter,
    enabled: Number(definition.enabled),
    next_at: progress.nextAt,
    due_at: progress.dueAt,
    last_at: progress.lastAt,
    last_job_id: progress.lastJobId,
    skipped_at: progress.skippedAt,
    paused_at: progress.pausedAt,
    paused_until: progress.pausedUntil,
    paused_reason: progress.pausedReason,
    paused_by: progress.pausedBy,
    failures: progress.failures,
    error: progress.error,
    dropped_from: progress.droppedFrom,
    dropped_until: progress.droppedUntil,
  };
}
