import sql, { join, raw } from 'sql-template-tag';
import { chunksOf } from '../../../utils/index.js';
import { SPANS, type QueueFigures } from '../../metric-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { WAITS } from '../operations/metric.operation.js';
import { sums } from './metric.query.js';
import { firstDue } from './waiting-queues.js';

/** The time that rates are of: so many whole minutes, and what has passed of the current one. */
const MINUTES = 5;
/** Queues in one statement, at most. */
const CHUNK = 100;

/** Costs a few look-ups in indexes for each queue and priority, and counting up to the cap. */
export function* listQueues(dialect: Dialect, cap: number): Operation<QueueFigures[]> {
  const { job, metric } = dialect.tables;
  const { now } = dialect;
  const processing = yield sql`
    SELECT queue, COUNT(*) AS processing FROM ${job} WHERE state = 'processing' GROUP BY queue`;
  const { rows: due } = yield sql`
    SELECT first.queue, ${now} - first.run_at AS age FROM (${firstDue(dialect)}) AS first WHERE first.run_at IS NOT NULL`;
  const recent = yield sql`
    SELECT queue FROM ${metric} WHERE span = ${SPANS.hour} AND at > ${now} - ${SPANS.day} GROUP BY queue`;
  const start = sql`${now} - ${now} % ${raw(String(SPANS.minute))} - ${raw(String(MINUTES * SPANS.minute))}`;
  const rates = yield sql`
    SELECT queue, SUM(created) AS created, SUM(succeeded + failed + deleted) AS ended,
      MAX(${now} - (${start})) AS length, ${raw(sums(WAITS))}
    FROM ${metric} WHERE span = ${SPANS.minute} AND at >= ${start} GROUP BY queue`;

  const names = new Set([processing.rows, due, recent.rows].flat().map((row) => row.queue as string));
  const waiting = yield* countWaiting(
    dialect,
    due.map((row) => row.queue as string),
    cap,
  );
  const find = (rows: Row[], name: string) => rows.find((row) => row.queue === name);
  return [...names].toSorted().map((name) => {
    const old = find(due, name);
    const rate = find(rates.rows, name);
    const count = Number(find(waiting, name)?.waiting ?? 0);
    return {
      name,
      waiting: { value: Math.min(count, cap), capped: count > cap },
      processing: Number(find(processing.rows, name)?.processing ?? 0),
      oldestWaiting: old ? Math.max(0, Number(old.age)) : null,
      created: Number(rate?.created ?? 0),
      ended: Number(rate?.ended ?? 0),
      waits: WAITS.map((column) => Number(rate?.[column] ?? 0)),
      window: Number(rate?.length ?? MINUTES * SPANS.minute),
    };
  });
}

function* countWaiting(dialect: Dialect, names: string[], cap: number): Operation<Row[]> {
  const result: Row[] = [];
  for (const some of chunksOf(names, CHUNK)) {
    const counts = some.map(
      (name, index) => sql`SELECT ${raw(String(index))} AS place, COUNT(*) AS waiting FROM (
        SELECT 1 AS one FROM ${dialect.tables.job} WHERE state = 'enqueued' AND queue = ${name} LIMIT ${cap + 1}) AS found`,
    );
    const { rows } = yield join(counts, ' UNION ALL ');
    result.push(...rows.map((row) => ({ queue: some[Number(row.place)], waiting: row.waiting })));
  }
  return result;
}
