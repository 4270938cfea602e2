import { Inject, Injectable } from '@nestjs/common';
import { JobControl, JobHandle, JobOperations, ResultPoller, type BatchHandle } from '../control/index.js';
import {
  CallRecorder,
  JobFactory,
  JobWriter,
  type JobService,
  type RecordedCall,
} from '../creation/index.js';
import { JobRegistry, RetentionPolicy } from '../discovery/index.js';
import { JobsOptionsError } from '../errors/index.js';
import {
  Batches,
  ContinuationFactory,
  type BatchBuilder,
  type BatchOptions,
  type ParentReference,
  type ResultOf,
  type ResultsOf,
} from '../flow/index.js';
import type {
  ContinuationCondition,
  ContinueOptions,
  EnqueueOptions,
  ScheduleOptions,
} from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { JobLimits, JobPauses } from '../limits/index.js';
import { RecurringJobs } from '../recurring/index.js';
import { JobStore } from '../store/index.js';
import { describeValue, requireText, toDelay, type Duration } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';

/**
 * Creates jobs and controls them. A call is written as a call, `(email) => email.send(user.id)`:
 * the lambda runs against a recorder and never against the service, so it must make exactly one
 * call of a `@BackgroundJob()` or `@Recurring()` method and not wait for it. Arguments are stored by value.
 */
@Injectable()
export class JobScheduler extends JobControl {
  constructor(
    @Inject(JobStore) store: JobStore,
    @Inject(RESOLVED_OPTIONS) options: ResolvedJobsOptions,
    retention: RetentionPolicy,
    poller: ResultPoller,
    wakeUp: WakeUp,
    operations: JobOperations,
    private readonly registry: JobRegistry,
    private readonly factory: JobFactory,
    private readonly writer: JobWriter,
    private readonly continuations: ContinuationFactory,
    /** Adds, changes, triggers, pauses and removes recurring jobs. */
    readonly recurring: RecurringJobs,
    /** Adds to batches, and finds and cancels them. */
    readonly batches: Batches,
    /** Reads and changes limits at run time. */
    readonly limits: JobLimits,
    /** Pauses and resumes queues and job types. */
    readonly pauses: JobPauses,
  ) {
    super(store, options, retention, poller, wakeUp, operations);
  }

  /**
   * Runs the call in the background, as soon as a worker is free (or as `delay` or `at` say).
   * Resolves once the job is committed, or with `manager`, written in the caller's transaction.
   * @throws {InvalidJobCallError} when the lambda does not make exactly one call of a job method.
   * @throws {JobSerializationError} when an argument would not survive being stored.
   * @throws {JobsOptionsError} when an option is not allowed.
   * @throws {DuplicateJobError} when the job is unique with `onConflict: 'error'`, and there is one.
   * @throws {JobVetoedError} when a hook forbids the job, and {JobHookError} when one fails.
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
    const outcomes = await this.writer.writeAll(jobs, options.manager);
    return outcomes.map(({ id, outcome }) => new JobHandle(id, this, outcome !== 'created'));
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
   * Runs the call after other jobs, once all of them have ended as `on` says (by default: succeeded).
   * The call is given the result of the parent, or the list of the results of several, to pass on as
   * it is: `continueWith(order, InvoiceService, (invoice, order) => invoice.create(order.id))`. A batch,
   * and a job that has not succeeded, has no result: `undefined`.
   * Parents that have ended already count at once. What can no longer run is deleted, with the reason.
   * @throws {JobNotFoundError} when a parent does not exist.
   * @throws as `enqueue()`
   */
  async continueWith<
    const Parents extends readonly ParentReference[],
    Service,
    Result,
    Condition extends ContinuationCondition = 'succeeded',
  >(
    parents: Parents,
    service: JobService<Service>,
    call: (service: Service, results: ResultsOf<Parents, Condition>) => Result,
    options?: ContinueOptions<Condition>,
  ): Promise<JobHandle<Awaited<Result>>>;
  async continueWith<
    Parent extends ParentReference,
    Service,
    Result,
    Condition extends ContinuationCondition = 'succeeded',
  >(
    parent: Parent,
    service: JobService<Service>,
    call: (service: Service, result: ResultOf<Parent, Condition>) => Result,
    options?: ContinueOptions<Condition>,
  ): Promise<JobHandle<Awaited<Result>>>;
  async continueWith<Service>(
    parents: ParentReference | readonly ParentReference[],
    service: JobService<Service>,
    call: (service: Service, result: never) => unknown,
    options: ContinueOptions = {},
  ): Promise<JobHandle<never>> {
    const continuation = this.continuations.create(parents, service, call, options);
    await this.writer.writeContinuations([continuation], options.manager);
    return new JobHandle(continuation.job.id, this);
  }

  /**
   * Writes many jobs as one: all or none, once the callback has returned. They are counted together,
   * can be cancelled together, and a continuation can wait for all of them:
   * `jobs.batch('import', (batch) => rows.forEach((row) => batch.enqueue(ImportService, (it) => it.add(row))))`.
   * @throws whatever the callback throws, and then nothing is written.
   * @throws as `enqueue()`
   */
  batch(
    name: string,
    build: (batch: BatchBuilder) => unknown,
    options: BatchOptions = {},
  ): Promise<BatchHandle> {
    return this.batches.create(name, build, options);
  }

  private async create<Result>(call: RecordedCall, options: EnqueueOptions): Promise<JobHandle<Result>> {
    const job = this.factory.create(call, options);
    const { id, outcome } = await this.writer.write(job, options.manager);
    return new JobHandle<Result>(id, this, outcome !== 'created');
  }
}
