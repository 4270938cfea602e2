import type { JobFilter } from './job-filter.js';
import type { JobAction } from './job-records.js';

/** `failed`: the database has refused it; what was done until then stays done. */
export type OperationState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** An action on every job that a filter means, to be written. */
export interface NewOperation {
  /** A UUIDv7. */
  id: string;
  action: JobAction;
  filter: JobFilter;
  reason: string | null;
  actor: string | null;
}

/** An operation to be stopped. */
export interface OperationCancel {
  id: string;
  reason: string | null;
  actor: string | null;
}

/** An action on a set of jobs, and how far it has come. */
export interface OperationInfo extends NewOperation {
  state: OperationState;
  createdAt: Date;
  /** When a worker began with it. */
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Jobs met so far that the filter means: those that were moved and those that were skipped. */
  matched: number;
  moved: number;
  /** It did not apply to them: they were deleted or in that queue already, or were meant no longer. */
  skipped: number;
  /** Why it failed. */
  error: string | null;
  /** Why it was cancelled, and by whom. */
  cancelReason: string | null;
  cancelledBy: string | null;
}

/** What one slice of an operation has done. */
export interface OperationSlice {
  id: string;
  /** Of the operation, after it. */
  state: OperationState;
  error: string | null;
  /** Jobs that a worker held when they were moved. */
  interrupted: string[];
  /** Whether workers may have something to do now. */
  wakes: boolean;
}
