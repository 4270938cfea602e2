import type { EntityManager } from 'typeorm';
import type { Duration } from '../utils/duration.js';
import type { JobState } from './job-state.type.js';
import type { LimitOptions } from './limit-options.interface.js';
import type { RetryOptions, StorableRetryOptions } from './retry-options.interface.js';

/** How long finished jobs are kept before they are removed. `Infinity` keeps them for ever. */
export interface RetentionOptions {
  /** Default `'1d'`. */
  succeeded?: Duration;
  /** Default `'30d'`. */
  failed?: Duration;
  /** Default `'1d'`. */
  deleted?: Duration;
}

/** What a job type decides about its jobs, and what a single call may override. */
interface CommonJobOptions {
  /** Queue the job waits in: 1 to 100 characters. Default `'default'`. */
  queue?: string;
  /** Order within the queue: lower runs first. A whole number from −32768 to 32767, default 0. */
  priority?: number;
  /** How long one attempt may take before its signal aborts and it fails. Default: no limit. */
  timeout?: Duration;
  /** Not twice at a time: `true` for the same arguments, or see `UniqueOptions`. Default `false`. */
  unique?: boolean | UniqueOptions;
}

/** What makes a job one that must not be there twice. */
export interface UniqueOptions {
  /**
   * What is the same for jobs that are the same: a text, or a function of the arguments (on
   * `@BackgroundJob()`). Default: the arguments. Jobs of different types are never the same.
   */
  key?: string | ((...args: never[]) => string);
  /**
   * How long a job counts: `'queued'` until a worker claims it, `'unfinished'` until it has
   * succeeded, failed or been deleted. Default `'unfinished'`, and with `within` only what that says.
   */
  while?: 'queued' | 'unfinished';
  /** A job counts for this long after it was created, at most; not longer than it is kept. */
  within?: Duration;
  /**
   * What `enqueue()` does when there is one: `'ignore'` (default) gives its handle; `'replace'` also
   * gives it the new arguments, time, priority, `retry` and `timeout` if it has not started, and leaves
   * its queue and tags; `'error'` throws a `DuplicateJobError`.
   */
  onConflict?: 'ignore' | 'replace' | 'error';
}

/**
 * What of Nest takes part in jobs: interceptors and pipes, global ones and those of the class and
 * the method. Guards and exception filters do not: they are about who asks and what is answered.
 */
export type JobEnhancer = 'interceptors' | 'pipes';

/** Options of `@BackgroundJob()`. */
export interface BackgroundJobOptions extends CommonJobOptions, LimitOptions {
  /** The stored name of the method, default `ClassName.method`. Fix it to survive renames and minifiers. */
  name?: string;
  /** Earlier names: rows stored under them still run this method. */
  aliases?: string[];
  /** Default: the module's. */
  retry?: RetryOptions;
  /** How long finished jobs are kept. Default: the module's. */
  retention?: RetentionOptions;
  /** Interceptors and pipes to call the method through. Default: the module's. */
  enhancers?: JobEnhancer[];
}

/** Options of one call: `enqueue()`, `schedule()`, `enqueueMany()`, `enqueueByName()`. */
export interface EnqueueOptions extends CommonJobOptions {
  /** Wait this long by the database's clock before the job is due. Not together with `at`. */
  delay?: Duration;
  /** The moment the job is due by the database's clock; one in the past means now. Not together with `delay`. */
  at?: Date;
  /** Labels to find the job by: up to 20, each 1 to 100 characters. */
  tags?: string[];
  /** Default: the type's. A function cannot be stored with a job. */
  retry?: StorableRetryOptions;
  /** Write the job through this manager: it commits or rolls back with the caller's transaction. */
  manager?: EntityManager;
}

/** Options of `schedule()`, which takes the time as an argument. */
export type ScheduleOptions = Omit<EnqueueOptions, 'delay' | 'at'>;

/** Options of a call in a batch. */
export type BatchJobOptions = Omit<EnqueueOptions, 'manager'>;

/** On which outcome of its parents a continuation runs; `'finished'` is any. */
export type ContinuationCondition = 'succeeded' | 'failed' | 'deleted' | 'finished';

/** Options of `continueWith()` in a batch. */
export interface BatchContinueOptions<
  Condition extends ContinuationCondition = ContinuationCondition,
> extends Omit<BatchJobOptions, 'at' | 'unique'> {
  /**
   * On which outcome of its parents it runs. When one of them ends otherwise, the continuation is
   * deleted, with the reason in its history. Default `'succeeded'`.
   */
  on?: Condition;
  /** Wait this long after the last parent has ended. */
  delay?: Duration;
}

/** Options of `continueWith()`. */
export interface ContinueOptions<
  Condition extends ContinuationCondition = ContinuationCondition,
> extends BatchContinueOptions<Condition> {
  /** Write the continuation through this manager: it commits or rolls back with the caller's transaction. */
  manager?: EntityManager;
}

/** Who does something to a job and why; both end up in its history. */
export interface JobActionOptions {
  /** Up to 1000 characters. */
  reason?: string;
  /** The person or the system that acts, e.g. a user name. */
  actor?: string;
  /** Act through this manager: the change commits or rolls back with the caller's transaction. */
  manager?: EntityManager;
}

/** The same for one job. */
export interface OneJobActionOptions extends JobActionOptions {
  /** Only when the job is in one of these states at that moment; otherwise nothing happens, and it is `false`. Default: any. */
  states?: readonly JobState[];
}
