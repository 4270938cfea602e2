import type { EntityManager } from 'typeorm';
import { StoreUnavailableError } from '../../errors/index.js';
import type { StoredError } from '../../interfaces/index.js';
import type { BatchCancel, BatchChange, BatchInfo, Dependency, NewContinuation } from '../flow-records.js';
import type { JobFilter } from '../job-filter.js';
import type * as records from '../job-records.js';
import type {
  RecurringChanges,
  RecurringRow,
  RecurringHistoryEntry,
  RecurringScope,
  RecurringSelection,
  RecurringSummaryRow,
} from '../recurring-records.js';
import { JobStore, MANY } from '../job-store.js';
import type {
  ClaimRequest,
  FailedJob,
  FailUnknownRequest,
  Promoted,
  RecoveredJob,
  RecoverRequest,
  Settled,
  WakeHint,
} from '../store-requests.js';
import { isConnectionError, isDataError } from './connection-errors.js';
import type { Dialect } from './dialects/dialect.js';
import { insertBatches } from './operations/batch.operation.js';
import { claimJobs } from './operations/claim.operation.js';
import { insertContinuations } from './operations/continuation.operation.js';
import { insertJobs, needsTransaction as insertNeedsTransaction } from './operations/insert.operation.js';
import { writeLog, writeProgress } from './operations/journal.operation.js';
import * as maintenance from './operations/maintenance.operation.js';
import { cancelBatch } from './operations/cancel-batch.operation.js';
import { arePlain, settlePlain } from './operations/settle-plain.operation.js';
import { settleJobs } from './operations/settle.operation.js';
import { changeRecurring } from './operations/recurring.operation.js';
import { transitionJobs } from './operations/transition.operation.js';
import { insertUniqueJobs } from './operations/unique.operation.js';
import * as workers from './operations/worker.operation.js';
import * as flow from './queries/flow.query.js';
import { findJob, jobHistory, jobLog, lastError } from './queries/job.query.js';
import { activeQueues, countJobs, listJobs } from './queries/list.query.js';
import * as recurring from './queries/recurring.query.js';
import { StoreConnection, type TypeOrmJobStoreOptions } from './store-connection.js';
import { TypeOrmDashboardStore } from './typeorm-dashboard.store.js';
import { TypeOrmLimitStore } from './typeorm-limit.store.js';
import { TypeOrmMetricStore } from './typeorm-metric.store.js';
import { TypeOrmOperationStore } from './typeorm-operation.store.js';

/** The job store on PostgreSQL, MySQL, MariaDB or SQLite, through TypeORM. */
export class TypeOrmJobStore extends JobStore {
  readonly limits: TypeOrmLimitStore;
  readonly operations: TypeOrmOperationStore;
  readonly metrics: TypeOrmMetricStore;
  readonly dashboard: TypeOrmDashboardStore;
  private readonly connection: StoreConnection;
  private readonly dialect: Dialect;

  /** @throws {UnsupportedDataSourceError} */
  constructor(options: TypeOrmJobStoreOptions) {
    super();
    this.connection = new StoreConnection(options);
    this.dialect = this.connection.dialect;
    this.limits = new TypeOrmLimitStore(this.connection);
    this.operations = new TypeOrmOperationStore(this.connection);
    this.metrics = new TypeOrmMetricStore(this.connection);
    this.dashboard = new TypeOrmDashboardStore(this.connection);
  }

  open(): Promise<void> {
    return this.connection.open();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  async insert(jobs: records.NewJob[], manager?: EntityManager): Promise<void> {
    await this.connection.write(() => insertJobs(this.dialect, jobs), manager, insertNeedsTransaction(jobs));
  }

  insertUnique(jobs: records.NewJob[], manager?: EntityManager): Promise<records.UniqueOutcome[]> {
    return this.connection.write(() => insertUniqueJobs(this.dialect, jobs), manager, true);
  }

  transition(transition: records.Transition, manager?: EntityManager): Promise<string[]> {
    return this.connection.write(() => transitionJobs(this.dialect, transition), manager, true);
  }

  claim(request: ClaimRequest): Promise<records.ClaimedJob[]> {
    return this.connection.take(() => claimJobs(this.dialect, request));
  }

  async settle(outcomes: records.Outcome[], manager?: EntityManager): Promise<Settled> {
    if (manager) {
      return this.connection.write(() => settleJobs(this.dialect, outcomes), manager, true);
    }
    if (!arePlain(outcomes)) {
      return this.connection.transact(() => settleJobs(this.dialect, outcomes));
    }
    const applied = await this.connection.take(() => settlePlain(this.dialect, outcomes));
    const others = outcomes.filter((_, index) => !applied[index]);
    if (others.length === 0) {
      return { applied, released: { queues: [], due: false } };
    }
    // Somebody has come to wait for them since they were claimed, or they are no longer the worker's.
    const settled = await this.connection.transact(() => settleJobs(this.dialect, others));
    const late = settled.applied.values();
    return { ...settled, applied: applied.map((isApplied) => isApplied || late.next().value!) };
  }

  insertContinuations(continuations: NewContinuation[], manager?: EntityManager): Promise<WakeHint> {
    return this.connection.write(() => insertContinuations(this.dialect, continuations), manager, true);
  }

  insertBatches(changes: BatchChange[], manager?: EntityManager): Promise<WakeHint> {
    return this.connection.write(() => insertBatches(this.dialect, changes), manager, true);
  }

  cancelBatch(cancel: BatchCancel, manager?: EntityManager): Promise<WakeHint | null> {
    return this.connection.write(() => cancelBatch(this.dialect, cancel), manager, true);
  }

  findBatch(id: string): Promise<BatchInfo | null> {
    return this.connection.read(() => flow.findBatch(this.dialect, id));
  }

  dependencies(jobId: string, limit = MANY): Promise<{ parents: Dependency[]; children: Dependency[] }> {
    return this.connection.ask(() => flow.dependencies(this.dialect, jobId, limit));
  }

  parentResults(jobId: string): Promise<(string | null)[]> {
    return this.connection.execute(() => flow.parentResults(this.dialect, jobId));
  }

  promoteDue(limit: number): Promise<Promoted> {
    return this.connection.take(() => maintenance.promoteDueJobs(this.dialect, limit));
  }

  glance(scope: RecurringScope): Promise<records.Glance> {
    return this.connection.execute(() => maintenance.glance(this.dialect, scope));
  }

  changeRecurring<Changes extends RecurringChanges>(
    selection: RecurringSelection,
    decide: (rows: RecurringRow[], now: number) => Changes,
    manager?: EntityManager,
  ): Promise<Changes> {
    const operation = () => changeRecurring(this.dialect, selection, decide);
    return 'ids' in selection
      ? this.connection.write(operation, manager, true)
      : this.connection.transact(operation);
  }

  findRecurring(id: string): Promise<RecurringRow | null> {
    return this.connection.read(() => recurring.findRecurring(this.dialect, id));
  }

  listRecurring(
    limit: number,
    cursor: string | null,
    prefix: string | null = null,
  ): Promise<RecurringSummaryRow[]> {
    return this.connection.read(() => recurring.listRecurring(this.dialect, limit, cursor, prefix));
  }

  recurringHistory(id: string, limit: number): Promise<RecurringHistoryEntry[]> {
    return this.connection.read(() => recurring.recurringHistory(this.dialect, id, limit));
  }

  async journal(
    lines: records.JobLogLine[],
    progress: (records.ClaimKey & { progress: number })[],
  ): Promise<void> {
    if (lines.length > 0) {
      await this.connection.execute(() => writeLog(this.dialect, lines));
    }
    if (progress.length > 0) {
      await this.connection.take(() => writeProgress(this.dialect, progress));
    }
  }

  registerWorker(worker: records.WorkerRegistration): Promise<void> {
    return this.connection.execute(() => workers.registerWorker(this.dialect, worker));
  }

  heartbeat(
    workerId: string,
    lease: number,
    running: number,
    vitals?: records.WorkerVitals,
  ): Promise<boolean> {
    return this.connection.execute(() => workers.extendLease(this.dialect, workerId, lease, running, vitals));
  }

  drain(workerIds: string[], draining: boolean): Promise<string[]> {
    return this.connection.write(
      () => workers.drainWorkers(this.dialect, workerIds, draining),
      undefined,
      true,
    );
  }

  isDraining(workerId: string): Promise<boolean> {
    return this.connection.execute(() => workers.isDraining(this.dialect, workerId));
  }

  removeWorker(workerId: string): Promise<void> {
    return this.connection.execute(() => workers.removeWorker(this.dialect, workerId));
  }

  checkClaims(claims: records.ClaimKey[]): Promise<boolean[]> {
    return this.connection.execute(() => workers.checkClaims(this.dialect, claims));
  }

  claimsOf(workerId: string): Promise<records.HeldJob[]> {
    return this.connection.execute(() => workers.claimsOf(this.dialect, workerId));
  }

  async recover(request: RecoverRequest): Promise<RecoveredJob[]> {
    if (!(await this.connection.execute(() => maintenance.hasLostJobs(this.dialect)))) {
      return [];
    }
    return this.connection.transact(() => maintenance.recoverJobs(this.dialect, request));
  }

  failUnknown(request: FailUnknownRequest): Promise<FailedJob[]> {
    return this.connection.transact(() => maintenance.failUnknownJobs(this.dialect, request));
  }

  prune(limit: number, keepWorkers: number): Promise<number> {
    return this.connection.transact(() => maintenance.pruneJobs(this.dialect, limit, keepWorkers));
  }

  find(id: string): Promise<records.JobRow | null> {
    return this.connection.read(() => findJob(this.dialect, id));
  }

  history(id: string, limit = MANY): Promise<records.JobHistoryEntry[]> {
    return this.connection.ask(() => jobHistory(this.dialect, id, limit));
  }

  lastError(id: string): Promise<StoredError | null> {
    return this.connection.ask(() => lastError(this.dialect, id));
  }

  log(id: string): Promise<records.JobLogEntry[]> {
    return this.connection.read(() => jobLog(this.dialect, id));
  }

  list(filter: JobFilter, limit: number, cursor: string | null): Promise<records.JobSummary[]> {
    return this.connection.read(() => listJobs(this.dialect, filter, limit, cursor));
  }

  count(filter: JobFilter, cap: number): Promise<records.CappedCount> {
    return this.connection.read(() => countJobs(this.dialect, filter, cap));
  }

  activeQueues(): Promise<string[]> {
    return this.connection.read(() => activeQueues(this.dialect));
  }

  workers(): Promise<records.WorkerInfo[]> {
    return this.connection.read(() => workers.listWorkers(this.dialect));
  }

  isUnavailable(error: unknown): boolean {
    return isConnectionError(error) || error instanceof StoreUnavailableError;
  }

  isRefusal(error: unknown): boolean {
    return isDataError(error);
  }

  notify(hint: WakeHint): Promise<void> {
    return this.connection.notify(hint);
  }

  listen(onHint: (hint: WakeHint) => void): Promise<boolean> {
    return this.connection.listen(onHint);
  }
}
