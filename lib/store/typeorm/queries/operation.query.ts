import sql, { empty } from 'sql-template-tag';
import { FILTER_FIELDS, type JobFilter } from '../../job-filter.js';
import type { JobAction, Retention } from '../../job-records.js';
import type { OperationInfo, OperationState } from '../../operation-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readDate, readJson, readTime } from '../read-values.js';

export function* findOperation(dialect: Dialect, id: string): Operation<OperationInfo | null> {
  const { rows } = yield sql`SELECT * FROM ${dialect.tables.operation} WHERE id = ${dialect.id(id)}`;
  return rows[0] ? toInfo(dialect, rows[0]) : null;
}

export function* listOperations(
  dialect: Dialect,
  limit: number,
  cursor: string | null,
): Operation<OperationInfo[]> {
  const below = cursor === null ? empty : sql` WHERE id < ${dialect.id(cursor)}`;
  const { rows } =
    yield sql`SELECT * FROM ${dialect.tables.operation}${below} ORDER BY id DESC LIMIT ${limit}`;
  return rows.map((row) => toInfo(dialect, row));
}

function toInfo(dialect: Dialect, row: Row): OperationInfo {
  return {
    id: dialect.readId(row.id),
    // One that cannot be read is shown all the same.
    action: readAction(row) ?? ({ to: row.action } as JobAction),
    filter: readFilter(row) ?? {},
    state: row.state as OperationState,
    reason: row.reason as string | null,
    actor: row.actor as string | null,
    createdAt: readDate(row.created_at)!,
    startedAt: readDate(row.started_at),
    finishedAt: readDate(row.finished_at),
    matched: Number(row.matched),
    moved: Number(row.moved),
    skipped: Number(row.skipped),
    error: row.error as string | null,
    cancelReason: row.cancel_reason as string | null,
    cancelledBy: row.cancelled_by as string | null,
  };
}

/** `null`: somebody has spoilt it, or another version of this code has written it. */
export function readAction(row: Row): JobAction | null {
  const parameters = (readJson(row.parameters) ?? {}) as { [key: string]: unknown };
  switch (row.action) {
    case 'enqueued':
      return { to: 'enqueued' };
    case 'scheduled': {
      const [at, delay] = [readTime(parameters.at), readTime(parameters.delay)];
      return at === null && delay === null ? null : { to: 'scheduled', at, delay };
    }
    case 'deleted':
      return { to: 'deleted', keep: readRetention(parameters.keep) };
    case 'queue':
      return typeof parameters.queue === 'string' ? { to: 'queue', queue: parameters.queue } : null;
    default:
      return null;
  }
}

/** JSON has no `Infinity`: it is stored as null. */
function readRetention(value: unknown): Retention | undefined {
  const { fallback, types } = (value ?? {}) as { fallback?: unknown; types?: object };
  const duration = (keep: unknown) => (typeof keep === 'number' ? keep : Infinity);
  return value
    ? {
        fallback: duration(fallback),
        types: Object.fromEntries(Object.entries(types ?? {}).map(([type, keep]) => [type, duration(keep)])),
      }
    : undefined;
}

/** `null`: not all of it can be read. A field that is passed over would mean jobs that are not meant. */
export function readFilter(row: Row): JobFilter | null {
  const value = readJson(row.filter);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return null;
  }
  const entries = Object.entries(value).map(([field, stored]) => [field, readField(field, stored)]);
  return entries.some(([, read]) => read === null) ? null : (Object.fromEntries(entries) as JobFilter);
}

function readField(field: string, stored: unknown): unknown {
  switch (FILTER_FIELDS[field as keyof JobFilter]) {
    case 'texts':
      return Array.isArray(stored) && stored.every((each) => typeof each === 'string') ? stored : null;
    case 'text':
      return typeof stored === 'string' ? stored : null;
    case 'moment': {
      const time = Date.parse(String(stored));
      return Number.isNaN(time) ? null : new Date(time);
    }
    default:
      return null;
  }
}
