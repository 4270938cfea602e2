import sql, { join, raw, type Sql } from 'sql-template-tag';
import { COUNTERS, type Counter, type MetricQuery, type MetricRow } from '../../metric-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { NUMBERS, RUNS, WAITS } from '../operations/metric.operation.js';

const SUMS = raw(sums(NUMBERS));

/** `SUM(a) AS a, …` */
export function sums(names: readonly string[]): string {
  return names.map((name) => `SUM(${name}) AS ${name}`).join(', ');
}

/** Adds up in the database, so that what is read depends on the intervals asked for only. */
export function* readMetrics(dialect: Dialect, query: MetricQuery): Operation<MetricRow[]> {
  const { groupBy, step } = query;
  const where = condition(dialect, query);
  let series = raw('NULL');
  if (groupBy) {
    const keys = yield* topKeys(dialect, groupBy, where, query.top);
    series = sql`CASE WHEN ${dialect.textIn(raw(groupBy), keys)} THEN ${raw(groupBy)} END`;
  }
  const { rows } = yield sql`SELECT at - at % ${raw(String(step))} AS slot, ${series} AS series, ${SUMS}
    FROM ${dialect.tables.metric} WHERE ${where} GROUP BY slot, series ORDER BY slot, series`;
  return rows.map((row) => ({ at: Number(row.slot), key: row.series as string | null, ...toNumbers(row) }));
}

function* topKeys(
  dialect: Dialect,
  column: 'queue' | 'type',
  where: Sql,
  limit: number,
): Operation<string[]> {
  const { rows } = yield sql`SELECT ${raw(column)} AS series FROM ${dialect.tables.metric} WHERE ${where}
    GROUP BY ${raw(column)} ORDER BY SUM(succeeded + failed + retried) DESC, ${raw(column)} LIMIT ${limit}`;
  return rows.map((row) => row.series as string);
}

function condition(dialect: Dialect, { span, from, to, queues, types }: MetricQuery): Sql {
  return join(
    [
      sql`span = ${span} AND at >= ${from} AND at < ${to}`,
      ...(queues ? [dialect.textIn(raw('queue'), queues)] : []),
      ...(types ? [dialect.textIn(raw('type'), types)] : []),
    ],
    ' AND ',
  );
}

/** Sums come as text where they may be large. */
function toNumbers(row: Row) {
  const numbers = (names: readonly string[]) => names.map((name) => Number(row[name] ?? 0));
  return {
    counts: Object.fromEntries(COUNTERS.map((name) => [name, Number(row[name])])) as Record<Counter, number>,
    waitTime: Number(row.wait_time),
    runTime: Number(row.run_time),
    waits: numbers(WAITS),
    runs: numbers(RUNS),
  };
}
