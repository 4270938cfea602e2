import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { SearchFilter, SearchPage, SearchResult } from '../../dashboard-store.js';
import type { CappedCount, JobSummary } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { argumentMatches } from './argument.query.js';
import { SUMMARY_COLUMNS, toSummary } from './job.query.js';
import { condition } from './list.query.js';
import { sourcesOf, type Source } from './search-source.js';

/** So many jobs are looked at for one page, and for one count, where no index answers. */
export const HORIZON = 20_000;
/** Counting goes no further. */
const COUNT_CAP = 10_000;

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
  const { sources, rest } = sourcesOf(dialect, filter, page);
  const asked = conditionOf(dialect, rest);
  const parts: SearchResult[] = [];
  for (const source of sources) {
    parts.push(yield* searchSource(dialect, source, asked, page));
  }
  return merge(parts, page);
}

function* searchSource(
  dialect: Dialect,
  source: Source,
  { where, columns }: Asked,
  { limit, direction }: SearchPage,
): Operation<SearchResult> {
  // One more than the limit shows that there is more.
  const look = where === null ? limit + 1 : HORIZON;
  const { rows } = yield sql`${source.with}
    SELECT ${SUMMARY_COLUMNS} FROM (${source.rows(columns, look)}) AS job
    ${where === null ? empty : sql`WHERE ${where}`}
    ORDER BY id ${raw(direction === 'older' ? 'DESC' : 'ASC')} LIMIT ${limit + 1}`;
  const jobs = rows.map((row) => toSummary(dialect, row));
  if (where === null || jobs.length > limit) {
    return { jobs, next: null, horizon: null };
  }
  const last = yield sql`${source.with} SELECT id FROM (${source.ids(HORIZON)}) AS looked
    ORDER BY id ${raw(direction === 'older' ? 'DESC' : 'ASC')} LIMIT 1 OFFSET ${HORIZON - 1}`;
  const next = last.rows[0] ? dialect.readId(last.rows[0].id) : null;
  return { jobs, next, horizon: next === null ? null : HORIZON };
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
  return { jobs: found, next: end, horizon: end === null ? null : HORIZON };
}

/** How many there are, or how many among those that were looked at. */
export function* countSearch(dialect: Dialect, filter: SearchFilter): Operation<CappedCount> {
  const { sources, rest } = sourcesOf(dialect, filter, { cursor: null, direction: 'older' });
  const { where, columns } = conditionOf(dialect, rest);
  let value = 0;
  let capped = false;
  for (const source of sources) {
    const look = where === null ? COUNT_CAP + 1 : HORIZON + 1;
    const { rows } =
      where === null
        ? yield sql`${source.with} SELECT COUNT(*) AS looked, COUNT(*) AS value
            FROM (${source.ids(look)}) AS job`
        : yield sql`${source.with}
            SELECT COUNT(*) AS looked, SUM(CASE WHEN ${where} THEN 1 ELSE 0 END) AS value
            FROM (${source.rows(columns, look)}) AS job`;
    value += Number(rows[0]!.value ?? 0);
    capped ||= Number(rows[0]!.looked) >= look;
  }
  return { value: Math.min(value, COUNT_CAP), capped: capped || value > COUNT_CAP };
}

interface Asked {
  /** `null`: nothing. */
  where: Sql | null;
  columns: Sql;
}

/** What is to be asked of each job, and the columns that takes. */
function conditionOf(dialect: Dialect, { texts = [], args = [], ...rest }: SearchFilter): Asked {
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
