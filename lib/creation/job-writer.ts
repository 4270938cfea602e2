import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobEvents } from '../events/index.js';
import { MetricsRecorder } from '../metrics/index.js';
import { JobStore, type NewContinuation, type NewJob, type UniqueOutcome } from '../store/index.js';
import { afterCommit, Batcher } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { CreationHooks } from './creation-hooks.js';

/**
 * Writes jobs. Single ones of the same tick leave in one INSERT; one bad row spoils no other.
 * Workers are woken after the commit.
 */
@Injectable()
export class JobWriter {
  private readonly batcher = new Batcher<NewJob, unknown>((jobs) => this.insertSingles(jobs), {
    maxSize: 1_000,
    maxWrites: 2,
  });

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly events: JobEvents,
    private readonly wakeUp: WakeUp,
    private readonly hooks: CreationHooks,
    private readonly metrics: MetricsRecorder,
  ) {}

  /**
   * @throws {DuplicateJobError}
   * @throws {JobVetoedError}
   * @throws {JobHookError}
   */
  async write(job: NewJob, manager?: EntityManager): Promise<UniqueOutcome> {
    if (manager || job.unique) {
      return (await this.writeAll([job], manager))[0]!;
    }
    if (!this.hooks.isIdle) {
      await this.hooks.creating([job]);
    }
    const error = await this.batcher.add(job);
    if (error !== undefined) {
      throw error;
    }
    this.announce([job]);
    return { id: job.id, outcome: 'created' };
  }

  /**
   * All or none.
   * @throws as `write()`
   */
  async writeAll(jobs: NewJob[], manager?: EntityManager): Promise<UniqueOutcome[]> {
    if (jobs.length === 0) {
      return [];
    }
    if (!this.hooks.isIdle) {
      await this.hooks.creating(jobs);
    }
    if (!jobs.some(({ unique }) => unique)) {
      await this.store.insert(jobs, manager);
      this.announce(jobs, manager);
      return jobs.map(({ id }) => ({ id, outcome: 'created' }));
    }
    const outcomes = await this.store.insertUnique(jobs, manager);
    this.announce(
      jobs.filter((_, index) => outcomes[index]!.outcome === 'created'),
      manager,
    );
    // What was replaced may be due at another time; what was there was locked, and workers pass over that.
    if (outcomes.some(({ outcome }) => outcome !== 'created')) {
      afterCommit(manager, () => this.wakeUp.dueSooner());
    }
    return outcomes;
  }

  /**
   * Writes jobs that wait for others.
   * @throws {JobVetoedError}
   * @throws {JobHookError}
   */
  async writeContinuations(continuations: NewContinuation[], manager?: EntityManager): Promise<void> {
    await this.hooks.creating(continuations.map(({ job }) => job));
    const released = await this.store.insertContinuations(continuations, manager);
    this.announce(
      continuations.map(({ job }) => job),
      manager,
    );
    afterCommit(manager, () => this.wakeUp.announce(released));
  }

  /** Tells workers and subscribers of jobs that were written, once they are committed. */
  announce(jobs: NewJob[], manager?: EntityManager): void {
    afterCommit(manager, () => {
      this.wakeUp.jobsAdded(jobs.filter((job) => job.pending === 0));
      this.metrics.created(jobs);
      for (const job of jobs) {
        this.events.emit('created', () => ({ jobId: job.id, jobType: job.type, queue: job.queue }));
      }
      this.hooks.created(jobs);
    });
  }

  /** Lets hooks change or forbid jobs that are written elsewhere. */
  async creating(jobs: NewJob[]): Promise<void> {
    await this.hooks.creating(jobs);
  }

  /** Waits for what has been given so far, and for the hooks that are told of it. */
  async drain(): Promise<void> {
    await this.batcher.drain();
    await this.hooks.drain();
  }

  /** The error of each job, or `undefined` when it was written. Halves a batch that fails until the bad rows are alone. */
  private async insertSingles(jobs: NewJob[]): Promise<unknown[]> {
    try {
      await this.store.insert(jobs);
      return jobs.map(() => undefined);
    } catch (error) {
      // Without a database, nobody knows what was written: trying again could write it twice.
      if (jobs.length === 1 || this.store.isUnavailable(error)) {
        return jobs.map(() => error);
      }
      const middle = Math.ceil(jobs.length / 2);
      return [
        ...(await this.insertSingles(jobs.slice(0, middle))),
        ...(await this.insertSingles(jobs.slice(middle))),
      ];
    }
  }
}
