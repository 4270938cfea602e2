import { Inject, Injectable, type Abstract, type Type } from '@nestjs/common';
import { JobRegistry, RetentionPolicy } from '../discovery/index.js';
import {
  JobDeletedError,
  JobFailedError,
  JobNotFoundError,
  JobResultTimeoutError,
  JobsOptionsError,
} from '../errors/index.js';
import {
  FINAL_STATES,
  type EnqueueOptions,
  type JobActionOptions,
  type JobState,
  type ScheduleOptions,
} from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { JobStore, type Transition } from '../store/index.js';
import {
  describeValue,
  requireJobId,
  requireKeys,
  requireText,
  toDelay,
  toMilliseconds,
  type Duration,
} from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { afterCommit } from './after-commit.js';
import { CallRecorder, type RecordedCall } from './call-recorder.js';
import { epoch, JobFactory } from './job-factory.js';
import { JobHandle } from './job-handle.js';
import { JobWriter } from './job-writer.js';
import { ResultPoller } from './result-poller.js';

/** A class whose methods are jobs: what `enqueue()` and its siblings take first. */
export type JobService<Service> = Type<Service> | Abstract<Service>;

/** A job by its id or its handle. */
export type JobReference = string | JobHandle<unknown>;

/**
 * Creates jobs and controls them. A call is written as a call, `(email) => email.send(user.id)`:
 * the lambda runs against a recorder and never against the service, so it must make exactly one
 * call of a `@BackgroundJob()` method and not wait for it. Arguments are stored by value.
 */
@Injectable()
export class JobScheduler {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly registry: JobRegistry,
    private readonly retention: RetentionPolicy,
    private readonly factory: JobFactory,
    private readonly writer: JobWriter,
    private readonly poller: ResultPoller,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Runs the call in the background, as soon as a worker is free (or as `delay` or `at` say).
   * Resolves once the job is committed, or with `manager`, written in the caller's transaction.
   * @throws {InvalidJobCallError} when the lambda does not make exactly one call of a job method.
   * @throws {JobSerializationError} when an argument would not survive being stored.
   * @throws {JobsOptionsError} when an option is not allowed.
   */
  async enqueue<Service, Result>(
    service: JobService<Service>,
    call: (service: Service) => Result,
    options: EnqueueOptions = {},
  ): Promise<JobHandle<Awaited<Result>>> {
    return this.create(new CallRecorder(service).record(call), options);
  }

  /**
   * Runs the call later: after a delay, or at a moment. One in the past means now.
   * @throws as `enqueue()`
   */
  async schedule<Service, Result>(
    service: JobService<Service>,
    call: (service: Service) => Result,
    when: Duration | Date,
    options: ScheduleOptions = {},
  ): Promise<JobHandle<Awaited<Result>>> {
    const time = when instanceof Date ? { at: when } : { delay: toDelay(when, 'schedule: when') };
    return this.create(new CallRecorder(service).record(call), { ...options, ...time });
  }

  /**
   * Makes one job of each item, all or none, in few round trips:
   * `enqueueMany(EmailService, users, (email, user) => email.send(user.id))`.
   * @throws as `enqueue()`, and then nothing is written.
   */
  async enqueueMany<Service, Item, Result>(
    service: JobService<Service>,
    items: Iterable<Item>,
    call: (service: Service, item: Item) => Result,
    options: EnqueueOptions = {},
  ): Promise<JobHandle<Awaited<Result>>[]> {
    const recorder = new CallRecorder(service);
    const record = function* () {
      for (const item of items) {
        yield recorder.record((recording) => call(recording, item));
      }
    };
    const jobs = this.factory.createMany(record(), options);
    await this.writer.writeAll(jobs, options.manager);
    return jobs.map((job) => new JobHandle(job.id, this));
  }

  /**
   * Runs a job type by its stored name, for callers that do not have its class. Nothing checks the
   * arguments, and the queue and priority are the type's only if this process knows it.
   * @throws as `enqueue()`
   */
  async enqueueByName<Result = unknown>(
    type: string,
    args: unknown[] = [],
    options: EnqueueOptions = {},
  ): Promise<JobHandle<Result>> {
    const name = requireText(type, 'enqueueByName: type', 255);
    if (!Array.isArray(args)) {
      throw new JobsOptionsError(
        `enqueueByName: args must be the list of arguments (got ${describeValue(args)})`,
      );
    }
    const known = this.registry.find(name)?.options ?? {};
    return this.create({ type: { name, aliases: [], options: known }, args }, options);
  }

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
    if (row && !(FINAL_STATES as readonly JobState[]).includes(row.state)) {
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

  private async create<Result>(call: RecordedCall, options: EnqueueOptions): Promise<JobHandle<Result>> {
    const job = this.factory.create(call, options);
    await this.writer.write(job, options.manager);
    return new JobHandle<Result>(job.id, this);
  }

  private async move(
    job: JobReference,
    options: JobActionOptions,
    change: Pick<Transition, 'to' | 'at' | 'delay' | 'keep'>,
  ): Promise<boolean> {
    requireKeys(options, 'The options of a job action', ['reason', 'actor', 'manager']);
    const { manager } = options;
    const reason = optionalText(options.reason, 'reason');
    const actor = optionalText(options.actor, 'actor');
    const ids = await this.store.transition({ ...change, ids: [idOf(job)], reason, actor }, manager);
    if (ids.length > 0) {
      const announce = () => this.wakeUp.jobsMoved(ids);
      if (manager) {
        afterCommit(manager, announce);
      } else {
        announce();
      }
    }
    return ids.length > 0;
  }
}

function idOf(job: JobReference): string {
  return requireJobId(job instanceof JobHandle ? job.id : job, 'A job');
}

function optionalText(value: string | undefined, option: string): string | null {
  return value === undefined ? null : requireText(value, `The ${option} of a job action`, 1_000);
}
