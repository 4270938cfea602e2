import sql, { empty, raw } from 'sql-template-tag';
import type { Glance } from '../../job-records.js';
import type { RecoveredJob, RecoverRequest } from '../../job-store.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { after } from './after.js';
import { insertHistory } from './history.operation.js';
import { waitingQueues } from '../queries/waiting-queues.js';
import { knownTypes } from './worker.operation.js';

/** How long a worker whose lease has ended is still listed, in ms. */
const KEEP_DEAD_WORKER = 3_600_000;

export function* promoteDueJobs(
  dialect: Dialect,
  limit: number,
): Operation<{ count: number; queues: string[] }> {
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'scheduled' AND run_at <= ${dialect.now}`,
    orderBy: raw('run_at, id'),
    limit,
    index: 'due',
    set: { state: sql`'enqueued'` },
    returning: ['queue'],
  });
  return { count: rows.length, queues: [...new Set(rows.map((row) => row.queue as string))] };
}

/** Costs as many index look-ups as there are queues, and one for the first scheduled job. */
export function* glance(dialect: Dialect): Operation<Glance> {
  const { job } = dialect.tables;
  const { rows } = yield sql`
    ${waitingQueues(dialect)}
    SELECT queue, NULL AS next_due_in FROM waiting WHERE queue IS NOT NULL
    UNION ALL
    SELECT NULL, MIN(run_at) - ${dialect.now} FROM ${job} WHERE state = 'scheduled'`;
  const due = rows.find((row) => row.queue === null)?.next_due_in ?? null;
  return {
    queues: rows.filter((row) => row.queue !== null).map((row) => row.queue as string),
    nextDueIn: due === null ? null : Number(due),
  };
}

export function* recoverJobs(dialect: Dialect, request: RecoverRequest): Operation<RecoveredJob[]> {
  const { limit, maxLost, keep } = request;
  const { now, tables } = dialect;
  const reason = `Lost ${maxLost} workers while running: it probably kills them`;
  const failed = sql`job.lost + 1 >= ${maxLost}`;
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'processing' AND NOT EXISTS (
      SELECT 1 FROM ${tables.worker} AS w WHERE w.id = job.worker_id AND w.expires_at > ${now})`,
    limit,
    index: 'processing',
    set: {
      state: sql`CASE WHEN ${failed} THEN 'failed' ELSE 'enqueued' END`,
      finished_at: sql`CASE WHEN ${failed} THEN ${now} END`,
      expires_at: sql`CASE WHEN ${failed} THEN ${after(dialect, keep)} END`,
      error: sql`CASE WHEN ${failed} THEN ${`LostWorkerError: ${reason}`} ELSE job.error END`,
    },
    add: { attempt: -1, lost: 1 },
    returning: ['id', 'type', 'queue', 'attempt', 'lost', 'worker_id', 'claimed_at'],
  });

  const lines = rows.map((row) => {
    const isFailed = Number(row.lost) >= maxLost;
    return {
      jobId: dialect.readId(row.id),
      state: isFailed ? ('failed' as const) : ('enqueued' as const),
      attempt: Number(row.attempt) + 1,
      reason: isFailed ? reason : 'The worker was lost',
      workerId: row.worker_id,
      claimedAt: row.claimed_at,
    };
  });
  yield* insertHistory(dialect, lines);
  return lines.map(({ jobId, state, attempt }, index) => ({
    id: jobId,
    type: rows[index]!.type as string,
    queue: rows[index]!.queue as string,
    attempt,
    failed: state === 'failed',
  }));
}

export function* failUnknownJobs(
  dialect: Dialect,
  request: { after: number; limit: number; keep: number },
): Operation<number> {
  const { limit, keep } = request;
  const { now } = dialect;
  const types = yield* knownTypes(dialect);
  const reason = 'No worker knows this job type';
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'enqueued' AND run_at < ${now} - ${request.after}${
      types.length > 0 ? sql` AND NOT (${dialect.textIn(raw('type'), types)})` : empty
    }`,
    limit,
    index: 'ready',
    set: { state: sql`'failed'`, error: sql`${reason}`, finished_at: now, expires_at: after(dialect, keep) },
    returning: ['id', 'attempt'],
  });
  yield* insertHistory(
    dialect,
    rows.map((row) => ({
      jobId: dialect.readId(row.id),
      state: 'failed',
      attempt: Number(row.attempt),
      reason: `${reason}: add its class to an application with a worker and requeue it`,
    })),
  );
  return rows.length;
}

export function* pruneJobs(dialect: Dialect, limit: number): Operation<number> {
  const { now, tables } = dialect;
  const ids = yield* dialect.takeAndDelete({
    where: sql`expires_at <= ${now}`,
    orderBy: raw('expires_at'),
    limit,
    index: 'expiry',
  });
  if (ids.length > 0) {
    for (const table of [tables.history, tables.log, tables.tag]) {
      yield sql`DELETE FROM ${table} WHERE ${dialect.idIn(raw('job_id'), ids)}`;
    }
  }
  yield sql`DELETE FROM ${tables.worker} WHERE expires_at < ${now} - ${KEEP_DEAD_WORKER}`;
  return ids.length;
}
