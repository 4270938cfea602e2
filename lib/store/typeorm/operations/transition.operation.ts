import sql, { raw, type Sql } from 'sql-template-tag';
import type { Transition } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { insertHistory } from './history.operation.js';

/** What a job forgets when somebody makes it run again: it starts with all its attempts. */
const AFRESH = `attempt = 0, lost = 0, claimed_at = NULL, finished_at = NULL, expires_at = NULL,
  run_time = NULL, progress = NULL, result = NULL, error = NULL`;

export function* transitionJobs(dialect: Dialect, transition: Transition): Operation<string[]> {
  const { ids, to, reason, actor } = transition;
  const rows = yield* dialect.takeAndUpdate({
    where: sql`${dialect.idIn(raw('id'), ids)}${to === 'deleted' ? raw(" AND state <> 'deleted'") : raw('')}`,
    orderBy: raw('id'),
    limit: ids.length,
    wait: true,
    set: assignments(dialect, transition),
    returning: ['id', 'attempt'],
  });

  const lines = rows.map((row) => ({
    jobId: dialect.readId(row.id),
    state: to,
    attempt: to === 'deleted' ? Number(row.attempt) : 0,
    reason,
    actor,
  }));
  yield* insertHistory(dialect, lines);
  return lines.map((line) => line.jobId);
}

function assignments(dialect: Dialect, { to, at = null, delay = null, keep = Infinity }: Transition): Sql {
  const { now } = dialect;
  switch (to) {
    case 'enqueued':
      return sql`state = 'enqueued', run_at = ${now}, ${raw(AFRESH)}`;
    case 'scheduled':
      return at === null
        ? sql`state = 'scheduled', run_at = ${now} + ${delay ?? 0}, ${raw(AFRESH)}`
        : sql`state = 'scheduled', run_at = ${at}, ${raw(AFRESH)}`;
    case 'deleted':
      return Number.isFinite(keep)
        ? sql`state = 'deleted', finished_at = ${now}, expires_at = ${now} + ${keep}`
        : sql`state = 'deleted', finished_at = ${now}, expires_at = NULL`;
  }
}
