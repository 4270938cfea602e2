import sql, { type Sql } from 'sql-template-tag';
import type { ClaimKey, HeldJob, WorkerInfo, WorkerRegistration } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { readDate, readList } from '../read-values.js';
import { CLAIM_COLUMNS, claimKey, holds, rowKey } from './fence.js';

/** How long a lost worker is listed, in ms. */
const LISTED = 3_600_000;

export function* registerWorker(dialect: Dialect, worker: WorkerRegistration): Operation<void> {
  const { now } = dialect;
  yield sql`
    INSERT INTO ${dialect.tables.worker}
      (id, name, host, pid, queues, types, recurring, concurrency, started_at, heartbeat_at, expires_at)
    VALUES (${dialect.id(worker.id)}, ${worker.name}, ${worker.host}, ${worker.pid},
      ${JSON.stringify(worker.queues)}, ${JSON.stringify(worker.types)},
      ${JSON.stringify(worker.recurring)}, ${worker.concurrency},
      ${now}, ${now}, ${now} + ${worker.lease})`;
}

/** A lease that has ended is not revived: others may already have taken the worker's jobs. */
export function* extendLease(
  dialect: Dialect,
  id: string,
  lease: number,
  running: number,
): Operation<boolean> {
  const { now } = dialect;
  const { affected } = yield sql`
    UPDATE ${dialect.tables.worker} SET heartbeat_at = ${now}, expires_at = ${now} + ${lease}, running = ${running}
    WHERE id = ${dialect.id(id)} AND expires_at > ${now}`;
  return affected > 0;
}

export function* removeWorker(dialect: Dialect, id: string): Operation<void> {
  const { now } = dialect;
  yield sql`
    UPDATE ${dialect.tables.worker} SET expires_at = ${now}, stopped_at = ${now} WHERE id = ${dialect.id(id)}`;
}

/** Whether the worker's lease has not ended, as a condition. */
export function hasLease(dialect: Dialect, id: string): Sql {
  return sql`EXISTS (SELECT 1 FROM ${dialect.tables.worker} AS w
    WHERE w.id = ${dialect.id(id)} AND w.expires_at > ${dialect.now})`;
}

export function* checkClaims(dialect: Dialect, claims: ClaimKey[]): Operation<boolean[]> {
  if (claims.length === 0) {
    return [];
  }
  const rows = claims.map(({ id, claim, workerId }) => ({ id, claim, worker_id: workerId }));
  const held = yield sql`
    SELECT job.id, job.claim, job.worker_id FROM ${dialect.values(CLAIM_COLUMNS, rows)} JOIN ${dialect.tables.job} AS job
      ON job.id = v.id AND ${holds(dialect)}`;
  const keys = new Set(held.rows.map((row) => rowKey(dialect, row)));
  return claims.map((claim) => keys.has(claimKey(claim)));
}

export function* claimsOf(dialect: Dialect, workerId: string): Operation<HeldJob[]> {
  const { rows } = yield sql`
    SELECT id, claim, type, queue, attempt FROM ${dialect.tables.job}
    WHERE state = 'processing' AND worker_id = ${dialect.id(workerId)}`;
  return rows.map((row) => ({
    id: dialect.readId(row.id),
    claim: Number(row.claim),
    workerId,
    type: row.type as string,
    queue: row.queue as string,
    attempt: Number(row.attempt),
  }));
}

export function* listWorkers(dialect: Dialect): Operation<WorkerInfo[]> {
  const { rows } = yield sql`
    SELECT w.*, CASE WHEN expires_at > ${dialect.now} THEN 1 ELSE 0 END AS alive
    FROM ${dialect.tables.worker} AS w
    WHERE stopped_at IS NULL AND expires_at > ${dialect.now} - ${LISTED} ORDER BY started_at, id`;
  return rows.map((row) => ({
    id: dialect.readId(row.id),
    name: row.name as string,
    host: row.host as string,
    pid: Number(row.pid),
    queues: readList(row.queues),
    types: readList(row.types),
    concurrency: Number(row.concurrency),
    running: Number(row.running),
    startedAt: readDate(row.started_at)!,
    heartbeatAt: readDate(row.heartbeat_at)!,
    alive: Number(row.alive) === 1,
  }));
}

/** The job types that at least one worker could run within the last `age` ms. */
export function* knownTypes(dialect: Dialect, age: number): Operation<string[]> {
  const { rows } =
    yield sql`SELECT types FROM ${dialect.tables.worker} WHERE expires_at > ${dialect.now} - ${age}`;
  return [...new Set(rows.flatMap((row) => readList(row.types)))];
}
