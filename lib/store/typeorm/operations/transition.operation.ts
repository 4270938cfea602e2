import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { JobState } from '../../../interfaces/index.js';
import type { JobAction, Retention, Transition } from '../../job-records.js';
import type { Assignments, Dialect } from '../dialects/dialect.js';
import { HOLDS_KEY } from '../migrations/unique.step.js';
import type { Operation, Row } from '../operation.js';
import { expiry } from './expiry.js';
import { writeHistory, type StateChange } from './history.operation.js';
import { returnPlaces } from './permit.operation.js';
import { READY } from './ready.js';
import { release, watchedMove, type Released } from './release.operation.js';

/**
 * What a job forgets when somebody makes it run again: it starts with all its attempts. A unique one
 * that has let its key go does not take it back: another may have it by now.
 */
const AFRESH: Assignments = {
  // First: MySQL sees what is already set.
  unique_key: raw(`CASE WHEN ${HOLDS_KEY} THEN unique_key END`),
  ...Object.fromEntries(['attempt', 'lost', 'pending'].map((column) => [column, raw('0')])),
  ...Object.fromEntries(
    ['claimed_at', 'finished_at', 'expires_at', 'run_time', 'progress', 'result', 'error', 'fingerprint'].map(
      (column) => [column, raw('NULL')],
    ),
  ),
};

/** Another queue may have other limits: the worker that claims the job knows them, and sends it to its gate. */
const OUTSIDE: Assignments = {
  gate: raw('NULL'),
  lanes: raw('NULL'),
  state: raw(`CASE WHEN state = 'throttled' THEN 'enqueued' ELSE state END`),
};

const FOR_EVER: Retention = { fallback: Infinity, types: {} };

/** What has moved, and what follows from it. */
export interface Moved {
  ids: string[];
  /** Those that a worker held. */
  interrupted: string[];
  /** Whether workers may have something to do now. */
  wakes: boolean;
}

export function* transitionJobs(dialect: Dialect, transition: Transition): Operation<string[]> {
  return (yield* moveJobs(dialect, transition)).ids;
}

/** Moves those of the jobs to which the action applies, and which meet the condition once they are locked. */
export function* moveJobs(
  dialect: Dialect,
  transition: Transition,
  condition: Sql = raw('1 = 1'),
): Operation<Moved> {
  const { rows } = yield sql`
    SELECT id, state, queue, attempt, run_at, watched, batch_id, gate FROM ${dialect.tables.job}
    WHERE ${dialect.idIn(raw('id'), transition.ids)}${applies(transition)}${isIn(transition.states)} AND ${condition}
    ORDER BY id ${dialect.forUpdate(true)}`;
  if (rows.length === 0) {
    return { ids: [], interrupted: [], wakes: false };
  }
  const ids = rows.map((row) => dialect.readId(row.id));
  const set = Object.entries(assignments(dialect, transition)).map(
    ([column, value]) => sql`${raw(column)} = ${value}`,
  );
  yield sql`UPDATE ${dialect.tables.job} AS job SET ${join(set)} WHERE ${dialect.idIn(raw('id'), ids)}`;
  yield* writeHistory(
    dialect,
    rows.map((row, index) => toHistory(transition, ids[index]!, row)),
  );
  if (transition.to === 'queue') {
    yield* returnPlaces(
      dialect,
      ids.filter((_, index) => rows[index]!.gate !== null),
    );
  }
  const released = yield* releaseOthers(dialect, transition, rows);
  const interrupted = ids.filter((_, index) => rows[index]!.state === 'processing');
  const isRunnable = transition.to !== 'deleted' || released.queues.length > 0 || released.due;
  // Those that had a gate may have left places to others.
  const hasPlaces = rows.some((row) => row.gate !== null);
  return { ids, interrupted, wakes: isRunnable || hasPlaces || interrupted.length > 0 };
}

/** What the action changes nothing of is left alone. */
function applies(action: JobAction): Sql {
  switch (action.to) {
    case 'deleted':
      return raw(" AND state <> 'deleted'");
    case 'queue':
      return sql` AND queue <> ${action.queue}`;
    default:
      return empty;
  }
}

function isIn(states: readonly JobState[] | undefined): Sql {
  return states === undefined ? empty : sql` AND state IN (${join(states)})`;
}

function assignments(dialect: Dialect, action: JobAction): Assignments {
  const { now } = dialect;
  switch (action.to) {
    case 'enqueued':
      return { ...AFRESH, state: READY, run_at: now };
    case 'scheduled': {
      const { at = null, delay = null } = action;
      const runAt = at === null ? sql`${now} + ${delay ?? 0}` : sql`${at}`;
      return { ...AFRESH, state: sql`'scheduled'`, run_at: runAt };
    }
    case 'deleted':
      return {
        state: sql`'deleted'`,
        finished_at: now,
        expires_at: expiry(dialect, action.keep ?? FOR_EVER),
      };
    case 'queue':
      return { ...OUTSIDE, queue: sql`${action.queue}` };
  }
}

function toHistory(transition: Transition, jobId: string, row: Row): StateChange {
  const { reason, actor } = transition;
  const change = { jobId, actor, dueAt: row.run_at };
  switch (transition.to) {
    case 'queue': {
      const moved = `Moved from queue ${row.queue as string} to ${transition.queue}`;
      return {
        ...change,
        state: row.state === 'throttled' ? 'enqueued' : (row.state as JobState),
        attempt: Number(row.attempt),
        reason: reason === null ? moved : `${moved}: ${reason}`,
      };
    }
    case 'deleted':
      return { ...change, state: 'deleted', attempt: Number(row.attempt), reason };
    default:
      return { ...change, state: transition.to, attempt: 0, reason };
  }
}

/** Another queue is nothing that anybody waits for. */
function* releaseOthers(dialect: Dialect, { to }: JobAction, rows: Row[]): Operation<Released> {
  if (to === 'queue') {
    return { queues: [], due: false };
  }
  const watched = rows.filter((row) => Number(row.watched) === 1);
  return yield* release(
    dialect,
    watched.map((row) => watchedMove(dialect, dialect.readId(row.id), row, row.state as JobState, to)),
  );
}
