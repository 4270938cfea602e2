import { Inject, Injectable } from '@nestjs/common';
import { validateRetry } from '../validation/job-options.js';
import { JobRegistry, RetentionPolicy, type JobHandler } from '../discovery/index.js';
import { JobCancelledError, JobSerializationError, WorkerStoppingError } from '../errors/index.js';
import { JobEvents } from '../events/index.js';
import type { StorableRetryOptions } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { serializeError } from '../serialization/index.js';
import type { ClaimedJob, Outcome } from '../store/index.js';
import { describeError, SafeLogger, toMilliseconds, type Duration } from '../utils/index.js';
import { Execution } from './execution.js';
import { runInJob } from './job-context.js';
import { RetryPolicy } from './retry-policy.js';

/** Longer timers than this, 24 days, overflow and fire at once; so long a timeout is as good as none. */
const LONGEST_TIMER = 2 ** 31;

/** What request-scoped providers of a job get as `REQUEST`. */
export interface JobRequest {
  id: string;
  type: string;
  queue: string;
  attempt: number;
  tags: readonly string[];
  /** The recurring job that created it, and its occurrence's nominal time. */
  recurringId: string | null;
  occurrenceAt: Date | null;
  args: readonly unknown[];
}

/** What a row says about its own execution. */
interface Payload {
  args: unknown[];
  retry?: StorableRetryOptions;
  timeout?: number;
}

/**
 * Runs one claimed job and says how it ended. Never rejects, whatever the row holds and the handler throws.
 */
@Injectable()
export class JobExecutor {
  private readonly logger = new SafeLogger('NestfireExecutor');
  /** Every execution whose outcome is not known yet. */
  readonly running = new Set<Execution>();

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly registry: JobRegistry,
    private readonly retention: RetentionPolicy,
    private readonly events: JobEvents,
  ) {}

  async execute(job: ClaimedJob): Promise<Outcome> {
    const execution = new Execution(job, tagsOf(job));
    this.running.add(execution);
    try {
      return await this.attempt(execution);
    } catch (error) {
      return this.failure(execution, error, undefined);
    } finally {
      this.running.delete(execution);
    }
  }

  private async attempt(execution: Execution): Promise<Outcome> {
    const { job } = execution;
    const handler = this.registry.find(job.type);
    if (!handler) {
      throw new JobSerializationError(`This worker does not know the job type "${job.type}".`);
    }
    const payload = this.read(job, handler);
    this.events.emit('started', () => ({
      jobId: job.id,
      jobType: job.type,
      queue: job.queue,
      attempt: job.attempt,
    }));

    try {
      const request: JobRequest = { ...pick(job), tags: execution.tags, args: payload.args };
      const result = await runInJob(execution, () =>
        execution.run(() => handler.invoke(request, payload.args), payload.timeout),
      );
      return this.success(execution, handler, result);
    } catch (error) {
      if (execution.abortReason instanceof JobCancelledError) {
        // The job is somebody else's now, and this writes nothing; if it still is ours, it goes on elsewhere.
        return { ...base(execution), kind: 'released', reason: 'Cancelled in its worker' };
      }
      if (execution.abortReason instanceof WorkerStoppingError) {
        return { ...base(execution), kind: 'released', reason: 'The worker stopped' };
      }
      return this.failure(execution, error, handler, payload.retry);
    }
  }

  private read(job: ClaimedJob, { options }: JobHandler): Payload {
    try {
      const args = this.options.serializer.deserialize(job.args);
      if (!Array.isArray(args)) {
        throw new TypeError('the arguments are not a list');
      }
      const settings = (job.settings === null ? {} : JSON.parse(job.settings)) as {
        retry?: StorableRetryOptions;
        timeout?: Duration | null;
      };
      validateRetry('retry', settings.retry ?? {});
      const timeout = settings.timeout ?? options.timeout;
      const limit = timeout === undefined ? Infinity : toMilliseconds(timeout, 'timeout');
      return {
        args,
        retry: settings.retry ?? undefined,
        timeout: limit < LONGEST_TIMER ? limit : undefined,
      };
    } catch (error) {
      throw new JobSerializationError(`The stored job cannot be read: ${describeError(error)}`, {
        cause: error,
      });
    }
  }

  private success(execution: Execution, handler: JobHandler, result: unknown): Outcome {
    if (execution.snoozed !== undefined) {
      return { ...base(execution), kind: 'snoozed', delay: execution.snoozed };
    }
    const keep = this.retention.of(handler.name, 'succeeded');
    if (result === undefined) {
      return { ...base(execution), kind: 'succeeded', result: null, keep };
    }
    const text = this.options.serializer.serialize(result, `Result of ${handler.name}`);
    const size = Buffer.byteLength(text);
    if (size > this.options.maxPayload) {
      throw new JobSerializationError(
        `The result of ${handler.name} takes ${size} bytes and the limit is ${this.options.maxPayload} (maxPayload). ` +
          'Store large data elsewhere and return its id.',
      );
    }
    return { ...base(execution), kind: 'succeeded', result: text, keep };
  }

  private failure(
    execution: Execution,
    error: unknown,
    handler: JobHandler | undefined,
    retry?: StorableRetryOptions,
  ): Outcome {
    const { attempt } = execution.job;
    const policy = new RetryPolicy(this.logger, retry, handler?.options.retry, this.options.retry);
    const stored = serializeError(error);
    if (isPermanent(error)) {
      return this.fail(execution, `Attempt ${attempt} failed with an error that is not retried`, stored);
    }
    if (attempt >= policy.attempts) {
      return this.fail(execution, `Attempt ${attempt} of ${policy.attempts} failed, the last one`, stored);
    }
    const delay = policy.delayAfter(attempt, error);
    const reason = `Attempt ${attempt} of ${policy.attempts} failed`;
    return { ...base(execution), kind: 'retried', reason, error: stored, delay };
  }

  private fail(execution: Execution, reason: string, error: ReturnType<typeof serializeError>): Outcome {
    return {
      ...base(execution),
      kind: 'failed',
      reason,
      error,
      keep: this.retention.of(execution.job.type, 'failed'),
    };
  }
}

function base({ job, runTime }: Execution) {
  const { id, claim, workerId, attempt, watched } = job;
  return { id, claim, workerId, attempt, runTime, watched };
}

function pick({ id, type, queue, attempt, recurringId, occurrenceAt }: ClaimedJob) {
  return {
    id,
    type,
    queue,
    attempt,
    recurringId,
    occurrenceAt: occurrenceAt === null ? null : new Date(occurrenceAt),
  };
}

function tagsOf({ tags }: ClaimedJob): string[] {
  try {
    const list: unknown = tags === null ? [] : JSON.parse(tags);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

function isPermanent(error: unknown): boolean {
  try {
    return (error as { permanent?: unknown } | undefined | null)?.permanent === true;
  } catch {
    return false;
  }
}
