import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BatchHandle, JobControl, requireAction, type BatchActions } from '../control/index.js';
import { JobFactory, JobWriter } from '../creation/index.js';
import { RetentionPolicy } from '../discovery/index.js';
import type { JobActionOptions } from '../interfaces/index.js';
import { JobStore, type BatchChange, type BatchInfo, type WakeHint } from '../store/index.js';
import { afterCommit, requireJobId, requireKeys } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { BatchBuilder, newBatch, type BatchTools } from './batch-builder.js';
import { ContinuationFactory } from './continuation-factory.js';

/** A batch by its id or its handle. */
export type BatchReference = string | BatchHandle;

/** Options of `jobs.batch()` and `jobs.batches.add()`. */
export interface BatchOptions {
  /** Write the batch through this manager: it commits or rolls back with the caller's transaction. */
  manager?: EntityManager;
}

/** Batches of jobs: many jobs that are written, counted, cancelled and waited for as one. */
@Injectable()
export class Batches implements BatchActions {
  private readonly tools: BatchTools;

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly retention: RetentionPolicy,
    private readonly writer: JobWriter,
    private readonly wakeUp: WakeUp,
    control: JobControl,
    factory: JobFactory,
    continuations: ContinuationFactory,
  ) {
    this.tools = { factory, continuations, control, actions: this };
  }

  /** See `JobScheduler.batch()`. */
  async create(
    name: string,
    build: (batch: BatchBuilder) => unknown,
    options: BatchOptions = {},
  ): Promise<BatchHandle> {
    return this.write(newBatch(name, null), build, options);
  }

  /**
   * Adds jobs to a batch, also to one that has finished: it goes on then, but what its end has
   * released is not released again.
   * @throws {BatchNotFoundError}
   * @throws as `JobScheduler.batch()`
   */
  async add(
    batch: BatchReference,
    build: (batch: BatchBuilder) => unknown,
    options: BatchOptions = {},
  ): Promise<BatchHandle> {
    const change = { id: idOf(batch), name: null, parentId: null, jobs: [], continuations: [] };
    return this.write(change, build, options);
  }

  /** The handle of a batch that was made before, or elsewhere. */
  handle(id: string): BatchHandle {
    return new BatchHandle(idOf(id), this);
  }

  /** Its state and counts; `null` when there is no such batch (any more). */
  async find(batch: BatchReference): Promise<BatchInfo | null> {
    return this.store.findBatch(idOf(batch));
  }

  /** See `BatchHandle.cancel()`. */
  async cancel(batch: BatchReference, options: JobActionOptions = {}): Promise<boolean> {
    const { reason, actor, manager } = requireAction(options);
    const keep = this.retention.all('deleted');
    const released = await this.store.cancelBatch({ id: idOf(batch), reason, actor, keep }, manager);
    if (released) {
      this.announce(released, manager);
    }
    return released !== null;
  }

  private async write(
    change: BatchChange,
    build: (batch: BatchBuilder) => unknown,
    options: BatchOptions,
  ): Promise<BatchHandle> {
    requireKeys(options, 'The options of a batch', ['manager']);
    const builder = new BatchBuilder(change, this.tools);
    await build(builder);
    const changes = builder.close();
    const jobs = changes.flatMap((each) => [...each.jobs, ...each.continuations.map(({ job }) => job)]);
    await this.writer.creating(jobs);
    const released = await this.store.insertBatches(changes, options.manager);
    this.writer.announce(jobs, options.manager);
    this.announce(released, options.manager);
    return new BatchHandle(change.id, this);
  }

  private announce(released: WakeHint, manager: EntityManager | undefined): void {
    afterCommit(manager, () => this.wakeUp.announce(released));
  }
}

function idOf(batch: BatchReference): string {
  return requireJobId(batch instanceof BatchHandle ? batch.id : batch, 'A batch');
}
