import type { ContinuationCondition, JobState } from '../interfaces/index.js';
import type { NewJob, Retention } from './job-records.js';

/** A job to be written that waits for others. */
export interface NewContinuation {
  job: NewJob;
  /** In the order in which their results are handed on. */
  parents: { id: string; kind: 'job' | 'batch' }[];
  on: ContinuationCondition;
  /** How long it is kept if it will never run, in ms; `Infinity` for ever. */
  keep: number;
}

/** A batch to be written, or one to add jobs to. */
export interface BatchChange {
  id: string;
  /** `null`: it exists already. */
  name: string | null;
  /** The batch it is part of, in the same change or there already. */
  parentId: string | null;
  jobs: NewJob[];
  continuations: NewContinuation[];
}

/** A batch to be cancelled. */
export interface BatchCancel {
  id: string;
  reason: string | null;
  actor: string | null;
  /** How long the deleted jobs are kept. */
  keep: Retention;
}

export type BatchState = 'processing' | 'succeeded' | 'failed' | 'cancelled';

/** Jobs that belong together. */
export interface BatchInfo {
  id: string;
  name: string;
  /** The batch it is part of. */
  parentId: string | null;
  /** `succeeded`: all of them; `failed`: all have finished, and some have failed or were deleted. */
  state: BatchState;
  /** Jobs and batches in it. */
  total: number;
  /** Those that have not finished. */
  pending: number;
  succeeded: number;
  failed: number;
  deleted: number;
  createdAt: Date;
  finishedAt: Date | null;
  cancelledAt: Date | null;
  /** Why it was cancelled, and by whom. */
  reason: string | null;
  actor: string | null;
}

/** A job that waits for another, or has waited. */
export interface Dependency {
  parentId: string;
  childId: string;
  kind: 'job' | 'batch';
  on: ContinuationCondition;
  /** The state in which the parent finished; `null` while it has not. */
  state: JobState | 'cancelled' | null;
}
