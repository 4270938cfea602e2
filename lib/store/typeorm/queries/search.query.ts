import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { SearchFilter, SearchPage, SearchResult } from '../../dashboard-store.js';
import type { JobSummary } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { argumentMatches } from './argument.query.js';
import { SUMMARY_COLUMNS, toSummary } from './job.query.js';
import { condition } from './list.query.js';
import { sourcesOf, type Source } from './search-source.js';

/**
 * A page of a search. Jobs are read along an index that has them in the order of their ids, and what
 * else the filter says is asked of a limited number of them: where that was not enough the page ends
 * early, and the next one goes on from there.
 */
export function* searchJobs(
  dialect: Dialect,
  filter: SearchFilter,
  page: SearchPage,
): Operation<SearchResult> {
  const parts: SearchResult[] = [];
  for (const source of sourcesOf(dialect, filter, page)) {
    parts.push(yield* searchSource(dialect, source, page));
  }
  return merge(parts, page);
}

function* searchSource(
  dialect: Dialect,
  source: Source,
  { limit, direction }: SearchPage,
): Operation<SearchResult> {
  const { where, columns } = conditionOf(dialect, source.rest);
  const order = raw(direction === 'older' ? 'DESC' : 'ASC');
  // One more than the limit shows that there is more.
  const { rows } = yield sql`${source.with}
    SELECT ${SUMMARY_COLUMNS} FROM (${source.rows(columns, where === null ? limit + 1 : source.horizon)}) AS job
    ${where === null ? empty : sql`WHERE ${where}`} ORDER BY id ${order} LIMIT ${limit + 1}`;
  const jobs = rows.map((row) => toSummary(dialect, row));
  if (where === null || jobs.length > limit) {
    return { jobs, next: null, horizon: null };
  }
  const last = yield sql`${source.with} SELECT id FROM (${source.ids(source.horizon)}) AS looked
    ORDER BY id ${order} LIMIT 1 OFFSET ${source.horizon - 1}`;
  const next = last.rows[0] ? dialect.readId(last.rows[0].id) : null;
  return { jobs, next, horizon: next === null ? null : source.horizon };
}

/** Nothing beyond the first place where one of the parts gave up: it may lack something there. */
function merge(parts: SearchResult[], { limit, direction }: SearchPage): SearchResult {
  const comesFirst = (a: string, b: string) => (direction === 'older' ? a > b : a < b);
  let end: string | null = null;
  for (const { next } of parts) {
    end = next !== null && (end === null || comesFirst(next, end)) ? next : end;
  }
  const found = parts
    .flatMap((part) => part.jobs)
    .filter(({ id }) => end === null || !comesFirst(end, id))
    .toSorted((a, b) => (comesFirst(a.id, b.id) ? -1 : 1));
  if (found.length > limit) {
    const jobs: JobSummary[] = found.slice(0, limit);
    return { jobs, next: jobs.at(-1)!.id, horizon: null };
  }
  const horizon = parts.reduce((most, part) => Math.max(most, part.horizon ?? 0), 0);
  return { jobs: found, next: end, horizon: end === null ? null : horizon };
}

interface Asked {
  /** `null`: nothing. */
  where: Sql | null;
  columns: Sql;
}

/** What is to be asked of each job, and the columns that takes. */
export function conditionOf(dialect: Dialect, { texts = [], args = [], ...rest }: SearchFilter): Asked {
  const conditions = [
    ...(Object.values(rest).some((value) => value !== undefined) ? [condition(dialect, rest)] : []),
    ...texts.map((text) => dialect.contains(raw('error'), text)),
    ...args.map((match) => argumentMatches(dialect, match)),
  ];
  return {
    where: conditions.length > 0 ? join(conditions, ' AND ') : null,
    columns: args.length > 0 ? sql`${SUMMARY_COLUMNS}, args` : SUMMARY_COLUMNS,
  };
}
