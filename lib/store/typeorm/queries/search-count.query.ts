import sql, { raw } from 'sql-template-tag';
import { JOB_STATES, type JobState } from '../../../interfaces/index.js';
import type { SearchFilter } from '../../dashboard-store.js';
import type { CappedCount } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { sourcesOf, type Source, type Walk } from './search-source.js';
import { conditionOf } from './search.query.js';

/** Counting goes no further. */
const CAP = 10_000;
/** Where every state is counted, fewer jobs of each are looked at. */
const STATE_HORIZON = 2_500;

const NEWEST: Walk = { cursor: null, direction: 'older' };

/** How many jobs are meant, or how many of those that were looked at. */
export function* countSearch(dialect: Dialect, filter: SearchFilter): Operation<CappedCount> {
  let count: CappedCount = { value: 0, capped: false };
  for (const source of sourcesOf(dialect, filter, NEWEST)) {
    count = add(count, yield* countSource(dialect, source, source.horizon));
  }
  return count;
}

/** The same in each state; what the filter says of states is left aside. */
export function* countByState(
  dialect: Dialect,
  filter: SearchFilter,
): Operation<Record<JobState, CappedCount>> {
  const counts = new Map<JobState, CappedCount>();
  for (const state of JOB_STATES) {
    const [source, ...others] = sourcesOf(dialect, { ...filter, states: [state] }, NEWEST);
    if (others.length > 0 || source!.rest.states) {
      return yield* countTogether(dialect, sourcesOf(dialect, { ...filter, states: undefined }, NEWEST));
    }
    counts.set(state, yield* countSource(dialect, source!, STATE_HORIZON));
  }
  return Object.fromEntries(counts) as Record<JobState, CappedCount>;
}

/** Where the jobs are found by something else than their state, all states are counted in one go. */
function* countTogether(dialect: Dialect, sources: Source[]): Operation<Record<JobState, CappedCount>> {
  const counts = Object.fromEntries(
    JOB_STATES.map((state) => [state, { value: 0, capped: false }]),
  ) as Record<JobState, CappedCount>;
  for (const source of sources) {
    const { where, columns } = conditionOf(dialect, source.rest);
    const { rows } = yield sql`
      SELECT state, COUNT(*) AS looked, SUM(CASE WHEN ${where ?? raw('1 = 1')} THEN 1 ELSE 0 END) AS value
      FROM (${source.rows(columns, source.horizon + 1)}) AS job GROUP BY state`;
    const looked = rows.reduce((sum, row) => sum + Number(row.looked), 0);
    for (const state of JOB_STATES) {
      const value = Number(rows.find((row) => row.state === state)?.value ?? 0);
      counts[state] = add(counts[state], { value, capped: looked > source.horizon });
    }
  }
  return counts;
}

function* countSource(dialect: Dialect, source: Source, horizon: number): Operation<CappedCount> {
  const { where, columns } = conditionOf(dialect, source.rest);
  if (where === null) {
    const { rows } = yield sql`SELECT COUNT(*) AS value FROM (${source.some(CAP + 1)}) AS job`;
    return add({ value: 0, capped: false }, { value: Number(rows[0]!.value), capped: false });
  }
  const { rows } = yield sql`${source.with}
    SELECT COUNT(*) AS looked, SUM(CASE WHEN ${where} THEN 1 ELSE 0 END) AS value
    FROM (${source.rows(columns, horizon + 1)}) AS job`;
  return { value: Number(rows[0]!.value ?? 0), capped: Number(rows[0]!.looked) > horizon };
}

function add(a: CappedCount, b: CappedCount): CappedCount {
  const value = a.value + b.value;
  return { value: Math.min(value, CAP), capped: a.capped || b.capped || value > CAP };
}
