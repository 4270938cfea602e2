import { JobsOptionsError } from '../errors/index.js';
import type { JobCreation } from '../interfaces/index.js';
import type { NewJob } from '../store/index.js';
import {
  describeValue,
  epoch,
  requireText,
  requireTexts,
  requireWholeNumber,
  toDelay,
  type Duration,
} from '../utils/index.js';
import { requireQueue } from '../validation/job-options.js';

/** A job that is about to be written, as hooks see and change it. */
export class JobDraft implements JobCreation {
  readonly id: string;
  readonly type: string;
  readonly batchId: string | null;
  readonly isContinuation: boolean;
  queue: string;
  priority: number;
  delay: Duration | null;
  at: Date | null;
  tags: string[];
  /** Why it must not be. */
  vetoed: string | undefined;

  constructor(
    job: NewJob,
    public args: unknown[],
  ) {
    this.id = job.id;
    this.type = job.type;
    this.batchId = job.batchId;
    this.isContinuation = job.pending > 0;
    this.queue = job.queue;
    this.priority = job.priority;
    this.delay = job.delay;
    this.at = job.at === null ? null : new Date(job.at);
    this.tags = [...job.tags];
  }

  veto(reason: string): void {
    this.vetoed ??= requireText(reason, 'JobCreation.veto: reason', 1_000);
  }

  /**
   * What hooks have made of it.
   * @throws {JobsOptionsError} when something is not allowed.
   */
  placement(): Pick<NewJob, 'queue' | 'priority' | 'delay' | 'at' | 'tags'> {
    const { args, queue, priority, delay, at, tags } = this;
    if (!Array.isArray(args)) {
      throw new JobsOptionsError(`args must be the list of arguments (got ${describeValue(args)})`);
    }
    if (at !== null && (delay !== null || this.isContinuation)) {
      throw new JobsOptionsError(
        this.isContinuation
          ? 'at cannot be given to a continuation, which runs when its parents have ended'
          : 'give either delay or at, not both: set the other one to null',
      );
    }
    return {
      queue: requireQueue(queue, 'queue'),
      priority: requireWholeNumber(priority, 'priority', -32_768, 32_767),
      delay: delay === null ? null : toDelay(delay, 'delay'),
      at: at === null ? null : epoch(at, 'at'),
      tags: [...new Set(requireTexts(tags, 'tags', 100, 20))],
    };
  }
}
