import sql, { raw } from 'sql-template-tag';
import type { Retention, Transition } from '../../job-records.js';
import type { Assignments, Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { expiry } from './expiry.js';
import { recordChanges } from './record-changes.operation.js';

/** What a job forgets when somebody makes it run again: it starts with all its attempts. */
const AFRESH: Assignments = {
  ...Object.fromEntries(['attempt', 'lost'].map((column) => [column, raw('0')])),
  ...Object.fromEntries(
    ['claimed_at', 'finished_at', 'expires_at', 'run_time', 'progress', 'result', 'error'].map((column) => [
      column,
      raw('NULL'),
    ]),
  ),
};

const FOR_EVER: Retention = { fallback: Infinity, types: {} };

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
  yield* recordChanges(dialect, lines);
  return lines.map((line) => line.jobId);
}

function assignments(
  dialect: Dialect,
  { to, at = null, delay = null, keep = FOR_EVER }: Transition,
): Assignments {
  const { now } = dialect;
  switch (to) {
    case 'enqueued':
      return { ...AFRESH, state: sql`'enqueued'`, run_at: now };
    case 'scheduled':
      return {
        ...AFRESH,
        state: sql`'scheduled'`,
        run_at: at === null ? sql`${now} + ${delay ?? 0}` : sql`${at}`,
      };
    case 'deleted':
      return { state: sql`'deleted'`, finished_at: now, expires_at: expiry(dialect, keep) };
  }
}
