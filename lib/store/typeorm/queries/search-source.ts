import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import { LIVE_STATES, type SearchFilter } from '../../dashboard-store.js';
import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';

/** Jobs in the order of their ids, found along one index. */
export interface Source {
  /** What comes before the statement. */
  with: Sql;
  /** `SELECT id …` of at most `limit` of them. */
  ids: (limit: number) => Sql;
  /** The same with these columns of the job table. */
  rows: (columns: Sql, limit: number) => Sql;
  /** At most `limit` of them in any order, for counting. */
  some: (limit: number) => Sql;
  /** What is still to be asked of each. */
  rest: SearchFilter;
  /** How many may be asked for one page. */
  horizon: number;
}

/** Neighbours in the index are neighbours in the table, or anywhere in it; arguments take longer to look into. */
const HORIZON = { dense: 20_000, scattered: 5_000 } as const;

/** From where and in which direction to go. */
export interface Walk {
  cursor: string | null;
  direction: 'older' | 'newer';
}

/** With more values than this every job is looked at instead. */
const MAX_SOURCES = 20;
/** How far the clocks of those who make ids may be from the database's, in ms. */
const SKEW = 3_600_000;

/** The narrowest way to the jobs of a filter: one, or several that have no job in common. */
export function sourcesOf(dialect: Dialect, filter: SearchFilter, walk: Walk): Source[] {
  const { ids, batchIds, recurringIds, tags, states } = filter;
  const near = sql`${within(dialect, raw('id'), filter)}${beyond(dialect, raw('id'), walk)}`;
  const jobs = (where: Sql, ...known: (keyof SearchFilter)[]) =>
    fromJobs(
      dialect,
      sql`${where}${near}`,
      walk,
      without(filter, known),
      known.length > 0 || filter.args ? HORIZON.scattered : HORIZON.dense,
    );

  if (ids) {
    return [jobs(dialect.idIn(raw('id'), ids), 'ids')];
  }
  if (isFew(batchIds)) {
    return batchIds.map((id) => jobs(sql`batch_id = ${dialect.id(id)}`, 'batchIds'));
  }
  if (isFew(recurringIds)) {
    return recurringIds.map((id) => jobs(sql`recurring_id = ${id}`, 'recurringIds'));
  }
  // Of several tags a job may have more than one.
  if (tags?.length === 1) {
    return [fromTag(dialect, tags[0]!, filter, walk)];
  }
  if (!states) {
    return [jobs(raw('1 = 1'))];
  }
  return states.map((state) => {
    const own = state === 'failed' ? narrowed(dialect, filter) : null;
    if (own) {
      return jobs(sql`state = 'failed' AND ${own.where}`, 'states', own.field);
    }
    return isInOrder(dialect, state)
      ? jobs(sql`state = ${state}`, 'states')
      : fromLiveJobs(dialect, sql`state = ${state}${near}`, walk, without(filter, ['states']));
  });
}

/** Failed jobs have indexes of their own, by what they are looked for: they cost nothing where nothing fails. */
function narrowed(
  dialect: Dialect,
  { types, queues }: SearchFilter,
): { where: Sql; field: 'types' | 'queues' } | null {
  if (dialect instanceof MysqlDialect) {
    return null;
  }
  if (types?.length === 1) {
    return { where: sql`type = ${types[0]}`, field: 'types' };
  }
  return queues?.length === 1 ? { where: sql`queue = ${queues[0]}`, field: 'queues' } : null;
}

function without(filter: SearchFilter, known: (keyof SearchFilter)[]): SearchFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([field]) => !known.includes(field as keyof SearchFilter)),
  );
}

function isFew(values: string[] | undefined): values is string[] {
  return values !== undefined && values.length <= MAX_SOURCES;
}

/** Whether an index has the jobs of this state in the order of their ids. */
function isInOrder(dialect: Dialect, state: JobState): boolean {
  return !(dialect instanceof PostgresDialect) || !(LIVE_STATES as readonly JobState[]).includes(state);
}

function fromJobs(dialect: Dialect, where: Sql, walk: Walk, rest: SearchFilter, horizon: number): Source {
  const some = (columns: Sql) => sql`SELECT ${columns} FROM ${dialect.tables.job} WHERE ${where}`;
  const rows = (columns: Sql, limit: number) =>
    sql`${some(columns)} ORDER BY id ${order(walk)} LIMIT ${limit}`;
  return {
    with: empty,
    rows,
    ids: (limit) => rows(raw('id'), limit),
    some: (limit) => sql`${some(raw('id'))} LIMIT ${limit}`,
    rest,
    horizon: horizon,
  };
}

/**
 * Jobs of states that have no index in the order of ids: they are few, and are sorted. Apart from the rest,
 * or the planner would rather go through all jobs in their order, hoping to meet some.
 */
function fromLiveJobs(dialect: Dialect, where: Sql, walk: Walk, rest: SearchFilter): Source {
  const { job } = dialect.tables;
  const ids = (limit: number) => sql`SELECT id FROM live ORDER BY id ${order(walk)} LIMIT ${limit}`;
  return {
    with: sql`WITH live AS MATERIALIZED (SELECT id FROM ${job} WHERE ${where})`,
    ids,
    rows: (columns, limit) => sql`SELECT ${columns} FROM ${job} WHERE id = ANY(ARRAY(${ids(limit)}))`,
    some: (limit) => sql`SELECT id FROM ${job} WHERE ${where} LIMIT ${limit}`,
    rest,
    horizon: HORIZON.scattered,
  };
}

function fromTag(dialect: Dialect, tag: string, filter: SearchFilter, walk: Walk): Source {
  const id = raw('job_id');
  const some = sql`SELECT job_id AS id FROM ${dialect.tables.tag}
    WHERE tag = ${tag}${within(dialect, id, filter)}${beyond(dialect, id, walk)}`;
  const ids = (limit: number) => sql`${some} ORDER BY job_id ${order(walk)} LIMIT ${limit}`;
  return {
    with: empty,
    ids,
    rows: (columns, limit) => sql`
      SELECT ${columns} FROM ${dialect.tables.job} JOIN (${ids(limit)}) AS tagged USING (id)`,
    some: (limit) => sql`${some} LIMIT ${limit}`,
    rest: without(filter, ['tags']),
    horizon: HORIZON.scattered,
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
