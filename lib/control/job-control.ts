import { Inject, Injectable } from '@nestjs/common';
import { RetentionPolicy } from '../discovery/index.js';
import { JobDeletedError, JobFailedError, JobNotFoundError, JobResultTimeoutError } from '../errors/index.js';
import { isFinal, type JobActionOptions, type JobState } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { JobStore, type Transition } from '../store/index.js';
import {
  afterCommit,
  epoch,
  requireJobId,
  requireKeys,
  requireText,
  toDelay,
  toMilliseconds,
  type Duration,
} from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { JobHandle } from './job-handle.js';
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
  ) {}

  /**
   * Deletes the job, whatever its state: it will not run, and if it is running, its signal aborts
   * and its outcome is dropped. Its row is kept for a while, so that it can be requeued.
   * @returns `false` when there is no such job or it is deleted already.
   */
  delete(job: JobReference, options: JobActionOptions = {}): Promise<boolean> {
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
  requeue(job: JobReference, options: JobActionOptions = {}): Promise<boolean> {
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
    options: JobActionOptions = {},
  ): Promise<boolean> {
    const time =
      when instanceof Date
        ? { at: epoch(when, 'reschedule: when') }
        : { delay: toDelay(when, 'reschedule: when') };
    return this.move(job, options, { to: 'scheduled', ...time });
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
        throw new JobFailedError(
          id,
          (await this.store.history(id)).findLast((entry) => entry.error)?.error ?? null,
        );
      case 'deleted':
        throw new JobDeletedError(id);
      default:
        throw new JobNotFoundError(id);
    }
  }

  private async move(
    job: JobReference,
    options: JobActionOptions,
    change: Pick<Transition, 'to' | 'at' | 'delay' | 'keep'>,
  ): Promise<boolean> {
    const { reason, actor, manager } = requireAction(options);
    const ids = await this.store.transition({ ...change, ids: [idOf(job)], reason, actor }, manager);
    if (ids.length > 0) {
      afterCommit(manager, () => this.wakeUp.jobsMoved(ids));
    }
    return ids.length > 0;
  }
}

function idOf(job: JobReference): string {
  return requireJobId(job instanceof JobHandle ? job.id : job, 'A job');
}

/** @throws {JobsOptionsError} naming what is not allowed. */
export function requireAction<Options extends JobActionOptions>(options: Options, moreKeys: string[] = []) {
  requireKeys(options, 'The options of a job action', ['reason', 'actor', 'manager', ...moreKeys]);
  const text = (option: 'reason' | 'actor') =>
    options[option] === undefined
      ? null
      : requireText(options[option], `The ${option} of a job action`, 1_000);
  return { reason: text('reason'), actor: text('actor'), manager: options.manager };
}
