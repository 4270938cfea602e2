import sql, { join, raw } from 'sql-template-tag';
import { chunksOf } from '../../../utils/index.js';
import { SPANS, type QueueFigures } from '../../metric-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { WAITS } from '../operations/metric.operation.js';
import { sums } from './metric.query.js';
import { waitingQueues } from './waiting-queues.js';

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
  const oldest = yield* oldestWaiting(dialect);
  const recent = yield sql`
    SELECT queue FROM ${metric} WHERE span = ${SPANS.hour} AND at > ${now} - ${SPANS.day} GROUP BY queue`;
  const start = sql`${now} - ${now} % ${raw(String(SPANS.minute))} - ${raw(String(MINUTES * SPANS.minute))}`;
  const rates = yield sql`
    SELECT queue, SUM(created) AS created, SUM(succeeded + failed + retried + snoozed + deleted) AS ended,
      MAX(${now} - (${start})) AS length, ${raw(sums(WAITS))}
    FROM ${metric} WHERE span = ${SPANS.minute} AND at >= ${start} GROUP BY queue`;

  const names = new Set([processing.rows, oldest, recent.rows].flat().map((row) => row.queue as string));
  const waiting = yield* countWaiting(
    dialect,
    oldest.map((row) => row.queue as string),
    cap,
  );
  const find = (rows: Row[], name: string) => rows.find((row) => row.queue === name);
  return [...names].sort().map((name) => {
    const old = find(oldest, name);
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

/**
 * For each queue with enqueued jobs, for how long the first one has been due. The index has the
 * priority before the time, so it jumps from priority to priority: 100 of each queue, at most.
 */
function* oldestWaiting(dialect: Dialect): Operation<Row[]> {
  const { job } = dialect.tables;
  const { rows } = yield sql`
    ${waitingQueues(dialect)}, lane (queue, priority, depth) AS (
      SELECT waiting.queue, (SELECT job.priority FROM ${job} AS job
        WHERE job.state = 'enqueued' AND job.queue = waiting.queue ORDER BY job.priority LIMIT 1), 1
      FROM waiting WHERE waiting.queue IS NOT NULL
      UNION ALL
      SELECT lane.queue, (SELECT job.priority FROM ${job} AS job
        WHERE job.state = 'enqueued' AND job.queue = lane.queue AND job.priority > lane.priority
        ORDER BY job.priority LIMIT 1), lane.depth + 1
      FROM lane WHERE lane.priority IS NOT NULL AND lane.depth < 100
    )
    SELECT first.queue, ${dialect.now} - MIN(first.run_at) AS age FROM (
      SELECT lane.queue, (SELECT job.run_at FROM ${job} AS job
        WHERE job.state = 'enqueued' AND job.queue = lane.queue AND job.priority = lane.priority
        ORDER BY job.run_at LIMIT 1) AS run_at
      FROM lane WHERE lane.priority IS NOT NULL
    ) AS first WHERE first.run_at IS NOT NULL GROUP BY first.queue`;
  return rows;
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
