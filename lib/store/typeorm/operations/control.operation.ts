import sql, { raw, type Sql } from 'sql-template-tag';
import {
  controlId,
  isPaused,
  limitsOf,
  UNCONTROLLED,
  type Control,
  type Controls,
  type LimitOverride,
  type StoredLimits,
} from '../../control-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readJson, readTime } from '../read-values.js';
import { currentTime } from './current-time.js';

const COLUMNS: ValueColumns = {
  id: 'text',
  scope: 'text',
  name: 'text',
  declared: 'text',
  override: 'text',
  paused_at: 'bigint',
  paused_until: 'bigint',
  paused_reason: 'text',
  paused_by: 'text',
};

/** How often a decision is repeated because somebody else has added what it was to add. */
const MAX_REPEATS = 5;

/**
 * Locks the controls with these ids, has `decide` say what becomes of them, and writes what it
 * returns. When somebody else has added one of them meanwhile, it is decided again.
 */
export function* changeControls(
  dialect: Dialect,
  ids: string[],
  decide: (controls: Control[], now: number) => Control[],
): Operation<Control[]> {
  for (let repeats = 0; repeats < MAX_REPEATS; repeats++) {
    const found = yield* lockControls(dialect, ids);
    const known = new Set(found.map(controlId));
    const now = yield* currentTime(dialect);
    const changed = decide(found, now);
    const added = changed.filter((control) => !known.has(controlId(control)));
    if (added.length > 0 && (yield* insert(dialect, added)) < added.length) {
      continue;
    }
    const updated = changed.filter((control) => known.has(controlId(control)));
    if (updated.length > 0) {
      const { id: _, ...values } = COLUMNS;
      yield* dialect.updateEach({
        table: 'control',
        columns: COLUMNS,
        rows: updated.map(toRow),
        where: raw('1 = 1'),
        set: {
          ...Object.fromEntries(Object.keys(values).map((column) => [column, raw(`v.${column}`)])),
          revision: raw('control.revision + 1'),
        },
        returning: ['id'],
      });
    }
    yield* sendBack(dialect, found, changed, now);
    return changed;
  }
  throw new Error(`The controls ${ids.join(', ')} can neither be found nor added`);
}

/** In the order of their ids, so that two that meet lock in the same order. */
export function* lockControls(dialect: Dialect, ids: string[]): Operation<Control[]> {
  return yield* select(
    dialect,
    sql`WHERE ${dialect.textIn(raw('id'), ids)} ORDER BY id ${dialect.forUpdate(true)}`,
  );
}

/**
 * Sends jobs that have come through their gates and wait to be claimed back to them, where they would
 * take places in vain, because their queue is paused now, or have none, because they came when there
 * was no limit. Their permits end with that.
 */
function* sendBack(dialect: Dialect, before: Control[], after: Control[], now: number): Operation<void> {
  const known = new Map(before.map((control) => [controlId(control), control]));
  for (const control of after) {
    const former = known.get(controlId(control)) ?? UNCONTROLLED;
    const isPausing = control.scope === 'queue' && isPaused(control, now) && !isPaused(former, now);
    const isLimiting = limitsOf(control).concurrency !== null && limitsOf(former).concurrency === null;
    if (isPausing || isLimiting) {
      yield sql`UPDATE ${dialect.tables.job} SET state = 'throttled'
        WHERE state = 'enqueued' AND gate IS NOT NULL AND ${raw(control.scope)} = ${control.name}`;
    }
  }
}

/** The queues that are paused now. */
export function* pausedQueues(dialect: Dialect): Operation<string[]> {
  const { rows } = yield sql`SELECT name FROM ${dialect.tables.control}
    WHERE scope = 'queue' AND paused_at IS NOT NULL AND (paused_until IS NULL OR paused_until > ${dialect.now})`;
  return rows.map((row) => row.name as string);
}

/** All of them. The number is read first: what changes meanwhile is loaded again. */
export function* readControls(dialect: Dialect): Operation<Controls> {
  const { rows } = yield sql`SELECT COALESCE(SUM(revision), 0) AS revision FROM ${dialect.tables.control}`;
  const now = yield* currentTime(dialect);
  return { revision: Number(rows[0]!.revision), now, all: yield* select(dialect, sql`ORDER BY id`) };
}

function* select(dialect: Dialect, rest: Sql): Operation<Control[]> {
  const { rows } = yield sql`SELECT * FROM ${dialect.tables.control} ${rest}`;
  return rows.map(toControl);
}

/** Returns how many were not there yet. */
function* insert(dialect: Dialect, controls: Control[]): Operation<number> {
  const names = raw(Object.keys(COLUMNS).join(', '));
  const { affected } = yield dialect.insertMissing(
    sql`INTO ${dialect.tables.control} (${names}, revision) SELECT ${names}, 1
      FROM ${dialect.values(COLUMNS, controls.map(toRow))} WHERE 1 = 1`,
  );
  return affected;
}

function toRow(control: Control): Row {
  const { scope, name, declared, override, pause } = control;
  return {
    id: controlId(control),
    scope,
    name,
    declared: declared && JSON.stringify(declared),
    override: override && JSON.stringify(override),
    paused_at: pause?.at,
    paused_until: pause?.until,
    paused_reason: pause?.reason,
    paused_by: pause?.actor,
  };
}

function toControl(row: Row): Control {
  const at = readTime(row.paused_at);
  return {
    scope: row.scope as Control['scope'],
    name: row.name as string,
    declared: readJson(row.declared) as StoredLimits | null,
    override: readJson(row.override) as LimitOverride | null,
    pause:
      at === null
        ? null
        : {
            at,
            until: readTime(row.paused_until),
            reason: row.paused_reason as string | null,
            actor: row.paused_by as string | null,
          },
  };
}
