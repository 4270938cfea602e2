import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { JobsOptionsError, NoJobContextError } from '../errors/index.js';
import { withoutNul } from '../serialization/index.js';
import type { LogLevel } from '../store/index.js';
import { describeValue, requireOneOf, toDelay, truncate, type Duration } from '../utils/index.js';
import type { Execution } from './execution.js';
import { JobJournal } from './job-journal.js';

const running = new AsyncLocalStorage<Execution>();

/** Runs `work` as part of an execution: `JobContext` speaks of it, in every provider the work reaches. */
export function runInJob<Result>(execution: Execution, work: () => Result): Result {
  return running.run(execution, work);
}

/**
 * The running job, seen from inside it. Inject it anywhere: it speaks of the job whose handler
 * (indirectly) called. Every member but `active` throws a `NoJobContextError` outside of a job.
 */
@Injectable()
export class JobContext {
  constructor(private readonly journal: JobJournal) {}

  /** Whether the code runs inside a job. */
  get active(): boolean {
    return running.getStore() !== undefined;
  }

  /** The job's id: a key for effects that must happen once. */
  get id(): string {
    return this.execution('id').job.id;
  }

  /** The stored name of the job type. */
  get type(): string {
    return this.execution('type').job.type;
  }

  /** The attempt that is running, from 1. */
  get attempt(): number {
    return this.execution('attempt').job.attempt;
  }

  /** The queue it came from. */
  get queue(): string {
    return this.execution('queue').job.queue;
  }

  /** The tags it was enqueued with. */
  get tags(): readonly string[] {
    return this.execution('tags').tags;
  }

  /** When it was created: the same at each attempt. */
  get createdAt(): Date {
    return new Date(this.execution('createdAt').job.createdAt);
  }

  /** The recurring job that created it; `null` for any other job. */
  get recurringId(): string | null {
    return this.execution('recurringId').job.recurringId;
  }

  /**
   * The nominal time of the recurring job's occurrence: when it should have started, however late
   * it does. `null` when the job was triggered or is not a recurring job's.
   */
  get occurrenceAt(): Date | null {
    const { occurrenceAt } = this.execution('occurrenceAt').job;
    return occurrenceAt === null ? null : new Date(occurrenceAt);
  }

  /** Aborts when the job is deleted or requeued, its timeout is over, or the worker stops; the reason says which. */
  get signal(): AbortSignal {
    return this.execution('signal').signal;
  }

  /**
   * Reports how far the job is, from 0 to 1. Written in batches, so call it as often as you like.
   * @throws {JobsOptionsError} for anything but a number from 0 to 1.
   */
  progress(fraction: number): void {
    const { job } = this.execution('progress()');
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
    const { job } = this.execution('log()');
    requireOneOf(level, 'JobContext.log: level', ['debug', 'info', 'warn', 'error']);
    this.journal.log(job, truncate(withoutNul(String(message)), 4_000), level);
  }

  /**
   * Makes the job run again after `delay` without spending an attempt. Takes effect when the
   * handler returns, so return after calling it; if the handler throws, its error counts.
   */
  snooze(delay: Duration): void {
    this.execution('snooze()').snoozed = toDelay(delay, 'JobContext.snooze: delay');
  }

  private execution(member: string): Execution {
    const execution = running.getStore();
    if (!execution) {
      throw new NoJobContextError(member);
    }
    return execution;
  }
}
