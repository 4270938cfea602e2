import { Inject, Injectable } from '@nestjs/common';
import { RetentionPolicy } from '../discovery/index.js';
import { JobDeletedError, JobFailedError, JobNotFoundError, JobResultTimeoutError } from '../errors/index.js';
import {
  isFinal,
  JOB_STATES,
  type JobActionOptions,
  type JobState,
  type OneJobActionOptions,
} from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { JobStore, type JobAction, type JobFilter } from '../store/index.js';
import {
  afterCommit,
  epoch,
  requireJobId,
  requireList,
  requireOneOf,
  toDelay,
  toMilliseconds,
  type Duration,
} from '../utils/index.js';
import { requireQueue } from '../validation/job-options.js';
import { WakeUp } from '../wake-up/index.js';
import { requireAction } from './action-options.js';
import { JobHandle } from './job-handle.js';
import { JobOperations } from './job-operations.js';
import type { OperationHandle } from './operation-handle.js';
import { ResultPoller } from './result-poller.js';

/** A job by its id or its handle. */
export type JobReference = string | JobHandle<unknown>;

/** What can be done with a job that exists. Applications use it as part of `JobScheduler`. */
@Injectable()
export class JobControl {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly retention: RetentionPolicy,
    private readonly poller: ResultPoller,
    private readonly wakeUp: WakeUp,
    /** Finds and cancels actions on sets of jobs: `deleteAll()` and its kin. */
    readonly operations: JobOperations,
  ) {}

  /**
   * Deletes the job, whatever its state: it will not run, and if it is running, its signal aborts
   * and its outcome is dropped. Its row is kept for a while, so that it can be requeued.
   * @returns `false` when there is no such job or it is deleted already.
   */
  delete(job: JobReference, options: OneJobActionOptions = {}): Promise<boolean> {
    return this.move(job, options, {
      to: 'deleted',
      keep: this.retention.all('deleted'),
    });
  }

  /**
   * Runs the job again from its first attempt, whatever its state. If it is running, that run is
   * aborted and its outcome dropped.
   * @returns `false` when there is no such job.
   */
  requeue(job: JobReference, options: OneJobActionOptions = {}): Promise<boolean> {
    return this.move(job, options, { to: 'enqueued' });
  }

  /**
   * Runs the job at another time, from its first attempt, whatever its state.
   * @returns `false` when there is no such job.
   * @throws {JobsOptionsError} when `when` is no duration or valid date.
   */
  async reschedule(
    job: JobReference,
    when: Duration | Date,
    options: OneJobActionOptions = {},
  ): Promise<boolean> {
    return this.move(job, options, { to: 'scheduled', ...timeOf(when, 'reschedule: when') });
  }

  /**
   * Moves the job to another queue, whatever its state, which stays as it is. If it is running, that
   * run goes on; a later attempt waits in the new queue.
   * @returns `false` when there is no such job or it is in that queue already.
   * @throws {JobsOptionsError} when the queue is no text of 1 to 100 characters.
   */
  async moveToQueue(job: JobReference, queue: string, options: OneJobActionOptions = {}): Promise<boolean> {
    return this.move(job, options, { to: 'queue', queue: requireQueue(queue, 'moveToQueue: queue') });
  }

  /**
   * Does what `delete()` does to every job that the filter means; `{}` means every job there is.
   * Workers do it in slices, beside their other work, and go on with it after any crash. Jobs that
   * are created later are left alone, and those to which it does not apply are skipped.
   * @throws {JobsOptionsError} when the filter or an option is not allowed.
   */
  async deleteAll(filter: JobFilter, options?: JobActionOptions): Promise<OperationHandle> {
    const action: JobAction = { to: 'deleted', keep: this.retention.all('deleted') };
    return this.operations.start('deleteAll', filter, action, options);
  }

  /** Does what `requeue()` does to every job that the filter means; otherwise as `deleteAll()`. */
  async requeueAll(filter: JobFilter, options?: JobActionOptions): Promise<OperationHandle> {
    return this.operations.start('requeueAll', filter, { to: 'enqueued' }, options);
  }

  /** Does what `reschedule()` does, with a delay from now on; otherwise as `deleteAll()`. */
  async rescheduleAll(
    filter: JobFilter,
    when: Duration | Date,
    options?: JobActionOptions,
  ): Promise<OperationHandle> {
    const action: JobAction = { to: 'scheduled', ...timeOf(when, 'rescheduleAll: when') };
    return this.operations.start('rescheduleAll', filter, action, options);
  }

  /** Does what `moveToQueue()` does to every job that the filter means; otherwise as `deleteAll()`. */
  async moveAllToQueue(
    filter: JobFilter,
    queue: string,
    options?: JobActionOptions,
  ): Promise<OperationHandle> {
    const action: JobAction = { to: 'queue', queue: requireQueue(queue, 'moveAllToQueue: queue') };
    return this.operations.start('moveAllToQueue', filter, action, options);
  }

  /** Where the job stands; `null` when there is no such job (any more). */
  async state(job: JobReference): Promise<JobState | null> {
    return (await this.store.find(idOf(job)))?.state ?? null;
  }

  /** See `JobHandle.result()`. */
  async result<Result = unknown>(
    job: string | JobHandle<Result>,
    options: { timeout?: Duration } = {},
  ): Promise<Result> {
    const id = idOf(job);
    const limit = toMilliseconds(options.timeout ?? '30s', 'result: timeout');
    let row = await this.store.find(id);
    if (row && !isFinal(row.state)) {
      if (!(await this.poller.finished(id, limit))) {
        throw new JobResultTimeoutError(id, limit);
      }
      row = await this.store.find(id);
    }

    switch (row?.state) {
      case 'succeeded':
        return (row.result === null ? undefined : this.options.serializer.deserialize(row.result)) as Result;
      case 'failed':
        throw new JobFailedError(id, await this.store.lastError(id));
      case 'deleted':
        throw new JobDeletedError(id);
      default:
        throw new JobNotFoundError(id);
    }
  }

  private async move(job: JobReference, options: OneJobActionOptions, action: JobAction): Promise<boolean> {
    const { reason, actor, manager } = requireAction(options, ['states']);
    const { states } = options;
    if (states !== undefined) {
      const option = 'The states of a job action';
      requireList(states, option).forEach((state) => requireOneOf(state, option, JOB_STATES));
    }
    const ids = await this.store.transition({ ...action, ids: [idOf(job)], reason, actor, states }, manager);
    if (ids.length > 0) {
      afterCommit(manager, () => this.wakeUp.jobsMoved(ids));
    }
    return ids.length > 0;
  }
}

function idOf(job: JobReference): string {
  return requireJobId(job instanceof JobHandle ? job.id : job, 'A job');
}

function timeOf(when: Duration | Date, option: string): { at: number } | { delay: number } {
  return when instanceof Date ? { at: epoch(when, option) } : { delay: toDelay(when, option) };
}
