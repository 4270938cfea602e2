import sql, { join, raw, type Sql } from 'sql-template-tag';
import { BUCKETS } from '../../histogram.js';
import {
  COUNTERS,
  KEPT,
  SPANS,
  type FailureEntry,
  type MetricBatch,
  type MetricEntry,
} from '../../metric-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';

/** The columns of the buckets of waits (`w0` …) and of runs (`r0` …). */
export const WAITS = Array.from({ length: BUCKETS }, (_, index) => `w${index}`);
export const RUNS = Array.from({ length: BUCKETS }, (_, index) => `r${index}`);

/** Everything that adds up. */
export const NUMBERS = [...COUNTERS, 'wait_time', 'run_time', ...WAITS, ...RUNS];

const METRIC_COLUMNS: ValueColumns = {
  queue: 'text',
  type: 'text',
  ...Object.fromEntries(NUMBERS.map((name) => [name, name.endsWith('_time') ? 'bigint' : 'int'] as const)),
};

const FAILURE_COLUMNS: ValueColumns = {
  fingerprint: 'text',
  type: 'text',
  name: 'text',
  message: 'text',
  frame: 'text',
  job_id: 'id',
  failed: 'int',
  retried: 'int',
};

/**
 * Adds to the minute, the hour and the day (and to ten minutes) in one statement, so that they always
 * agree: nothing has to be rolled up later, or is too late for it.
 */
export function* recordMetrics(dialect: Dialect, { age, metrics, failures }: MetricBatch): Operation<void> {
  const { now } = dialect;
  if (metrics.length > 0) {
    yield dialect.upsert({
      table: 'metric',
      key: ['span', 'at', 'queue', 'type'],
      add: NUMBERS,
      select: sql`SELECT spans.span, ${startAt(dialect, age)}, v.queue, v.type, ${raw(NUMBERS.join(', '))}
        FROM ${dialect.values(METRIC_COLUMNS, metrics.map(toMetricRow), false)} CROSS JOIN ${EVERY_SPAN}
        WHERE 1 = 1 ORDER BY spans.span, v.queue, v.type`,
    });
  }
  if (failures.length > 0) {
    const values = dialect.values(FAILURE_COLUMNS, failures.map(toFailureRow), false);
    yield dialect.upsert({
      table: 'failure',
      key: ['fingerprint', 'type'],
      add: [],
      replace: ['name', 'message', 'frame', 'job_id', 'last_at'],
      keep: ['first_at'],
      select: sql`SELECT v.fingerprint, v.type, v.name, v.message, v.frame, v.job_id, ${now} - ${age}, ${now} - ${age}
        FROM ${values} WHERE 1 = 1 ORDER BY v.fingerprint, v.type`,
    });
    yield dialect.upsert({
      table: 'failure_count',
      key: ['span', 'at', 'fingerprint', 'type'],
      add: ['failed', 'retried'],
      select: sql`SELECT spans.span, ${startAt(dialect, age)}, v.fingerprint, v.type, v.failed, v.retried
        FROM ${values} CROSS JOIN ${EVERY_SPAN} WHERE 1 = 1 ORDER BY spans.span, v.fingerprint, v.type`,
    });
  }
}

export function* pruneMetrics(dialect: Dialect): Operation<void> {
  const { tables, now } = dialect;
  const spans = Object.keys(SPANS) as (keyof typeof SPANS)[];
  const expired = spans.map((span) => sql`(span = ${SPANS[span]} AND at < ${now} - ${KEPT[span]})`);
  for (const table of [tables.metric, tables.failure_count]) {
    yield sql`DELETE FROM ${table} WHERE ${join(expired, ' OR ')}`;
  }
  yield sql`DELETE FROM ${tables.failure} WHERE last_at < ${now} - ${KEPT.day}`;
}

const EVERY_SPAN = raw(
  `(${Object.values(SPANS)
    .map((span) => `SELECT ${span} AS span`)
    .join(' UNION ALL ')}) AS spans`,
);

/** The start of the interval in which the database's clock was `age` ms ago. */
function startAt({ now }: Dialect, age: number): Sql {
  const time = sql`(${now} - ${raw(String(Math.round(age)))})`;
  return sql`${time} - ${time} % spans.span`;
}

function toMetricRow(entry: MetricEntry): Row {
  const row: Row = {
    queue: entry.queue,
    type: entry.type,
    ...entry.counts,
    wait_time: entry.waitTime,
    run_time: entry.runTime,
  };
  for (let index = 0; index < BUCKETS; index++) {
    row[WAITS[index]!] = entry.waits[index];
    row[RUNS[index]!] = entry.runs[index];
  }
  return row;
}

function toFailureRow({ jobId, ...entry }: FailureEntry): Row {
  return { ...entry, job_id: jobId };
}
