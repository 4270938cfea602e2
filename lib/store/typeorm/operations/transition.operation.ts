import sql, { raw } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type { Retention, Transition } from '../../job-records.js';
import type { Assignments, Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { expiry } from './expiry.js';
import { writeHistory } from './history.operation.js';
import { READY } from './ready.js';
import { release, watchedMove } from './release.operation.js';

/** What a job forgets when somebody makes it run again: it starts with all its attempts. */
const AFRESH: Assignments = {
  ...Object.fromEntries(['attempt', 'lost', 'pending'].map((column) => [column, raw('0')])),
  ...Object.fromEntries(
    [
      'unique_key',
      'claimed_at',
      'finished_at',
      'expires_at',
      'run_time',
      'progress',
      'result',
      'error',
      'fingerprint',
    ].map((column) => [column, raw('NULL')]),
  ),
};

const FOR_EVER: Retention = { fallback: Infinity, types: {} };

export function* transitionJobs(dialect: Dialect, transition: Transition): Operation<string[]> {
  const { ids, to, reason, actor } = transition;
  const { rows: before } = yield sql`
    SELECT id, state, watched, batch_id FROM ${dialect.tables.job}
    WHERE ${dialect.idIn(raw('id'), ids)}${to === 'deleted' ? raw(" AND state <> 'deleted'") : raw('')}
    ORDER BY id ${dialect.forUpdate(true)}`;
  if (before.length === 0) {
    return [];
  }
  const found = before.map((row) => dialect.readId(row.id));
  const rows = yield* dialect.takeAndUpdate({
    where: dialect.idIn(raw('id'), found),
    orderBy: raw('id'),
    limit: found.length,
    wait: true,
    set: assignments(dialect, transition),
    returning: ['id', 'attempt'],
  });
  yield* writeHistory(
    dialect,
    rows.map((row) => ({
      jobId: dialect.readId(row.id),
      state: to,
      attempt: to === 'deleted' ? Number(row.attempt) : 0,
      reason,
      actor,
    })),
  );
  const moves = before
    .filter((row) => Number(row.watched) === 1)
    .map((row) => watchedMove(dialect, dialect.readId(row.id), row, row.state as JobState, to));
  yield* release(dialect, moves);
  return found;
}

function assignments(
  dialect: Dialect,
  { to, at = null, delay = null, keep = FOR_EVER }: Transition,
): Assignments {
  const { now } = dialect;
  switch (to) {
    case 'enqueued':
      return { ...AFRESH, state: READY, run_at: now };
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
