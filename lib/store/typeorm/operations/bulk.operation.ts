import sql, { type Sql } from 'sql-template-tag';
import type { JobFilter } from '../../job-filter.js';
import type { JobAction } from '../../job-records.js';
import type { NewOperation, OperationCancel, OperationSlice } from '../../operation-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readAction, readFilter } from '../queries/operation.query.js';
import { stillMeant, walkJobs } from '../queries/walk.query.js';
import { moveJobs, type Moved } from './transition.operation.js';

/** Jobs that one slice looks at where few are meant: some tens of milliseconds. */
const LOOK_AT = 10_000;
/** Finished operations are kept for so long, in ms. */
const KEEP = 30 * 86_400_000;

const NOTHING: Moved = { ids: [], interrupted: [], wakes: false };

export function* startOperation(dialect: Dialect, operation: NewOperation): Operation<void> {
  const { id, filter, reason, actor } = operation;
  const { to, ...parameters } = operation.action;
  const { now } = dialect;
  yield sql`
    INSERT INTO ${dialect.tables.operation}
      (id, action, parameters, filter, state, reason, actor, created_at, due_at, matched, moved, skipped)
    VALUES (${dialect.id(id)}, ${to}, ${JSON.stringify(parameters)}, ${JSON.stringify(filter)}, 'pending',
      ${reason}, ${actor}, ${now}, ${now}, 0, 0, 0)`;
}

/**
 * One slice. The jobs are found without locks, because on MySQL a search that locks would wait for
 * rows that others have written and not yet committed; they are locked by their ids, and those that
 * have changed meanwhile are left out. `onTaken` is told whose slice it is.
 */
export function* advanceOperation(
  dialect: Dialect,
  limit: number,
  onTaken: (id: string) => void,
): Operation<OperationSlice | null> {
  const { rows } = yield sql`
    SELECT operation.*, ${dialect.now} AS now
    FROM ${dialect.tables.operation} AS operation ${dialect.useIndex('operation', 'due')}
    WHERE due_at <= ${dialect.now} ORDER BY due_at, id LIMIT 1 ${dialect.forUpdate(false)}`;
  const row = rows[0];
  if (!row) {
    return null;
  }
  const id = dialect.readId(row.id);
  onTaken(id);
  const filter = readFilter(row);
  const action = readAction(row);
  if (!filter || !action) {
    const unreadable = filter ? 'action' : 'filter';
    return yield* failOperation(
      dialect,
      id,
      `Its ${unreadable} cannot be read by this version of the package`,
    );
  }

  const createdAt = Number(row.created_at);
  const cursor = row.cursor_id === null ? null : dialect.readId(row.cursor_id);
  const found = yield* findJobs(dialect, filter, createdAt, cursor, limit);
  const moved =
    found.ids.length === 0
      ? NOTHING
      : yield* moveJobs(
          dialect,
          {
            ...since(createdAt, action),
            ids: found.ids,
            reason: row.reason as string | null,
            actor: row.actor as string | null,
          },
          stillMeant(dialect, filter),
        );
  yield* writeProgress(dialect, row, found, moved.ids.length);
  const { interrupted, wakes } = moved;
  return { id, state: found.isEnd ? 'succeeded' : 'running', error: null, interrupted, wakes };
}

interface Found {
  ids: string[];
  /** The last job that was looked at. */
  cursor: string | null;
  isEnd: boolean;
}

/** Looks at more jobs at a time the fewer of them are meant. */
function* findJobs(
  dialect: Dialect,
  filter: JobFilter,
  createdUntil: number,
  from: string | null,
  limit: number,
): Operation<Found> {
  const ids: string[] = [];
  let cursor = from;
  let seen = 0;
  for (let size = limit; seen < LOOK_AT; size *= 2) {
    const { rows } = yield walkJobs(dialect, filter, createdUntil, cursor, size);
    for (const row of rows) {
      cursor = dialect.readId(row.id);
      if (Number(row.matches) === 1 && ids.push(cursor) === limit) {
        return { ids, cursor, isEnd: false };
      }
    }
    if (rows.length < size) {
      return { ids, cursor, isEnd: true };
    }
    seen += rows.length;
  }
  return { ids, cursor, isEnd: false };
}

/** A delay counts from when the operation was asked for, however long it takes. */
function since(createdAt: number, action: JobAction): JobAction {
  return action.to === 'scheduled' && action.at == null
    ? { to: 'scheduled', at: createdAt + (action.delay ?? 0) }
    : action;
}

/** It rests for as long as it took until here, by the database's clock: others are to have their turn. */
function* writeProgress(dialect: Dialect, row: Row, found: Found, moved: number): Operation<void> {
  const { now } = dialect;
  const startedAt = Number(row.now);
  const matched = found.ids.length;
  yield sql`
    UPDATE ${dialect.tables.operation}
    SET state = ${found.isEnd ? 'succeeded' : 'running'}, started_at = ${row.started_at ?? startedAt},
      cursor_id = ${found.cursor === null ? null : dialect.id(found.cursor)},
      matched = matched + ${matched}, moved = moved + ${moved}, skipped = skipped + ${matched - moved},
      ${found.isEnd ? ended(dialect) : sql`due_at = ${now} + (${now} - ${startedAt})`}
    WHERE id = ${row.id}`;
}

export function* failOperation(dialect: Dialect, id: string, error: string): Operation<OperationSlice> {
  yield sql`UPDATE ${dialect.tables.operation} SET state = 'failed', error = ${error}, ${ended(dialect)}
    WHERE id = ${dialect.id(id)} AND due_at IS NOT NULL`;
  return { id, state: 'failed', error, interrupted: [], wakes: false };
}

/** A slice under way holds the row: this waits for its end. */
export function* cancelOperation(dialect: Dialect, cancel: OperationCancel): Operation<boolean> {
  const { affected } = yield sql`
    UPDATE ${dialect.tables.operation} SET state = 'cancelled', cancel_reason = ${cancel.reason},
      cancelled_by = ${cancel.actor}, ${ended(dialect)}
    WHERE id = ${dialect.id(cancel.id)} AND due_at IS NOT NULL`;
  return affected > 0;
}

export function* pruneOperations(dialect: Dialect): Operation<void> {
  yield sql`DELETE FROM ${dialect.tables.operation} WHERE finished_at <= ${dialect.now} - ${KEEP}`;
}

function ended({ now }: Dialect): Sql {
  return sql`due_at = NULL, finished_at = ${now}`;
}
