import type { ContinuationCondition, JobState } from '../../../lib/interfaces/index.js';
import type { BatchState, LimitOverride, OperationState, StoredLimits } from '../../../lib/store/index.js';
import type { Row } from '../../../lib/store/typeorm/operation.js';
import type { Cluster } from './cluster.js';

export interface JobRecord {
  id: string;
  type: string;
  queue: string;
  priority: number;
  args: string;
  state: JobState;
  attempt: number;
  claim: number;
  lost: number;
  runTime: number | null;
  workerId: string | null;
  pending: number;
  watched: number;
  batchId: string | null;
  gate: string | null;
  /** As JSON. */
  lanes: string | null;
  createdAt: number;
  runAt: number;
  claimedAt: number | null;
  finishedAt: number | null;
  expiresAt: number | null;
  uniqueKey: string | null;
  uniqueScope: number | null;
  uniqueUntil: number | null;
  result: string | null;
  progress: number | null;
}

export interface BatchRecord {
  id: string;
  parentId: string | null;
  state: BatchState;
  total: number;
  pending: number;
  succeeded: number;
  failed: number;
  deleted: number;
  finishedAt: number | null;
  cancelledAt: number | null;
}

export interface DependencyRecord {
  childId: string;
  parentId: string;
  kind: 'job' | 'batch';
  wanted: ContinuationCondition;
  state: JobState | BatchState | null;
  result: string | null;
}

export interface HistoryRecord {
  jobId: string;
  state: JobState;
  attempt: number;
  reason: string | null;
}

export interface WorkerRecord {
  id: string;
  expiresAt: number;
}

export interface ControlRecord {
  id: string;
  declared: StoredLimits | null;
  override: LimitOverride | null;
}

export interface PermitRecord {
  lane: string;
  jobId: string;
  claim: number;
  per: number | null;
  expiresAt: number | null;
}

export interface OperationRecord {
  id: string;
  state: OperationState;
  matched: number;
  moved: number;
  skipped: number;
  createdAt: number;
  dueAt: number | null;
  finishedAt: number | null;
}

/** All that the database holds. */
export interface Rows {
  jobs: JobRecord[];
  batches: BatchRecord[];
  dependencies: DependencyRecord[];
  history: HistoryRecord[];
  workers: WorkerRecord[];
  controls: ControlRecord[];
  permits: PermitRecord[];
  operations: OperationRecord[];
}

export async function readRows(cluster: Cluster): Promise<Rows> {
  const { tables } = cluster.dialect;
  const read = async <Record>(columns: object, from: string): Promise<Record[]> => {
    const names = Object.keys(columns).map((name) => [name, name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()]);
    const rows: Row[] = await cluster.application.query(
      `SELECT ${names.map(([, column]) => column).join(', ')} FROM ${from}`,
    );
    const types = columns as { [name: string]: ColumnType };
    return rows.map((row) =>
      Object.fromEntries(names.map(([name, column]) => [name, value(cluster, types[name!]!, row[column!])])),
    ) as Record[];
  };
  return {
    jobs: await read(JOB, tables.job.sql),
    batches: await read(BATCH, tables.batch.sql),
    dependencies: await read(DEPENDENCY, `${tables.dependency.sql} ORDER BY child_id, position`),
    history: await read(HISTORY, `${tables.history.sql} ORDER BY job_id, id`),
    workers: await read(WORKER, tables.worker.sql),
    controls: await read(CONTROL, tables.control.sql),
    permits: await read(PERMIT, tables.permit.sql),
    operations: await read(OPERATION, tables.operation.sql),
  };
}

type ColumnType = 'id' | 'number' | 'text' | 'json';
type ColumnsOf<Record> = { [Name in keyof Record]: ColumnType };

const JOB: ColumnsOf<JobRecord> = {
  id: 'id',
  type: 'text',
  queue: 'text',
  priority: 'number',
  args: 'text',
  state: 'text',
  attempt: 'number',
  claim: 'number',
  lost: 'number',
  runTime: 'number',
  workerId: 'id',
  pending: 'number',
  watched: 'number',
  batchId: 'id',
  gate: 'text',
  lanes: 'text',
  createdAt: 'number',
  runAt: 'number',
  claimedAt: 'number',
  finishedAt: 'number',
  expiresAt: 'number',
  uniqueKey: 'text',
  uniqueScope: 'number',
  uniqueUntil: 'number',
  result: 'text',
  progress: 'number',
};

const BATCH: ColumnsOf<BatchRecord> = {
  id: 'id',
  parentId: 'id',
  state: 'text',
  total: 'number',
  pending: 'number',
  succeeded: 'number',
  failed: 'number',
  deleted: 'number',
  finishedAt: 'number',
  cancelledAt: 'number',
};

const DEPENDENCY: ColumnsOf<DependencyRecord> = {
  childId: 'id',
  parentId: 'id',
  kind: 'text',
  wanted: 'text',
  state: 'text',
  result: 'text',
};

const HISTORY: ColumnsOf<HistoryRecord> = { jobId: 'id', state: 'text', attempt: 'number', reason: 'text' };

const WORKER: ColumnsOf<WorkerRecord> = { id: 'id', expiresAt: 'number' };

const CONTROL: ColumnsOf<ControlRecord> = { id: 'text', declared: 'json', override: 'json' };

const PERMIT: ColumnsOf<PermitRecord> = {
  lane: 'text',
  jobId: 'id',
  claim: 'number',
  per: 'number',
  expiresAt: 'number',
};

const OPERATION: ColumnsOf<OperationRecord> = {
  id: 'id',
  state: 'text',
  matched: 'number',
  moved: 'number',
  skipped: 'number',
  createdAt: 'number',
  dueAt: 'number',
  finishedAt: 'number',
};

function value(cluster: Cluster, type: ColumnType, raw: unknown): unknown {
  if (raw === null || type === 'text') {
    return raw;
  }
  switch (type) {
    case 'id':
      return cluster.dialect.readId(raw);
    case 'json':
      return JSON.parse(raw as string);
    default:
      return Number(raw);
  }
}
