import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { JobFilter } from '../../job-filter.js';
import type { CappedCount, JobSummary } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { waitingQueues } from './waiting-queues.js';
import { SUMMARY_COLUMNS, toSummary } from './job.query.js';

/** Ids are ordered by time, so the newest come first without sorting, and a page starts below an id. */
export function* listJobs(
  dialect: Dialect,
  filter: JobFilter,
  limit: number,
  cursor: string | null,
): Operation<JobSummary[]> {
  const below = cursor === null ? empty : sql` AND id < ${dialect.id(cursor)}`;
  const { rows } = yield sql`
    SELECT ${SUMMARY_COLUMNS} FROM ${dialect.tables.job} AS job
    WHERE ${condition(dialect, filter)}${below} ORDER BY id DESC LIMIT ${limit}`;
  return rows.map((row) => toSummary(dialect, row));
}

/** Stops counting at the cap: a count of ten million rows would read them all. */
export function* countJobs(dialect: Dialect, filter: JobFilter, cap: number): Operation<CappedCount> {
  const { rows } = yield sql`
    SELECT COUNT(*) AS value FROM (
      SELECT 1 AS one FROM ${dialect.tables.job} AS job WHERE ${condition(dialect, filter)} LIMIT ${cap + 1}
    ) AS found`;
  const value = Number(rows[0]!.value);
  return { value: Math.min(value, cap), capped: value > cap };
}

/** Queues with jobs that wait for a worker or are held by one. */
export function* activeQueues(dialect: Dialect): Operation<string[]> {
  const { rows } = yield sql`
    ${waitingQueues(dialect)}
    SELECT queue FROM waiting WHERE queue IS NOT NULL
    UNION SELECT queue FROM ${dialect.tables.job} WHERE state = 'processing'
    ORDER BY queue`;
  return rows.map((row) => row.queue as string);
}

/** What a filter means, as a condition on the job table. */
export function condition(dialect: Dialect, filter: JobFilter): Sql {
  const texts = (column: string, values: readonly string[] | undefined) =>
    values ? [dialect.textIn(raw(column), values)] : [];
  const compare = (column: string, operator: string, date: Date | undefined) =>
    date ? [sql`${raw(column)} ${raw(operator)} ${date.getTime()}`] : [];

  return join(
    [
      raw('1 = 1'),
      ...texts('state', filter.states),
      ...texts('queue', filter.queues),
      ...texts('type', filter.types),
      ...texts('recurring_id', filter.recurringIds),
      ...(filter.ids ? [dialect.idIn(raw('id'), filter.ids)] : []),
      ...(filter.batchIds ? [dialect.idIn(raw('batch_id'), filter.batchIds)] : []),
      ...(filter.tags
        ? [
            sql`id IN (SELECT job_id FROM ${dialect.tables.tag} WHERE ${dialect.textIn(raw('tag'), filter.tags)})`,
          ]
        : []),
      ...compare('created_at', '>=', filter.createdAfter),
      ...compare('created_at', '<', filter.createdBefore),
      ...compare('finished_at', '>=', filter.finishedAfter),
      ...compare('finished_at', '<', filter.finishedBefore),
      ...(filter.errorText ? [dialect.contains(raw('error'), filter.errorText)] : []),
    ],
    ' AND ',
  );
}
