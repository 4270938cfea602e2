import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type { JobFilter } from '../../job-filter.js';
import type { Dialect } from '../dialects/dialect.js';
import { condition } from './list.query.js';

/** States whose jobs an index has in the order of their ids, on every database. */
const WALKED_STATES: readonly JobState[] = ['succeeded', 'failed', 'deleted', 'awaiting', 'throttled'];
/** With more values than this, every job is looked at instead: walks side by side have to be merged. */
const MAX_WALKS = 20;
/** Fields by which a job is meant for good, or never. */
const FIXED: readonly (keyof JobFilter)[] = [
  'ids',
  'excludeIds',
  'types',
  'recurringIds',
  'batchIds',
  'tags',
  'createdAfter',
  'createdBefore',
];

/**
 * The next `limit` jobs (`id`) in the order of their ids, and for each whether it is meant
 * (`matches`, 1 or 0). They are walked along the narrowest index that has them in this order, from
 * behind the cursor: nothing is sorted but a few walks of `limit` ids each, and what was passed is
 * not read again. Whether a job is meant is asked job by job, so that no other index is tempting.
 */
export function walkJobs(
  dialect: Dialect,
  filter: JobFilter,
  createdUntil: number,
  cursor: string | null,
  limit: number,
): Sql {
  const { job, tag } = dialect.tables;
  const tagged = filter.tags
    ? sql` AND EXISTS (SELECT 1 FROM ${tag} AS tagged WHERE tagged.job_id = job.id
        AND ${dialect.textIn(raw('tagged.tag'), filter.tags)})`
    : empty;
  const isMeant = condition(dialect, { ...filter, tags: undefined });
  return sql`
    SELECT walked AS id, (
      SELECT CASE WHEN created_at <= ${createdUntil} AND ${isMeant}${tagged} THEN 1 ELSE 0 END
      FROM ${job} AS job WHERE job.id = walk.walked
    ) AS matches
    FROM (${merge(walks(dialect, filter, cursor, limit), limit)}) AS walk ORDER BY walked`;
}

/** Whether a job is still meant that was found and is now locked. */
export function stillMeant(dialect: Dialect, filter: JobFilter): Sql {
  const changing = Object.entries(filter).filter(([field]) => !FIXED.includes(field as keyof JobFilter));
  return condition(dialect, Object.fromEntries(changing), dialect.unindexed('state'));
}

/** Each is a `SELECT … AS walked` in order. */
function walks(dialect: Dialect, filter: JobFilter, cursor: string | null, limit: number): Sql[] {
  const { job, tag } = dialect.tables;
  const walk = (table: Sql, id: string, where: Sql) => {
    const above = cursor === null ? empty : sql` AND ${raw(id)} > ${dialect.id(cursor)}`;
    return sql`SELECT ${raw(id)} AS walked FROM ${table} WHERE ${where}${above} ORDER BY ${raw(id)} LIMIT ${limit}`;
  };
  const along = (index: string, column: string, values: unknown[]) =>
    values.map((value) =>
      walk(sql`${job} ${dialect.useIndex('job', index)}`, 'id', sql`${raw(column)} = ${value}`),
    );
  const few = (values: string[] | undefined) =>
    values !== undefined && values.length > 0 && values.length <= MAX_WALKS;

  const { ids, batchIds, recurringIds, tags, states } = filter;
  if (ids) {
    return [walk(job, 'id', dialect.idIn(raw('id'), ids))];
  }
  if (few(batchIds)) {
    return along(
      'batch',
      'batch_id',
      batchIds!.map((id) => dialect.id(id)),
    );
  }
  if (few(recurringIds)) {
    return along('recurring', 'recurring_id', recurringIds!);
  }
  if (few(tags)) {
    return tags!.map((each) => walk(tag, 'job_id', sql`tag = ${each}`));
  }
  if (few(states) && states!.every((state) => WALKED_STATES.includes(state))) {
    return along('state', 'state', states!);
  }
  return [walk(job, 'id', raw('1 = 1'))];
}

/** A job that is on two of them is there once. */
function merge(parts: Sql[], limit: number): Sql {
  if (parts.length === 1) {
    return parts[0]!;
  }
  const sources = parts.map((part, index) => sql`SELECT walked FROM (${part}) AS ${raw(`walk_${index}`)}`);
  return sql`${join(sources, ' UNION ')} ORDER BY walked LIMIT ${limit}`;
}
