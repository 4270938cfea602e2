import { Inject, Injectable } from '@nestjs/common';
import { validateRetry } from '../validation/job-options.js';
import { putParentResults, type ResultLink } from '../creation/index.js';
import { JobRegistry, type JobHandler } from '../discovery/index.js';
import { JobCancelledError, JobSerializationError, WorkerStoppingError } from '../errors/index.js';
import { JobEvents } from '../events/index.js';
import { engineReason, type JobRequest, type StorableRetryOptions } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { LimitGuard } from '../limits/index.js';
import { JobStore, type ClaimedJob, type Outcome } from '../store/index.js';
import {
  describeError,
  LONGEST_TIMER,
  SafeLogger,
  toMilliseconds,
  within,
  type Duration,
} from '../utils/index.js';
import { Execution } from './execution.js';
import { ExecutionHooks } from './execution-hooks.js';
import { OutcomeFactory } from './outcome-factory.js';
import { runInJob } from './running-job.js';

/** How long a transaction in which the job was completed may stay open after its handler has returned, in ms. */
const COMMIT_TIMEOUT = 30_000;

/** What a row says about its own execution. */
interface Payload {
  args: unknown[];
  retry?: StorableRetryOptions;
  timeout?: number;
  /** Where results of parents go among the arguments. */
  results?: ResultLink[];
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
    @Inject(JobStore) private readonly store: JobStore,
    private readonly registry: JobRegistry,
    private readonly outcomes: OutcomeFactory,
    private readonly events: JobEvents,
    private readonly guard: LimitGuard,
    private readonly hooks: ExecutionHooks,
  ) {}

  async execute(job: ClaimedJob): Promise<Outcome> {
    const execution = new Execution(job, tagsOf(job));
    this.running.add(execution);
    // What follows has an async context of its own: what the job enters (AsyncLocalStorage.enterWith) is left with it.
    await undefined;
    try {
      return await this.attempt(execution);
    } catch (error) {
      return this.outcomes.failure(execution, error, undefined);
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
    if (payload.results) {
      await this.fillIn(job, payload.args, payload.results);
    }
    const postponed = this.postpone(execution, handler, payload);
    if (postponed) {
      return postponed;
    }
    this.events.emit('started', () => ({
      jobId: job.id,
      jobType: job.type,
      queue: job.queue,
      attempt: job.attempt,
    }));

    const { chain } = handler;
    const request: JobRequest = { ...pick(job), tags: execution.tags, args: payload.args };
    const outcome = await this.perform(execution, handler, payload, request);
    return chain && chain.electing.length > 0
      ? runInJob(execution, () => this.hooks.elect(chain, execution, request, outcome))
      : outcome;
  }

  /** The outcome of a job that has to wait for a limit or a pause; `null`: it may start. */
  private postpone(execution: Execution, handler: JobHandler, { args, retry }: Payload): Outcome | null {
    try {
      const postponement = this.guard.check(execution.job, handler, args);
      return postponement && this.outcomes.postponed(execution, postponement);
    } catch (error) {
      return this.outcomes.failure(execution, error, handler, retry);
    }
  }

  private async perform(
    execution: Execution,
    handler: JobHandler,
    payload: Payload,
    request: JobRequest,
  ): Promise<Outcome> {
    const { job } = execution;
    const { chain } = handler;
    const work = () => execution.run(() => handler.invoke(request, payload.args), payload.timeout);
    try {
      const result = await runInJob(execution, () =>
        chain ? this.hooks.perform(chain, execution, request, work) : work(),
      );
      if (execution.completion && !(await within(COMMIT_TIMEOUT, execution.completion))) {
        throw new Error(
          'The transaction in which the job was completed was rolled back after its handler had returned',
        );
      }
      return execution.completed ?? this.outcomes.success(execution, handler.name, result);
    } catch (error) {
      if (execution.completed) {
        this.logger.warn(`${job.type} ${job.id} threw after it was complete: ${describeError(error)}`);
        return execution.completed;
      }
      if (execution.abortReason instanceof JobCancelledError) {
        // The job is somebody else's now, and this writes nothing; if it still is ours, it goes on elsewhere.
        return this.outcomes.released(execution, engineReason('cancelled'));
      }
      if (execution.abortReason instanceof WorkerStoppingError) {
        return this.outcomes.released(execution, engineReason('stopped'));
      }
      return this.outcomes.failure(execution, error, handler, payload.retry);
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
        results?: ResultLink[];
      };
      validateRetry('retry', settings.retry ?? {});
      const timeout = settings.timeout ?? options.timeout;
      const limit = timeout === undefined ? Infinity : toMilliseconds(timeout, 'timeout');
      return {
        args,
        retry: settings.retry ?? undefined,
        timeout: limit <= LONGEST_TIMER ? limit : undefined,
        results: settings.results,
      };
    } catch (error) {
      throw new JobSerializationError(`The stored job cannot be read: ${describeError(error)}`, {
        cause: error,
      });
    }
  }

  /** Puts the results of its parents among the arguments of a continuation. */
  private async fillIn(job: ClaimedJob, args: unknown[], results: ResultLink[]): Promise<void> {
    const texts = await this.store.parentResults(job.id);
    const { serializer } = this.options;
    try {
      const values = texts.map((text) => (text === null ? undefined : serializer.deserialize(text)));
      putParentResults(args, results, values);
    } catch (error) {
      throw new JobSerializationError(`The results of parents cannot be handed on: ${describeError(error)}`, {
        cause: error,
      });
    }
  }
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
