import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { ClaimKey, HeldJob, WorkerInfo, WorkerRegistration, WorkerVitals } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { readDate, readLanes, readList, readNumber } from '../read-values.js';
import { CLAIM_COLUMNS, claimKey, holds, rowKey } from './fence.js';

/** How long a lost worker is listed, in ms. */
const LISTED = 3_600_000;

export function* registerWorker(dialect: Dialect, worker: WorkerRegistration): Operation<void> {
  const { now } = dialect;
  yield sql`
    INSERT INTO ${dialect.tables.worker}
      (id, name, host, pid, queues, types, recurring, concurrency, version, draining,
        started_at, heartbeat_at, expires_at)
    VALUES (${dialect.id(worker.id)}, ${worker.name}, ${worker.host}, ${worker.pid},
      ${JSON.stringify(worker.queues)}, ${JSON.stringify(worker.types)},
      ${JSON.stringify(worker.recurring)}, ${worker.concurrency}, ${worker.version ?? null}, ${worker.draining ? 1 : 0},
      ${now}, ${now}, ${now} + ${worker.lease})`;
}

/** A lease that has ended is not revived: others may already have taken the worker's jobs. */
export function* extendLease(
  dialect: Dialect,
  id: string,
  lease: number,
  running: number,
  vitals?: WorkerVitals,
): Operation<boolean> {
  const { now } = dialect;
  const reported = vitals
    ? sql`, memory = ${vitals.memory}, loop_delay = ${vitals.eventLoopDelay},
      loop_utilisation = ${vitals.eventLoopUtilisation}, clock_skew = ${vitals.clock} - ${now}`
    : empty;
  const { affected } = yield sql`
    UPDATE ${dialect.tables.worker}
    SET heartbeat_at = ${now}, expires_at = ${now} + ${lease}, running = ${running}${reported}
    WHERE id = ${dialect.id(id)} AND expires_at > ${now}`;
  return affected > 0;
}

export function* removeWorker(dialect: Dialect, id: string): Operation<void> {
  const { now } = dialect;
  yield sql`
    UPDATE ${dialect.tables.worker} SET expires_at = ${now}, stopped_at = ${now} WHERE id = ${dialect.id(id)}`;
}

export function* drainWorkers(dialect: Dialect, ids: string[], draining: boolean): Operation<string[]> {
  const { worker } = dialect.tables;
  const { rows } = yield sql`SELECT id FROM ${worker}
    WHERE ${dialect.idIn(raw('id'), ids)} AND stopped_at IS NULL ORDER BY id ${dialect.forUpdate(true)}`;
  const found = rows.map((row) => dialect.readId(row.id));
  yield sql`UPDATE ${worker} SET draining = ${draining ? 1 : 0} WHERE ${dialect.idIn(raw('id'), found)}`;
  return found;
}

export function* isDraining(dialect: Dialect, id: string): Operation<boolean> {
  const { rows } = yield sql`SELECT draining FROM ${dialect.tables.worker} WHERE id = ${dialect.id(id)}`;
  return Number(rows[0]?.draining) === 1;
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
    SELECT id, claim, type, queue, attempt, gate, lanes FROM ${dialect.tables.job}
    WHERE state = 'processing' AND worker_id = ${dialect.id(workerId)}`;
  return rows.map((row) => ({
    id: dialect.readId(row.id),
    claim: Number(row.claim),
    workerId,
    type: row.type as string,
    queue: row.queue as string,
    attempt: Number(row.attempt),
    gate: row.gate as string | null,
    lanes: readLanes(row.lanes),
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
    draining: Number(row.draining) === 1,
    version: row.version as string | null,
    memory: readNumber(row.memory),
    eventLoopDelay: readNumber(row.loop_delay),
    eventLoopUtilisation: readNumber(row.loop_utilisation),
    clockSkew: readNumber(row.clock_skew),
  }));
}

/** The job types that at least one worker could run within the last `age` ms. */
export function* knownTypes(dialect: Dialect, age: number): Operation<string[]> {
  const { rows } =
    yield sql`SELECT types FROM ${dialect.tables.worker} WHERE expires_at > ${dialect.now} - ${age}`;
  return [...new Set(rows.flatMap((row) => readList(row.types)))];
}
