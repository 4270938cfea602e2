import sql, { empty, join, raw } from 'sql-template-tag';
import type { BatchFilter, LogLine, LogRequest, QueueCounts, SuggestedField } from '../../dashboard-store.js';
import type { BatchInfo } from '../../flow-records.js';
import type { JobSummary } from '../../job-records.js';
import type { LogLevel } from '../../../interfaces/index.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { readDate, readList } from '../read-values.js';
import { toBatch } from './flow.query.js';
import { SUMMARY_COLUMNS, toSummary } from './job.query.js';

/** Jobs that are counted for all queues together. */
const COUNTED = 10_000;

/** Counts along the index of the state, and no further than so many jobs. */
export function* countByQueue(dialect: Dialect, state: 'scheduled' | 'throttled'): Operation<QueueCounts> {
  const order = raw(state === 'scheduled' ? 'run_at, id' : 'id');
  const { rows } = yield sql`
    SELECT queue, COUNT(*) AS value FROM (
      SELECT queue FROM ${dialect.tables.job} WHERE state = ${state} ORDER BY ${order} LIMIT ${COUNTED + 1}
    ) AS first GROUP BY queue`;
  const capped = rows.reduce((sum, row) => sum + Number(row.value), 0) > COUNTED;
  return {
    queues: new Map(rows.map((row) => [row.queue as string, { value: Number(row.value), capped }])),
    capped,
  };
}

/** Priorities of a queue that are looked at. */
const LANES = 100;

/** The index has the priority before the time: it jumps from priority to priority. */
export function* oldestWaiting(dialect: Dialect, queues: string[]): Operation<JobSummary | null> {
  const { job } = dialect.tables;
  const oldest: JobSummary[] = [];
  for (const queue of queues) {
    const isHere = sql`state = 'enqueued' AND queue = ${queue}`;
    const { rows } = yield sql`
      WITH RECURSIVE lane (priority, depth) AS (
        SELECT MIN(priority), 1 FROM ${job} WHERE ${isHere}
        UNION ALL
        SELECT (SELECT MIN(job.priority) FROM ${job} AS job WHERE ${isHere} AND job.priority > lane.priority), depth + 1
        FROM lane WHERE lane.priority IS NOT NULL AND depth < ${raw(String(LANES))}
      )
      SELECT ${SUMMARY_COLUMNS} FROM ${job} WHERE id IN (
        SELECT (SELECT job.id FROM ${job} AS job WHERE ${isHere} AND job.priority = lane.priority
          ORDER BY job.run_at, job.id LIMIT 1) FROM lane WHERE lane.priority IS NOT NULL
      ) ORDER BY run_at LIMIT 1`;
    oldest.push(...rows.map((row) => toSummary(dialect, row)));
  }
  return oldest.toSorted((a, b) => a.runAt.getTime() - b.runAt.getTime())[0] ?? null;
}

/** In the order in which they are claimed. */
export function* nextInQueue(dialect: Dialect, queue: string, limit: number): Operation<JobSummary[]> {
  const { rows } = yield sql`SELECT ${SUMMARY_COLUMNS} FROM ${dialect.tables.job}
    WHERE state = 'enqueued' AND queue = ${queue} ORDER BY priority, run_at, id LIMIT ${limit}`;
  return rows.map((row) => toSummary(dialect, row));
}

export function* logLines(
  dialect: Dialect,
  jobId: string,
  { after, attempt, levels, limit }: LogRequest,
): Operation<LogLine[]> {
  const { rows } = yield sql`
    SELECT id, at, attempt, level, message FROM ${dialect.tables.log}
    WHERE job_id = ${dialect.id(jobId)}${after === null ? empty : sql` AND id > ${dialect.id(after)}`}
      ${attempt === null ? empty : sql`AND attempt = ${attempt}`} AND ${dialect.textIn(raw('level'), levels)}
    ORDER BY id LIMIT ${limit}`;
  return rows.map((row) => ({
    id: dialect.readId(row.id),
    at: readDate(row.at)!,
    attempt: Number(row.attempt),
    level: row.level as LogLevel,
    message: row.message as string,
  }));
}

/** Types and queues are those that workers and recurring jobs know: the jobs are too many to ask. */
export function* suggest(
  dialect: Dialect,
  field: SuggestedField,
  prefix: string,
  limit: number,
): Operation<string[]> {
  const { tables } = dialect;
  const end = `${prefix}\u{10ffff}`;
  if (field === 'tag') {
    const { rows } = yield sql`
      WITH RECURSIVE known (tag, depth) AS (
        SELECT MIN(tag), 1 FROM ${tables.tag} WHERE tag >= ${prefix} AND tag <= ${end}
        UNION ALL
        SELECT (SELECT MIN(tag.tag) FROM ${tables.tag} AS tag WHERE tag.tag > known.tag AND tag.tag <= ${end}), depth + 1
        FROM known WHERE known.tag IS NOT NULL AND depth < ${raw(String(limit))}
      )
      SELECT tag FROM known WHERE tag IS NOT NULL ORDER BY tag`;
    return rows.map((row) => row.tag as string);
  }
  const [lists, column] = field === 'type' ? [raw('types'), raw('type')] : [raw('queues'), raw('queue')];
  const workers =
    yield sql`SELECT ${lists} AS known FROM ${tables.worker} ORDER BY started_at DESC LIMIT 100`;
  const recurring = yield sql`SELECT DISTINCT ${column} AS name FROM ${tables.recurring}
    WHERE ${column} >= ${prefix} AND ${column} <= ${end} ORDER BY ${column} LIMIT ${limit}`;
  const names = new Set([
    ...workers.rows.flatMap((row) => readList(row.known)).filter((name) => name !== '*'),
    ...recurring.rows.map((row) => row.name as string),
  ]);
  return [...names]
    .filter((name) => name.startsWith(prefix))
    .toSorted()
    .slice(0, limit);
}

export function* listBatches(
  dialect: Dialect,
  { state, parentId }: BatchFilter,
  limit: number,
  cursor: string | null,
): Operation<BatchInfo[]> {
  const conditions = [
    raw('1 = 1'),
    ...(state ? [sql`state = ${state}`] : []),
    ...(parentId ? [sql`parent_id = ${dialect.id(parentId)}`] : []),
    ...(cursor ? [sql`id < ${dialect.id(cursor)}`] : []),
  ];
  const { rows } = yield sql`SELECT * FROM ${dialect.tables.batch}
    WHERE ${join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit}`;
  return rows.map((row) => toBatch(dialect, row));
}

/** When the first of the finished jobs should have been removed. */
export function* oldestExpired(dialect: Dialect): Operation<number | null> {
  const { rows } = yield sql`SELECT MIN(expires_at) AS at FROM ${dialect.tables.job}
    WHERE expires_at IS NOT NULL AND expires_at < ${dialect.now}`;
  return rows[0]?.at == null ? null : Number(rows[0].at);
}
