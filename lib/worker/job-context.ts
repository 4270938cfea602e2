import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobsOptionsError } from '../errors/index.js';
import { withoutNul } from '../serialization/index.js';
import { LOG_LEVELS, type LogLevel } from '../interfaces/index.js';
import { describeValue, requireOneOf, toDelay, truncate, type Duration } from '../utils/index.js';
import { JobCompletion } from './job-completion.js';
import { JobJournal } from './job-journal.js';
import { requireRunningJob, runningJob } from './running-job.js';

/**
 * The running job, seen from inside it. Inject it anywhere: it speaks of the job whose handler
 * (indirectly) called. Every member but `active` throws a `NoJobContextError` outside of a job.
 */
@Injectable()
export class JobContext {
  constructor(
    private readonly journal: JobJournal,
    private readonly completion: JobCompletion,
  ) {}

  /** Whether the code runs inside a job. */
  get active(): boolean {
    return runningJob() !== undefined;
  }

  /** The job's id: a key for effects that must happen once. */
  get id(): string {
    return requireRunningJob('id').job.id;
  }

  /** The stored name of the job type. */
  get type(): string {
    return requireRunningJob('type').job.type;
  }

  /** The attempt that is running, from 1. */
  get attempt(): number {
    return requireRunningJob('attempt').job.attempt;
  }

  /** The queue it came from. */
  get queue(): string {
    return requireRunningJob('queue').job.queue;
  }

  /** The tags it was enqueued with. */
  get tags(): readonly string[] {
    return requireRunningJob('tags').tags;
  }

  /** When it was created: the same at each attempt. */
  get createdAt(): Date {
    return new Date(requireRunningJob('createdAt').job.createdAt);
  }

  /** The recurring job that created it; `null` for any other job. */
  get recurringId(): string | null {
    return requireRunningJob('recurringId').job.recurringId;
  }

  /**
   * The nominal time of the recurring job's occurrence: when it should have started, however late
   * it does. `null` when the job was triggered or is not a recurring job's.
   */
  get occurrenceAt(): Date | null {
    const { occurrenceAt } = requireRunningJob('occurrenceAt').job;
    return occurrenceAt === null ? null : new Date(occurrenceAt);
  }

  /** Aborts when the job is deleted or requeued, its timeout is over, or the worker stops; the reason says which. */
  get signal(): AbortSignal {
    return requireRunningJob('signal').signal;
  }

  /**
   * Reports how far the job is, from 0 to 1. Written in batches, so call it as often as you like.
   * @throws {JobsOptionsError} for anything but a number from 0 to 1.
   */
  progress(fraction: number): void {
    const { job } = requireRunningJob('progress()');
    if (typeof fraction !== 'number' || !(fraction >= 0 && fraction <= 1)) {
      throw new JobsOptionsError(
        `JobContext.progress: the fraction must be from 0 to 1 (got ${describeValue(fraction)})`,
      );
    }
    this.journal.progress(job, fraction);
  }

  /**
   * Adds a line to the job's log, which is kept as long as the job. Written in batches; at most
   * 1000 lines an attempt and 4000 characters a line.
   */
  log(message: string, level: LogLevel = 'info'): void {
    const { job } = requireRunningJob('log()');
    requireOneOf(level, 'JobContext.log: level', LOG_LEVELS);
    this.journal.log(job, truncate(withoutNul(String(message)), 4_000), level);
  }

  /**
   * Makes the job run again after `delay` without spending an attempt. Takes effect when the
   * handler returns, so return after calling it; if the handler throws, its error counts.
   */
  snooze(delay: Duration): void {
    requireRunningJob('snooze()').snoozed = toDelay(delay, 'JobContext.snooze: delay');
  }

  /**
   * Marks the job succeeded in the handler's own transaction: what the handler writes through this
   * manager, the job's result, its continuations and the count of its batch commit together, or not
   * at all. That makes effects in the same database happen exactly once. Call it last in the
   * transaction, and let its error roll the transaction back.
   * @throws {JobLostError} when the job is no longer this worker's: somebody else runs it or has run it.
   * @throws {JobsOptionsError} when the job is complete already or snoozed, or the manager has no transaction.
   */
  async complete(manager: EntityManager, result?: unknown): Promise<void> {
    await this.completion.complete(requireRunningJob('complete()'), manager, result);
  }
}
