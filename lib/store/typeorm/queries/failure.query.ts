import sql, { empty, raw, type Sql } from 'sql-template-tag';
import {
  SPANS,
  type FailureCount,
  type FailureGroup,
  type FailureQuery,
  type FailureRange,
} from '../../metric-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readDate } from '../read-values.js';

/** For each range, its name in SQL, its length, and the intervals that are added up for it. */
const RANGES: Record<FailureRange, { column: string; length: number; span: number }> = {
  '1h': { column: 'hour1', length: SPANS.hour, span: SPANS.minute },
  '3h': { column: 'hours3', length: 3 * SPANS.hour, span: SPANS.minute },
  '24h': { column: 'day1', length: SPANS.day, span: SPANS.hour },
  '7d': { column: 'days7', length: 7 * SPANS.day, span: SPANS.hour },
};
const TREND_HOURS = 24;

export function* listFailures(dialect: Dialect, query: FailureQuery): Operation<FailureGroup[]> {
  const counted = yield* count(dialect, query);
  if (counted.length === 0) {
    return [];
  }
  const fingerprints = counted.map((row) => row.fingerprint as string);
  const among = dialect.textIn(raw('fingerprint'), fingerprints);
  const { rows: details } =
    yield sql`SELECT * FROM ${dialect.tables.failure} WHERE ${among} ORDER BY last_at DESC, type`;
  const trends = yield* trend(dialect, among);
  return counted.flatMap((row) => {
    const its = details.filter((detail) => detail.fingerprint === row.fingerprint);
    return its.length > 0 ? [toGroup(dialect, row, its, trends)] : [];
  });
}

/** Those that have failed in the range asked for, with their counts in all of them. */
function* count(dialect: Dialect, { range, limit, types, fingerprints }: FailureQuery): Operation<Row[]> {
  const { now, tables } = dialect;
  const sums = Object.values(RANGES).map(({ column, length, span }) => {
    const within = sql`span = ${raw(String(span))} AND at > ${now} - ${raw(String(length))}`;
    const sum = (what: string) => sql`SUM(CASE WHEN ${within} THEN ${raw(what)} ELSE 0 END)`;
    return sql`${sum('failed + retried')} AS ${raw(`${column}_attempts`)}, ${sum('failed')} AS ${raw(`${column}_jobs`)}`;
  });
  const [hour1, hours3, day1, days7] = sums as [Sql, Sql, Sql, Sql];
  const { rows } = yield sql`
    SELECT * FROM (
      SELECT fingerprint, ${hour1}, ${hours3}, ${day1}, ${days7} FROM ${tables.failure_count}
      WHERE ((span = ${SPANS.minute} AND at > ${now} - ${3 * SPANS.hour}) OR (span = ${SPANS.hour} AND at > ${now} - ${7 * SPANS.day}))
        ${types ? sql`AND ${dialect.textIn(raw('type'), types)}` : empty}
        ${fingerprints ? sql`AND ${dialect.textIn(raw('fingerprint'), fingerprints)}` : empty}
      GROUP BY fingerprint
    ) AS counted
    WHERE ${raw(RANGES[range].column)}_attempts > 0
    ORDER BY ${raw(RANGES[range].column)}_attempts DESC, fingerprint LIMIT ${limit}`;
  return rows;
}

/** How many attempts failed in each of the last hours, by fingerprint. */
function* trend(dialect: Dialect, among: Sql): Operation<Map<string, number[]>> {
  const { now, tables } = dialect;
  const { rows } = yield sql`
    SELECT fingerprint, ((${now} - ${now} % ${raw(String(SPANS.hour))}) - at) AS age, SUM(failed + retried) AS attempts
    FROM ${tables.failure_count}
    WHERE span = ${SPANS.hour} AND at > ${now} - ${TREND_HOURS * SPANS.hour} AND ${among}
    GROUP BY fingerprint, at`;
  const trends = new Map<string, number[]>();
  for (const row of rows) {
    const fingerprint = row.fingerprint as string;
    const hours = trends.get(fingerprint) ?? Array<number>(TREND_HOURS).fill(0);
    const hour = TREND_HOURS - 1 - Number(row.age) / SPANS.hour;
    hours[hour] = (hours[hour] ?? 0) + Number(row.attempts);
    trends.set(fingerprint, hours);
  }
  return trends;
}

function toGroup(dialect: Dialect, row: Row, details: Row[], trends: Map<string, number[]>): FailureGroup {
  const fingerprint = row.fingerprint as string;
  const last = details[0]!;
  return {
    fingerprint,
    name: last.name as string,
    message: last.message as string,
    frame: last.frame as string | null,
    jobId: dialect.readId(last.job_id),
    types: details.map((detail) => detail.type as string),
    firstAt: readDate(Math.min(...details.map((detail) => Number(detail.first_at))))!,
    lastAt: readDate(last.last_at)!,
    counts: Object.fromEntries(
      Object.entries(RANGES).map(([range, { column }]) => [
        range,
        { attempts: Number(row[`${column}_attempts`]), jobs: Number(row[`${column}_jobs`]) },
      ]),
    ) as Record<FailureRange, FailureCount>,
    trend: trends.get(fingerprint) ?? Array<number>(TREND_HOURS).fill(0),
  };
}
