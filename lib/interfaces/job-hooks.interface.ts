import type { Type } from '@nestjs/common';
import type { Duration } from '../utils/duration.js';
import type { JobRequest } from './job-request.interface.js';
import type { JobState } from './job-state.type.js';
import type { StoredError } from './stored-error.interface.js';

type Awaitable = void | Promise<void>;

/**
 * Code around the jobs of an application, of a class or of a method: all of it is optional, and each
 * may be asynchronous. The README says in which order hooks are called, and what comes of one that
 * throws or takes longer than `hookTimeout`.
 */
export interface JobHooks {
  /** Before a job is written: may change it, or forbid it. Not for the jobs of recurring jobs. */
  onCreating?(creation: JobCreation): Awaitable;
  /** After it was committed. Nobody waits for it: the job may be running already. Not for the jobs of recurring jobs. */
  onCreated?(job: CreatedJob): Awaitable;
  /** Before the handler of each attempt, as part of the job: `JobContext` speaks of it. If it throws, the handler is not called. */
  onPerforming?(job: JobRequest): Awaitable;
  /** After the handler, and also if it was never called because a later hook threw. */
  onPerformed?(job: JobRequest, ended: JobEnd): Awaitable;
  /** Before the outcome of an attempt is written: may replace it. */
  onStateElection?(election: StateElection): Awaitable;
  /** After the outcome was written, outside of the job. Not when the job was no longer this worker's. */
  onStateApplied?(change: AppliedState): Awaitable;
}

/** A class of hooks. */
export type JobHooksClass = Type<JobHooks>;

/** A job that was written. */
export interface CreatedJob {
  readonly id: string;
  /** The stored name of the job type. */
  readonly type: string;
  /** A copy of what was passed. */
  readonly args: unknown[];
  readonly queue: string;
  readonly priority: number;
  /** Due this many ms after it was written, or `at` this moment; at once with neither. */
  readonly delay: Duration | null;
  readonly at: Date | null;
  readonly tags: string[];
  /** The batch it belongs to. */
  readonly batchId: string | null;
  /** Whether it waits for other jobs. The places of their results are `null` among its arguments. */
  readonly isContinuation: boolean;
}

/** A job that is about to be written, to be changed by assignment. */
export interface JobCreation extends CreatedJob {
  args: unknown[];
  queue: string;
  priority: number;
  /** Not together with `at`. */
  delay: Duration | null;
  /** Not together with `delay`, and not for a continuation. */
  at: Date | null;
  tags: string[];
  /**
   * The job must not be: `enqueue()` rejects with a `JobVetoedError`, and nothing is written of all
   * that was to be written with it. No further hook is asked.
   */
  veto(reason: string): void;
}

/** How an attempt has ended: with what its handler returned, or what it or a hook before it threw. */
export type JobEnd = { kind: 'returned'; result: unknown } | { kind: 'threw'; error: unknown };

/** What becomes of a job after an attempt. */
export type JobOutcome =
  | { kind: 'succeeded' }
  | { kind: 'failed'; reason: string; error: StoredError | null }
  /** Runs again after `delay` ms. */
  | { kind: 'retried'; reason: string; error: StoredError | null; delay: number }
  /** The same, without having spent an attempt. */
  | { kind: 'snoozed'; delay: number }
  | { kind: 'deleted'; reason: string; error: StoredError | null };

/** The choice of what becomes of a job. The last call counts; with none, the candidate stands. */
export interface StateElection {
  readonly job: JobRequest;
  /** What the attempt, or the hook before, wants it to be. */
  readonly candidate: JobOutcome;
  /** How the attempt has ended: the error here is the one that was thrown. */
  readonly ended: JobEnd;
  /** @throws {JobSerializationError} when the result cannot be stored. */
  succeed(result?: unknown): void;
  /** It fails for good, whatever attempts are left. */
  fail(reason?: string): void;
  /** It runs again, even if its attempts are used up. */
  retry(delay: Duration, reason?: string): void;
  /** It runs again without having spent an attempt. */
  snooze(delay: Duration): void;
  /** It is given up: continuations and its batch see a deleted job. */
  delete(reason?: string): void;
}

/** An outcome that was written. */
export interface AppliedState {
  readonly job: Pick<JobRequest, 'id' | 'type' | 'queue' | 'attempt'>;
  /** Where the job stands now. */
  readonly state: JobState;
  /** `released`: the worker stopped, and the job goes back to its queue without having spent an attempt. */
  readonly outcome: JobOutcome | { kind: 'released'; reason: string };
  /** How long the attempt ran, in ms. */
  readonly runTime: number;
}
