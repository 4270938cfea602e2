import { BatchHandle, JobHandle, type BatchActions, type JobControl } from '../control/index.js';
import { CallRecorder, type JobFactory, type JobService } from '../creation/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { BatchContinueOptions, BatchJobOptions, ContinuationCondition } from '../interfaces/index.js';
import type { BatchChange, NewJob } from '../store/index.js';
import { newId, requireText, toDelay, type Duration } from '../utils/index.js';
import type { ContinuationFactory } from './continuation-factory.js';
import type { ParentReference, ResultOf, ResultsOf } from './parents.js';

/** What a builder makes jobs and handles with. */
export interface BatchTools {
  factory: JobFactory;
  continuations: ContinuationFactory;
  control: JobControl;
  actions: BatchActions;
}

/**
 * Collects the jobs of a batch: nothing is written before the callback has returned, and nothing
 * when it throws. Handles are valid once `jobs.batch()` has resolved.
 */
export class BatchBuilder {
  private isOpen = true;
  private readonly nested: BatchBuilder[] = [];

  /** @internal */
  constructor(
    private readonly change: BatchChange,
    private readonly tools: BatchTools,
  ) {}

  /**
   * As `JobScheduler.enqueue()`.
   * @throws {JobsOptionsError} when the job is unique: the batch may not have it.
   */
  enqueue<Service, Result>(
    service: JobService<Service>,
    call: (service: Service) => Result,
    options: BatchJobOptions = {},
  ): JobHandle<Awaited<Result>> {
    const job = this.tools.factory.create(new CallRecorder(service).record(call), options);
    return this.add([job])[0] as JobHandle<Awaited<Result>>;
  }

  /** As `JobScheduler.schedule()`. */
  schedule<Service, Result>(
    service: JobService<Service>,
    call: (service: Service) => Result,
    when: Duration | Date,
    options: Omit<BatchJobOptions, 'delay' | 'at'> = {},
  ): JobHandle<Awaited<Result>> {
    const time = when instanceof Date ? { at: when } : { delay: toDelay(when, 'schedule: when') };
    return this.enqueue(service, call, { ...options, ...time });
  }

  /**
   * As `JobScheduler.enqueueMany()`.
   * @throws {JobsOptionsError} when a job is unique: the batch may not have it.
   */
  enqueueMany<Service, Item, Result>(
    service: JobService<Service>,
    items: Iterable<Item>,
    call: (service: Service, item: Item) => Result,
    options: BatchJobOptions = {},
  ): JobHandle<Awaited<Result>>[] {
    const recorder = new CallRecorder(service);
    const record = function* () {
      for (const item of items) {
        yield recorder.record((recording) => call(recording, item));
      }
    };
    return this.add(this.tools.factory.createMany(record(), options)) as JobHandle<Awaited<Result>>[];
  }

  /** As `JobScheduler.continueWith()`: the continuation is part of the batch, too. */
  continueWith<
    const Parents extends readonly ParentReference[],
    Service,
    Result,
    Condition extends ContinuationCondition = 'succeeded',
  >(
    parents: Parents,
    service: JobService<Service>,
    call: (service: Service, results: ResultsOf<Parents, Condition>) => Result,
    options?: BatchContinueOptions<Condition>,
  ): JobHandle<Awaited<Result>>;
  continueWith<
    Parent extends ParentReference,
    Service,
    Result,
    Condition extends ContinuationCondition = 'succeeded',
  >(
    parent: Parent,
    service: JobService<Service>,
    call: (service: Service, result: ResultOf<Parent, Condition>) => Result,
    options?: BatchContinueOptions<Condition>,
  ): JobHandle<Awaited<Result>>;
  continueWith<Service>(
    parents: ParentReference | readonly ParentReference[],
    service: JobService<Service>,
    call: (service: Service, result: never) => unknown,
    options: BatchContinueOptions = {},
  ): JobHandle<never> {
    this.requireOpen();
    const continuation = this.tools.continuations.create(parents, service, call, options);
    continuation.job.batchId = this.change.id;
    this.change.continuations.push(continuation);
    return new JobHandle(continuation.job.id, this.tools.control);
  }

  /**
   * A batch in this one: it counts as one member, which has finished when all of its jobs have.
   * @throws {JobsOptionsError} when the callback is async; only that of the outermost batch may be.
   */
  batch(name: string, build: (batch: BatchBuilder) => unknown): BatchHandle {
    this.requireOpen();
    const change = newBatch(name, this.change.id);
    const builder = new BatchBuilder(change, this.tools);
    const returned = build(builder);
    if (returned instanceof Promise) {
      returned.catch(() => undefined);
      throw new JobsOptionsError(`The callback of the batch "${name}" in another must not be async`);
    }
    this.nested.push(builder);
    return new BatchHandle(change.id, this.tools.actions);
  }

  /** @internal No more jobs; what it and those in it hold, outer ones first. */
  close(): BatchChange[] {
    this.isOpen = false;
    return [this.change, ...this.nested.flatMap((builder) => builder.close())];
  }

  private add(jobs: NewJob[]): JobHandle[] {
    this.requireOpen();
    const unique = jobs.find((job) => job.unique);
    if (unique) {
      throw new JobsOptionsError(
        `${unique.type} is unique and cannot be part of a batch, which may not have its job: give { unique: false }`,
      );
    }
    for (const job of jobs) {
      job.batchId = this.change.id;
      this.change.jobs.push(job);
    }
    return jobs.map((job) => new JobHandle(job.id, this.tools.control));
  }

  private requireOpen(): void {
    if (!this.isOpen) {
      throw new JobsOptionsError(
        'The batch is written already. Await everything in its callback, or add to it later: jobs.batches.add(batch, …).',
      );
    }
  }
}

export function newBatch(name: string, parentId: string | null): BatchChange {
  requireText(name, 'The name of a batch', 200);
  return { id: newId(), name, parentId, jobs: [], continuations: [] };
}
