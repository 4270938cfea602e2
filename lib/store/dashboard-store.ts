import type { JobState, LogLevel } from '../interfaces/index.js';
import type { BatchInfo, BatchState } from './flow-records.js';
import type { JobFilter } from './job-filter.js';
import type { CappedCount, JobLogEntry, JobSummary } from './job-records.js';
import type { RecurringGroup, RecurringHistoryEntry, RecurringSummaryRow } from './recurring-records.js';

/**
 * What only a dashboard asks the database for. Every answer costs the same however many jobs are kept:
 * searches look at a limited number of jobs and say so, counts stop, and what takes too long ends in an
 * error. Nothing here reads arguments, results, logs or stacks of more than one job.
 */
export abstract class DashboardStore {
  /** The TypeORM driver. */
  abstract readonly driver: string;

  /** Whether `SearchFilter.args` works on this database. */
  abstract canSearchArguments(): Promise<boolean>;

  /** The database's clock as it is when the answer comes, epoch ms. */
  abstract now(): Promise<number>;

  /**
   * Jobs from below `cursor`, newest first; or from above it, oldest first.
   * @throws {QueryTimeoutError}
   */
  abstract search(filter: SearchFilter, page: SearchPage): Promise<SearchResult>;

  /**
   * How many there are, counted up to a cap.
   * @throws {QueryTimeoutError}
   */
  abstract count(filter: SearchFilter): Promise<CappedCount>;

  /**
   * The same in each state; what the filter says of states is left aside.
   * @throws {QueryTimeoutError}
   */
  abstract countByState(filter: SearchFilter): Promise<Record<JobState, CappedCount>>;

  /** Lines of a job's log, in the order they were written. */
  abstract logLines(jobId: string, request: LogRequest): Promise<LogLine[]>;

  /** How many jobs of each queue are in this state: only those that come first are counted. */
  abstract countByQueue(state: 'scheduled' | 'throttled'): Promise<QueueCounts>;

  /** The job that has been due for longest of those that could start; `null`: none waits. */
  abstract oldestWaiting(queues: string[]): Promise<JobSummary | null>;

  /** What workers take next from a queue. */
  abstract nextInQueue(queue: string, limit: number): Promise<JobSummary[]>;

  /** The first values of a field that begin with `prefix`, in their order. */
  abstract suggest(field: SuggestedField, prefix: string, limit: number): Promise<string[]>;

  /** The last jobs of each of these recurring jobs, the newest first. */
  abstract recurringRuns(ids: string[], limit: number): Promise<Map<string, RecurringHistoryEntry[]>>;

  /**
   * The first recurring jobs of a group, however many there are.
   * @throws {QueryTimeoutError}
   */
  abstract recurring(which: RecurringGroup, limit: number): Promise<RecurringSummaryRow[]>;

  /** Newest first, from below `cursor`. */
  abstract batches(filter: BatchFilter, limit: number, cursor: string | null): Promise<BatchInfo[]>;

  /** Since when finished jobs should have been removed; `null`: retention is not behind. Epoch ms. */
  abstract oldestExpired(): Promise<number | null>;

  abstract writeAudit(entry: NewAuditRecord): Promise<void>;

  /** Newest first, from below `cursor`. */
  abstract listAudit(filter: AuditFilter, limit: number, cursor: string | null): Promise<AuditRecord[]>;

  /** Removes up to `limit` entries older than `age` ms; returns how many. */
  abstract pruneAudit(age: number, limit: number): Promise<number>;
}

export interface QueueCounts {
  queues: Map<string, CappedCount>;
  /** Counting has stopped: queues that are not named here may have such jobs too. */
  capped: boolean;
}

export interface SearchFilter extends JobFilter {
  /** Texts that the last error has, all of them. */
  texts?: string[];
  /** Values in the arguments, all of them. */
  args?: ArgumentMatch[];
}

/** Where it may be any argument, so many of the first are looked into. */
export const SEARCHED_ARGUMENTS = 10;

/**
 * A value at a path below an argument: that with the number `argument`, or any. Digits are indexes of
 * lists; nothing inside of a Map or a Set has a path.
 */
export interface ArgumentMatch {
  argument: number | null;
  path: string[];
  value: string;
}

export interface SearchPage {
  limit: number;
  cursor: string | null;
  direction: 'older' | 'newer';
}

export interface SearchResult {
  jobs: JobSummary[];
  /** Where to go on; `null` when there is nothing more. */
  next: string | null;
  /** Only so many jobs were looked at; `null` when all were. */
  horizon: number | null;
}

export interface LogRequest {
  /** Lines after the one with this id. */
  after: string | null;
  attempt: number | null;
  levels: readonly LogLevel[];
  limit: number;
}

export interface LogLine extends JobLogEntry {
  /** Of the line; ordered. */
  id: string;
}

export type SuggestedField = 'type' | 'queue' | 'tag';

export interface BatchFilter {
  state?: BatchState;
  parentId?: string;
}

/** Something that a person did, or was refused. */
export interface NewAuditRecord {
  actor: string | null;
  action: string;
  targetKind: string;
  targetId: string;
  reason: string | null;
  result: 'done' | 'refused' | 'failed' | 'unknown';
  code: string | null;
  /** As JSON. */
  params: string;
}

export interface AuditRecord extends NewAuditRecord {
  id: string;
  at: Date;
}

export interface AuditFilter {
  actor?: string;
  action?: string;
  targetId?: string;
}

/** The states in which workers find jobs: few jobs, each in an index of its state. */
export const LIVE_STATES = ['scheduled', 'enqueued', 'processing'] as const satisfies JobState[];
