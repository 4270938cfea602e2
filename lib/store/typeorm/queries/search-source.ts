import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import { LIVE_STATES, type SearchFilter } from '../../dashboard-store.js';
import type { Dialect } from '../dialects/dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';

/** Jobs in the order of their ids, found along one index. */
export interface Source {
  /** What comes before the statement. */
  with: Sql;
  /** `SELECT id …` of at most `limit` of them. */
  ids: (limit: number) => Sql;
  /** The same with these columns of the job table. */
  rows: (columns: Sql, limit: number) => Sql;
}

/** From where and in which direction to go. */
export interface Walk {
  cursor: string | null;
  direction: 'older' | 'newer';
}

/** With more values than this every job is looked at instead. */
const MAX_SOURCES = 20;
/** How far the clocks of those who make ids may be from the database's, in ms. */
const SKEW = 3_600_000;

/** The narrowest way to the jobs of a filter, and what is still to be asked of them. */
export function sourcesOf(
  dialect: Dialect,
  filter: SearchFilter,
  walk: Walk,
): { sources: Source[]; rest: SearchFilter } {
  const { ids, batchIds, recurringIds, tags, states } = filter;
  const near = sql`${within(dialect, raw('id'), filter)}${beyond(dialect, raw('id'), walk)}`;
  const jobs = (where: Sql) => fromJobs(dialect, sql`${where}${near}`, walk);

  if (ids) {
    return { sources: [jobs(dialect.idIn(raw('id'), ids))], rest: { ...filter, ids: undefined } };
  }
  if (isFew(batchIds)) {
    const sources = batchIds.map((id) => jobs(sql`batch_id = ${dialect.id(id)}`));
    return { sources, rest: { ...filter, batchIds: undefined } };
  }
  if (isFew(recurringIds)) {
    const sources = recurringIds.map((id) => jobs(sql`recurring_id = ${id}`));
    return { sources, rest: { ...filter, recurringIds: undefined } };
  }
  // Of several tags a job may have more than one.
  if (tags?.length === 1) {
    return { sources: [fromTag(dialect, tags[0]!, filter, walk)], rest: { ...filter, tags: undefined } };
  }
  if (states) {
    const sources = states.map((state) =>
      isInOrder(dialect, state)
        ? jobs(sql`state = ${state}`)
        : fromLiveJobs(dialect, sql`state = ${state}${near}`, walk),
    );
    return { sources, rest: { ...filter, states: undefined } };
  }
  return { sources: [jobs(raw('1 = 1'))], rest: filter };
}

function isFew(values: string[] | undefined): values is string[] {
  return values !== undefined && values.length <= MAX_SOURCES;
}

/** Whether an index has the jobs of this state in the order of their ids. */
function isInOrder(dialect: Dialect, state: JobState): boolean {
  return !(dialect instanceof PostgresDialect) || !(LIVE_STATES as readonly JobState[]).includes(state);
}

function fromJobs(dialect: Dialect, where: Sql, walk: Walk): Source {
  const rows = (columns: Sql, limit: number) => sql`
    SELECT ${columns} FROM ${dialect.tables.job} WHERE ${where} ORDER BY id ${order(walk)} LIMIT ${limit}`;
  return { with: empty, rows, ids: (limit) => rows(raw('id'), limit) };
}

/**
 * Jobs of states that have no index in the order of ids: they are few, and are sorted. Apart from the rest,
 * or the planner would rather go through all jobs in their order, hoping to meet some.
 */
function fromLiveJobs(dialect: Dialect, where: Sql, walk: Walk): Source {
  const { job } = dialect.tables;
  const ids = (limit: number) => sql`SELECT id FROM live ORDER BY id ${order(walk)} LIMIT ${limit}`;
  return {
    with: sql`WITH live AS MATERIALIZED (SELECT id FROM ${job} WHERE ${where})`,
    ids,
    rows: (columns, limit) => sql`SELECT ${columns} FROM ${job} WHERE id = ANY(ARRAY(${ids(limit)}))`,
  };
}

function fromTag(dialect: Dialect, tag: string, filter: SearchFilter, walk: Walk): Source {
  const id = raw('job_id');
  const ids = (limit: number) => sql`
    SELECT job_id AS id FROM ${dialect.tables.tag}
    WHERE tag = ${tag}${within(dialect, id, filter)}${beyond(dialect, id, walk)}
    ORDER BY job_id ${order(walk)} LIMIT ${limit}`;
  return {
    with: empty,
    ids,
    rows: (columns, limit) => sql`
      SELECT ${columns} FROM ${dialect.tables.job} JOIN (${ids(limit)}) AS tagged USING (id)`,
  };
}

function order({ direction }: Walk): Sql {
  return raw(direction === 'older' ? 'DESC' : 'ASC');
}

function beyond(dialect: Dialect, id: Sql, { cursor, direction }: Walk): Sql {
  return cursor === null
    ? empty
    : sql` AND ${id} ${raw(direction === 'older' ? '<' : '>')} ${dialect.id(cursor)}`;
}

/** Ids begin with the time they were made: a limit of the time of creation is about one of the ids. */
function within(dialect: Dialect, id: Sql, { createdAfter, createdBefore }: SearchFilter): Sql {
  const from = createdAfter
    ? sql` AND ${id} >= ${dialect.id(firstId(createdAfter.getTime() - SKEW))}`
    : empty;
  const until = createdBefore
    ? sql` AND ${id} < ${dialect.id(firstId(createdBefore.getTime() + SKEW))}`
    : empty;
  return sql`${from}${until}`;
}

/** The smallest UUIDv7 of a millisecond. */
function firstId(time: number): string {
  const digits = Math.min(Math.max(time, 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}
