import sql, { empty, raw, type Sql } from 'sql-template-tag';
import { engineReason, type StoredError } from '../../../interfaces/index.js';
import { fingerprintOf } from '../../fingerprint.js';
import type { Glance } from '../../job-records.js';
import type { RecurringScope } from '../../recurring-records.js';
import type {
  FailedJob,
  FailUnknownRequest,
  Promoted,
  RecoveredJob,
  RecoverRequest,
} from '../../store-requests.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { expiry } from './expiry.js';
import { summarise, writeHistory } from './history.operation.js';
import { READY } from './ready.js';
import { release, watchedMove } from './release.operation.js';
import { waitingQueues } from '../queries/waiting-queues.js';
import { pruneOperations } from './bulk.operation.js';
import { inScope } from './recurring.operation.js';
import { PRUNED, rememberHistory } from './recurring-history.operation.js';
import { releasePermits } from './permit.operation.js';
import { knownTypes } from './worker.operation.js';

export function* promoteDueJobs(dialect: Dialect, limit: number): Operation<Promoted> {
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'scheduled' AND run_at <= ${dialect.now}`,
    orderBy: raw('run_at, id'),
    limit,
    index: 'due',
    set: { state: READY },
    returning: ['queue', 'gate'],
  });
  const gates = rows.flatMap((row) => (row.gate === null ? [] : [row.gate as string]));
  return {
    count: rows.length,
    queues: [...new Set(rows.map((row) => row.queue as string))],
    gates: [...new Set(gates)],
  };
}

/** Costs as many index look-ups as there are queues, and two for the first scheduled and recurring job. */
export function* glance(dialect: Dialect, scope: RecurringScope): Operation<Glance> {
  const { job, recurring, operation, control } = dialect.tables;
  const { rows } = yield sql`
    ${waitingQueues(dialect)}
    SELECT queue, NULL AS due_at, NULL AS recurring_at, NULL AS now, NULL AS operations, NULL AS throttled,
      NULL AS revision FROM waiting WHERE queue IS NOT NULL
    UNION ALL
    SELECT NULL, (SELECT MIN(run_at) FROM ${job} WHERE state = 'scheduled'),
      (SELECT due_at FROM ${recurring} ${dialect.useIndex('recurring', 'due')}
        WHERE due_at IS NOT NULL AND ${inScope(dialect, scope)} ORDER BY due_at LIMIT 1), ${dialect.now},
      (SELECT 1 FROM ${operation} WHERE due_at IS NOT NULL LIMIT 1),
      CASE WHEN EXISTS (SELECT 1 FROM ${job} WHERE state = 'throttled') THEN 1 ELSE 0 END,
      (SELECT COALESCE(SUM(revision), 0) FROM ${control})`;
  const due = rows.find((row) => row.queue === null);
  // Not in SQL, where a row that somebody has spoilt would overflow.
  const until = (at: unknown) => (at == null ? null : Number(at) - Number(due?.now));
  return {
    queues: rows.filter((row) => row.queue !== null).map((row) => row.queue as string),
    nextDueIn: until(due?.due_at),
    nextRecurringIn: until(due?.recurring_at),
    hasThrottled: Number(due?.throttled) === 1,
    revision: Number(due?.revision),
    hasOperations: due?.operations != null,
  };
}

/** Whether there is a job of a lost worker: one look, without a transaction. */
export function* hasLostJobs(dialect: Dialect): Operation<boolean> {
  const { rows } = yield sql`
    SELECT 1 AS found FROM ${dialect.tables.job} AS job ${dialect.useIndex('job', 'processing')}
    WHERE ${isLost(dialect)} LIMIT 1`;
  return rows.length > 0;
}

export function* recoverJobs(dialect: Dialect, request: RecoverRequest): Operation<RecoveredJob[]> {
  const { limit, maxLost, keep } = request;
  const { now } = dialect;
  const error: StoredError = {
    name: 'LostWorkerError',
    message: `The job has lost ${maxLost} workers while it ran: it probably kills them`,
  };
  const failed = sql`job.lost + 1 >= ${maxLost}`;
  const rows = yield* dialect.takeAndUpdate({
    where: isLost(dialect),
    limit,
    index: 'processing',
    set: {
      state: sql`CASE WHEN ${failed} THEN 'failed' ELSE ${READY} END`,
      finished_at: sql`CASE WHEN ${failed} THEN ${now} END`,
      expires_at: sql`CASE WHEN ${failed} THEN ${expiry(dialect, keep)} END`,
      error: sql`CASE WHEN ${failed} THEN ${summarise(error)} ELSE job.error END`,
      fingerprint: sql`CASE WHEN ${failed} THEN ${fingerprintOf(error)} ELSE job.fingerprint END`,
    },
    add: { attempt: -1, lost: 1 },
    returning: [
      'id',
      'type',
      'queue',
      'attempt',
      'lost',
      'run_at',
      'worker_id',
      'claimed_at',
      'watched',
      'batch_id',
      'gate',
    ],
  });

  const jobs = rows.map((row) => ({
    ...identify(dialect, row),
    attempt: Number(row.attempt) + 1,
    gate: row.gate as string | null,
    error: Number(row.lost) >= maxLost ? error : null,
  }));
  yield* writeHistory(
    dialect,
    jobs.map((job, index) => ({
      jobId: job.id,
      state: job.error ? 'failed' : 'enqueued',
      attempt: job.attempt,
      reason: engineReason('lost'),
      error: job.error,
      workerId: rows[index]!.worker_id,
      claimedAt: rows[index]!.claimed_at,
      dueAt: rows[index]!.run_at,
    })),
  );
  const moves = rows.flatMap((row, index) =>
    Number(row.watched) === 1
      ? [watchedMove(dialect, jobs[index]!.id, row, 'processing', jobs[index]!.error ? 'failed' : 'enqueued')]
      : [],
  );
  yield* release(dialect, moves);
  return jobs;
}

export function* failUnknownJobs(dialect: Dialect, request: FailUnknownRequest): Operation<FailedJob[]> {
  const { after, limit, keep } = request;
  const { now } = dialect;
  const types = yield* knownTypes(dialect, after);
  const error: StoredError = { name: 'UnknownJobTypeError', message: 'No worker knows this job type' };
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'enqueued' AND run_at < ${now} - ${after}${
      types.length > 0 ? sql` AND NOT (${dialect.textIn(raw('type'), types)})` : empty
    }`,
    limit,
    index: 'ready',
    set: {
      state: sql`'failed'`,
      error: sql`${summarise(error)}`,
      fingerprint: sql`${fingerprintOf(error)}`,
      finished_at: now,
      expires_at: expiry(dialect, keep),
    },
    returning: ['id', 'type', 'queue', 'attempt', 'run_at', 'watched', 'batch_id'],
  });

  const jobs = rows.map((row) => ({ ...identify(dialect, row), attempt: Number(row.attempt), error }));
  const reason = 'Nobody could run it: add its class to an application with a worker, and requeue it';
  yield* writeHistory(
    dialect,
    jobs.map(({ id, attempt }, index) => ({
      jobId: id,
      state: 'failed',
      attempt,
      reason,
      error,
      dueAt: rows[index]!.run_at,
    })),
  );
  const moves = rows.flatMap((row, index) =>
    Number(row.watched) === 1 ? [watchedMove(dialect, jobs[index]!.id, row, 'enqueued', 'failed')] : [],
  );
  yield* release(dialect, moves);
  return jobs;
}

/** Finished batches are kept at least so long, in ms. */
const KEEP_BATCHES = 86_400_000;

export function* pruneJobs(dialect: Dialect, limit: number, keepWorkers: number): Operation<number> {
  const { now, tables } = dialect;
  const jobs = yield* dialect.takeAndDelete(
    { where: sql`expires_at <= ${now}`, orderBy: raw('expires_at'), limit, index: 'expiry' },
    [...PRUNED, 'claim'],
  );
  const ids = jobs.map((row) => dialect.readId(row.id));
  if (ids.length > 0) {
    yield* rememberHistory(dialect, jobs);
    yield* releasePermits(dialect, new Map(jobs.map((row, index) => [ids[index]!, Number(row.claim)])));
    for (const table of [tables.history, tables.log, tables.tag]) {
      yield sql`DELETE FROM ${table} WHERE ${dialect.idIn(raw('job_id'), ids)}`;
    }
    yield sql`DELETE FROM ${tables.dependency} WHERE ${dialect.idIn(raw('child_id'), ids)}`;
  }
  // A batch stays as long as one of its jobs.
  yield sql`DELETE FROM ${tables.batch} WHERE finished_at <= ${now} - ${KEEP_BATCHES}
    AND NOT EXISTS (SELECT 1 FROM ${tables.job} AS job WHERE job.batch_id = ${tables.batch}.id)`;
  yield sql`DELETE FROM ${tables.permit} WHERE expires_at <= ${now}`;
  yield* pruneOperations(dialect);
  yield sql`DELETE FROM ${tables.worker} WHERE expires_at < ${now} - ${keepWorkers}`;
  return ids.length;
}

function isLost({ tables, now }: Dialect): Sql {
  return sql`state = 'processing' AND NOT EXISTS (
    SELECT 1 FROM ${tables.worker} AS w WHERE w.id = job.worker_id AND w.expires_at > ${now})`;
}

function identify(dialect: Dialect, row: Row) {
  return { id: dialect.readId(row.id), type: row.type as string, queue: row.queue as string };
}
