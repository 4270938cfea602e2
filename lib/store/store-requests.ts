import type { StoredError } from '../interfaces/index.js';
import type { Retention } from './job-records.js';

/** What came of outcomes. */
export interface Settled {
  /** For each whether it was written. */
  applied: boolean[];
  /** Where the continuations are that they have released. */
  released: WakeHint;
}

/** Names of queues that got jobs; `due`: a job was scheduled, so the next due time may have changed. */
export interface WakeHint {
  queues: string[];
  due: boolean;
  /** Gates that got jobs, or at which places have become free: for the worker of this process. */
  gates?: string[];
}

export interface ClaimRequest {
  workerId: string;
  queue: string;
  types: string[];
  limit: number;
}

export interface RecoverRequest {
  limit: number;
  maxLost: number;
  /** How long a job that failed this way is kept. */
  keep: Retention;
}

export interface FailUnknownRequest {
  after: number;
  limit: number;
  keep: Retention;
}

/** A job that maintenance has moved. */
export interface MaintainedJob {
  id: string;
  type: string;
  queue: string;
  /** The attempt that was lost, or the last one there was. */
  attempt: number;
}

/** Scheduled jobs that have become due. */
export interface Promoted {
  count: number;
  /** Where they are now; those that have to wait for a limit first are at the gates. */
  queues: string[];
  gates: string[];
}

export interface RecoveredJob extends MaintainedJob {
  /** Where it waits for its limits, if it has any. */
  gate: string | null;
  /** It went to `failed` with this error; without one, back to its queue. */
  error: StoredError | null;
}

export interface FailedJob extends MaintainedJob {
  error: StoredError;
}
