import type { EntityManager } from 'typeorm';
import type { StoredError } from '../interfaces/index.js';
import type { DashboardStore } from './dashboard-store.js';
import type { BatchCancel, BatchChange, BatchInfo, Dependency, NewContinuation } from './flow-records.js';
import type { JobFilter } from './job-filter.js';
import type { LimitStore } from './limit-store.js';
import type { MetricStore } from './metric-store.js';
import type { OperationStore } from './operation-store.js';
import type {
  RecurringChanges,
  RecurringRow,
  RecurringHistoryEntry,
  RecurringScope,
  RecurringSelection,
  RecurringSummaryRow,
} from './recurring-records.js';
import type {
  CappedCount,
  ClaimedJob,
  ClaimKey,
  Glance,
  HeldJob,
  JobHistoryEntry,
  JobLogEntry,
  JobLogLine,
  JobRow,
  JobSummary,
  NewJob,
  Outcome,
  Transition,
  UniqueOutcome,
  WorkerInfo,
  WorkerRegistration,
  WorkerVitals,
} from './job-records.js';
import type {
  ClaimRequest,
  FailedJob,
  FailUnknownRequest,
  Promoted,
  RecoveredJob,
  RecoverRequest,
  Settled,
  WakeHint,
} from './store-requests.js';

/** How much is read of what may be without end, unless the caller says. */
export const MANY = 1_000;

/**
 * The one door to the database. Every operation is set-based, takes durations instead of instants
 * (the database's clock decides what is due and who is dead), and may be called by any number of
 * processes at once. `nestfire/testing` exports `jobStoreContract()`, the suite that every
 * implementation passes.
 */
export abstract class JobStore {
  /** Limits and pauses. */
  abstract readonly limits: LimitStore;

  /** Actions on sets of jobs. */
  abstract readonly operations: OperationStore;

  /** Numbers of what jobs have done. */
  abstract readonly metrics: MetricStore;

  // ------------------------------------------------------------------ life

  /**
   * Connects and brings the schema up to date, once; later calls return the same promise, and a
   * failed one is tried again. Processes that start together migrate one after the other.
   * @throws {StoreUnavailableError} when the database cannot be reached within `connectTimeout`.
   * @throws {SchemaVersionError} when the schema is newer than the code, or missing with `migrations: 'manual'`.
   */
  abstract open(): Promise<void>;

  /** Closes what `open()` opened. */
  abstract close(): Promise<void>;

  /** Whether the error says that the database cannot be reached now: the same call may work later. */
  abstract isUnavailable(error: unknown): boolean;

  /** Whether the error is about the data: the same call will never work. */
  abstract isRefusal(error: unknown): boolean;

  // ------------------------------------------------------------------ producing

  /**
   * Writes the jobs, all or none; with `manager`, in the transaction it is in. A job is `scheduled`
   * if it is due later by the database's clock, otherwise `enqueued`.
   */
  abstract insert(jobs: NewJob[], manager?: EntityManager): Promise<void>;

  /**
   * Writes jobs of which each must not be there twice, all or none; returns for each what became of
   * it. Two that come at once are one.
   * @throws {DuplicateJobError} when a key is held and `onConflict` is `error`.
   */
  abstract insertUnique(jobs: NewJob[], manager?: EntityManager): Promise<UniqueOutcome[]>;

  /**
   * Moves jobs by somebody's will and writes it in their history; returns the ids that moved. A job
   * that is `processing` leaves its worker: the outcome it may still report no longer fits the row.
   * Waits for rows that are being written, so an action is never silently skipped.
   */
  abstract transition(transition: Transition, manager?: EntityManager): Promise<string[]>;

  /**
   * Writes jobs that wait for others. What has ended already counts at once; what ends while this is
   * written is seen by one of the two.
   * @throws {JobNotFoundError} when a parent does not exist; then nothing is written.
   */
  abstract insertContinuations(continuations: NewContinuation[], manager?: EntityManager): Promise<WakeHint>;

  /**
   * Writes batches with their jobs, outer ones before those in them, and adds to those that exist:
   * all or nothing.
   * @throws {BatchNotFoundError} when one to add to does not exist.
   */
  abstract insertBatches(changes: BatchChange[], manager?: EntityManager): Promise<WakeHint>;

  /** Deletes every job of the batch, and of those in it, that has not finished. `null`: it has finished, or does not exist. */
  abstract cancelBatch(cancel: BatchCancel, manager?: EntityManager): Promise<WakeHint | null>;

  // ------------------------------------------------------------------ working

  /**
   * Takes up to `limit` enqueued jobs of one queue whose type is among `types`, by priority, then
   * time, then id, and returns them in that order. Two concurrent claims never return one job:
   * rows locked by another claim are passed over. Each claim has a number of its own, which fences
   * the outcome. A worker whose lease has ended gets nothing.
   */
  abstract claim(request: ClaimRequest): Promise<ClaimedJob[]>;

  /**
   * Writes outcomes, each only if its claim still holds the job; returns for each whether it did.
   * The rows of the others are left as they are. This is what stops a worker that was frozen past
   * its lease from overwriting what another has done since. In the same transaction continuations
   * are released and batches counted; with `manager`, in the transaction it is in.
   */
  abstract settle(outcomes: Outcome[], manager?: EntityManager): Promise<Settled>;

  /** Makes up to `limit` due jobs `enqueued`; returns how many, and the queues they are in. Safe on every worker at once. */
  abstract promoteDue(limit: number): Promise<Promoted>;

  /** One cheap look: which queues hold enqueued jobs, when the next scheduled one and the next recurring one are due, and whether there is anything else to do. */
  abstract glance(scope: RecurringScope): Promise<Glance>;

  /** Stores log lines and the last progress (0 to 1) of running jobs; progress only if nobody has claimed the job since. */
  abstract journal(lines: JobLogLine[], progress: (ClaimKey & { progress: number })[]): Promise<void>;

  // ------------------------------------------------------------------ recurring jobs

  /**
   * Locks recurring jobs, has `decide` say what becomes of them at the database's time, and writes
   * that together with the jobs it creates, in one transaction: whatever dies in between, an
   * occurrence has created its job and moved on, or neither. Due ones that another worker is busy
   * with are passed over, so that no occurrence is seen twice; those that are named are waited for.
   * `decide` must not touch anything else: it is called again after a conflict.
   */
  abstract changeRecurring<Changes extends RecurringChanges>(
    selection: RecurringSelection,
    decide: (rows: RecurringRow[], now: number) => Changes,
    manager?: EntityManager,
  ): Promise<Changes>;

  abstract findRecurring(id: string): Promise<RecurringRow | null>;

  /** In the order of the ids, from above `cursor`; only those that begin with `prefix`. */
  abstract listRecurring(
    limit: number,
    cursor: string | null,
    prefix?: string | null,
  ): Promise<RecurringSummaryRow[]>;

  /** The last jobs of a recurring job, the newest first; up to 100 that retention has removed are among them. */
  abstract recurringHistory(id: string, limit: number): Promise<RecurringHistoryEntry[]>;

  // ------------------------------------------------------------------ leases

  /** Adds a worker, alive for the length of its lease. */
  abstract registerWorker(worker: WorkerRegistration): Promise<void>;

  /**
   * Extends the worker's lease by `lease` ms. `false`: the lease had already ended (or the
   * registration is gone) and stays ended, because others may have taken its jobs.
   */
  abstract heartbeat(
    workerId: string,
    lease: number,
    running: number,
    vitals?: WorkerVitals,
  ): Promise<boolean>;

  /** Asks workers to finish what they run and claim no more, or to claim again; returns which there are. */
  abstract drain(workerIds: string[], draining: boolean): Promise<string[]>;

  /** Whether the worker has been asked to claim no more. */
  abstract isDraining(workerId: string): Promise<boolean>;

  /** Ends the worker's lease because it has stopped. It is listed no longer; what it knew is remembered. */
  abstract removeWorker(workerId: string): Promise<void>;

  /** For each of these claims, whether it still holds: the job may have been deleted, requeued or recovered. */
  abstract checkClaims(claims: ClaimKey[]): Promise<boolean[]>;

  /** Every job the worker holds. It may know nothing of some: the answer to a claim can get lost. */
  abstract claimsOf(workerId: string): Promise<HeldJob[]>;

  // ------------------------------------------------------------------ maintenance

  /**
   * Hands back up to `limit` jobs whose worker's lease has ended or whose worker is unknown: to
   * their queue without spending the attempt, or to `failed` when this was the `maxLost`th loss.
   * Any number of workers may do it at once; each job is recovered once.
   */
  abstract recover(request: RecoverRequest): Promise<RecoveredJob[]>;

  /**
   * Fails up to `limit` jobs that have been waiting for longer than `after` ms and whose type no
   * worker has known within that time.
   */
  abstract failUnknown(request: FailUnknownRequest): Promise<FailedJob[]>;

  /**
   * Removes up to `limit` finished jobs whose retention is over, and workers gone for longer than
   * `keepWorkers` ms; returns how many jobs.
   */
  abstract prune(limit: number, keepWorkers: number): Promise<number>;

  // ------------------------------------------------------------------ reading

  /** The job with its payload; `null` when there is none. */
  abstract find(id: string): Promise<JobRow | null>;

  /**
   * The last `limit` lines of the job's history, oldest first; by default `MANY`.
   * @throws {QueryTimeoutError} when the database takes longer than 5 s over it.
   */
  abstract history(id: string, limit?: number): Promise<JobHistoryEntry[]>;

  /**
   * The last error in the job's history; `null` when there is none.
   * @throws {QueryTimeoutError} when the database takes longer than 5 s over it.
   */
  abstract lastError(id: string): Promise<StoredError | null>;

  /** Log lines in the order they were written. */
  abstract log(id: string): Promise<JobLogEntry[]>;

  abstract findBatch(id: string): Promise<BatchInfo | null>;

  /**
   * What the job or batch waits for or has waited for, in the order of the results, and what waits for it:
   * the first `limit` of each, by default `MANY`.
   * @throws {QueryTimeoutError} when the database takes longer than 5 s over it.
   */
  abstract dependencies(
    jobId: string,
    limit?: number,
  ): Promise<{ parents: Dependency[]; children: Dependency[] }>;

  /** The serialised results of the job's parents, in their order; `null` where there is none. */
  abstract parentResults(jobId: string): Promise<(string | null)[]>;

  /** Newest first, without payloads, from below `cursor`. */
  abstract list(filter: JobFilter, limit: number, cursor: string | null): Promise<JobSummary[]>;

  /** Counts up to `cap` and no further. */
  abstract count(filter: JobFilter, cap: number): Promise<CappedCount>;

  /** The queues that hold jobs in one of the waiting states or are being worked on. */
  abstract activeQueues(): Promise<string[]>;

  abstract workers(): Promise<WorkerInfo[]>;

  /** What only a dashboard asks for. */
  abstract readonly dashboard: DashboardStore;

  // ------------------------------------------------------------------ hints

  /**
   * Tells other processes that jobs have come, where the database can (PostgreSQL); elsewhere it
   * does nothing. A hint may get lost: polling is the truth.
   */
  abstract notify(hint: WakeHint): Promise<void>;

  /** Listens for hints; resolves to `true` when it does and `false` when the database has no such thing. */
  abstract listen(onHint: (hint: WakeHint) => void): Promise<boolean>;
}
