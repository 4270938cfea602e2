import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type {
  RecurringChanges,
  RecurringRecord,
  RecurringRow,
  RecurringScope,
  RecurringSelection,
} from '../../recurring-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { recurringColumns, toRecurringRow } from '../queries/recurring.query.js';
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

/**
 * Locks recurring jobs, has `decide` say what becomes of them, and writes it. When somebody else
 * has added one of them meanwhile, it is decided again, with what they have written.
 */
export function* changeRecurring<Changes extends RecurringChanges>(
  dialect: Dialect,
  selection: RecurringSelection,
  decide: (rows: RecurringRow[], now: number) => Changes,
): Operation<Changes> {
  for (;;) {
    const found = yield* lock(dialect, selection);
    if (found.length === 0 && !('ids' in selection)) {
      return decide([], 0);
    }
    const now =
      found.length > 0 ? Math.max(...found.map((row) => Number(row.now))) : yield* currentTime(dialect);
    const rows = new Map(found.map((row) => [row.id as string, toRecurringRow(dialect, row)]));
    const changes = decide([...rows.values()], now);
    const added = changes.save.filter(({ id }) => !rows.has(id));
    if (added.length > 0 && (yield* insert(dialect, added)) < added.length) {
      continue;
    }

    const changed = changes.save.filter(({ id }) => rows.has(id));
    const moved = changed.filter((record) => isOnlyMoved(record, rows.get(record.id)!));
    const defined = changed.filter((record) => !moved.includes(record));
    yield* update(dialect, moved, PROGRESS_COLUMNS);
    yield* update(dialect, defined, { ...DEFINITION_COLUMNS, ...PROGRESS_COLUMNS });
    yield* remove(dialect, changes.remove ?? []);
    yield* insertJobs(dialect, changes.jobs ?? []);
    return changes;
  }
}

function* lock(dialect: Dialect, selection: RecurringSelection): Operation<Row[]> {
  const select = sql`SELECT ${recurringColumns(dialect)}, ${dialect.now} AS now FROM ${dialect.tables.recurring} AS recurring`;
  if ('ids' in selection) {
    const { rows } = yield sql`${select} WHERE ${dialect.textIn(raw('id'), selection.ids)}
      ORDER BY id ${dialect.forUpdate(true)}`;
    return rows;
  }

  const due = sql`${select} ${dialect.useIndex('recurring', 'due')}
    WHERE due_at <= ${dialect.now}`;
  const first = sql`ORDER BY due_at, id LIMIT ${selection.limit} ${dialect.forUpdate(false)}`;
  if ('due' in selection) {
    const { rows } = yield sql`${due} AND ${inScope(dialect, selection.due)} ${first}`;
    return rows;
  }
  const types = yield* knownTypes(dialect, 0);
  const unknown = types.length > 0 ? sql`AND NOT (${dialect.textIn(raw('type'), types)})` : empty;
  const { rows } = yield sql`${due} AND due_at <= ${dialect.now} - ${selection.unserved.after}
    AND source = 'runtime' ${unknown} ${first}`;
  return rows;
}

function* currentTime(dialect: Dialect): Operation<number> {
  const { rows } = yield sql`SELECT ${dialect.now} AS now`;
  return Number(rows[0]!.now);
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
    yield sql`DELETE FROM ${dialect.tables.run} WHERE ${dialect.textIn(raw('recurring_id'), ids)}`;
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
