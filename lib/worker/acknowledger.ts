import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { RetentionPolicy } from '../discovery/index.js';
import { JobEvents } from '../events/index.js';
import type { StoredError } from '../interfaces/index.js';
import { serializeError } from '../serialization/index.js';
import { WakeUp } from '../scheduler/index.js';
import { JobStore, type ClaimedJob, type Outcome } from '../store/index.js';
import { Batcher, describeError, SafeLogger } from '../utils/index.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** Characters of results and errors in one write, at most: under any server's packet limit. */
const MAX_CHARACTERS = 4_000_000;

interface Settlement {
  job: ClaimedJob;
  outcome: Outcome;
}

/**
 * Writes outcomes in batches, and never lets one go: while the database is away it tries again,
 * and an outcome the database refuses (too large, say) is replaced by a failure that says so. A job
 * that is no longer ours keeps the row others gave it.
 */
@Injectable()
export class Acknowledger {
  private readonly logger = new SafeLogger('NestfireAcknowledger');
  private readonly batcher: Batcher<Settlement, boolean>;
  private closed = false;

  constructor(
    @Inject(WORKER_OPTIONS) options: WorkerOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly events: JobEvents,
    private readonly wakeUp: WakeUp,
    private readonly retention: RetentionPolicy,
  ) {
    this.batcher = new Batcher((settlements) => this.write(settlements), {
      maxSize: options.batchSize,
      maxWrites: 2,
      weight: { of: ({ outcome }) => weightOf(outcome), max: MAX_CHARACTERS },
    });
  }

  /** Outcomes that are not written yet. */
  get pending(): number {
    return this.batcher.size;
  }

  /** Resolves once the outcome is written, or dropped because the job is no longer ours. */
  async settle(job: ClaimedJob, outcome: Outcome): Promise<void> {
    const applied = await this.batcher.add({ job, outcome });
    this.tell(job, outcome, applied);
  }

  /** Tries no longer: what is not written by now runs again when the lease has ended. */
  close(): void {
    this.closed = true;
  }

  private async write(settlements: Settlement[], refused = 0): Promise<boolean[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const lost = new Set(await this.store.settle(settlements.map(({ outcome }) => outcome)));
        return settlements.map(({ outcome }) => !lost.has(outcome.id));
      } catch (error) {
        if (!this.store.isUnavailable(error)) {
          return this.isolate(settlements, error, refused + 1);
        }
        if (this.closed) {
          throw error;
        }
        if (attempt === 1) {
          this.logger.warn(
            `Could not write ${settlements.length} outcome(s), trying again: ${describeError(error)}`,
          );
        }
        await sleep(Math.random() * Math.min(5_000, 100 * 2 ** attempt));
      }
    }
  }

  /** Halves the batch until the outcome that cannot be written is alone. */
  private async isolate(settlements: Settlement[], error: unknown, refused: number): Promise<boolean[]> {
    const [first, ...others] = settlements;
    if (first && others.length > 0) {
      const middle = Math.ceil(settlements.length / 2);
      return [
        ...(await this.write(settlements.slice(0, middle))),
        ...(await this.write(settlements.slice(middle))),
      ];
    }
    const { job, outcome } = first!;
    this.logger.error(`The outcome of ${job.type} ${job.id} could not be written: ${describeError(error)}`);
    if (this.closed) {
      throw error;
    }
    await sleep(Math.random() * Math.min(60_000, 100 * 2 ** refused));
    const reason = 'The outcome could not be written';
    const { id, claim, runTime } = outcome;
    const failure = { id, claim, runTime, attempt: job.attempt, kind: 'failed', reason } as const;
    return this.write(
      [
        {
          job,
          outcome: { ...failure, error: serializeError(error), keep: this.retention.of(job.type, 'failed') },
        },
      ],
      refused,
    );
  }

  private tell({ id, type, queue, attempt }: ClaimedJob, outcome: Outcome, applied: boolean): void {
    const about = { jobId: id, jobType: type, queue, attempt };
    const finished = { ...about, runTime: outcome.runTime ?? 0 };
    if (!applied) {
      this.logger.warn(
        `The outcome of ${type} ${id} (attempt ${attempt}) was dropped: the job was deleted, requeued or taken over`,
      );
      this.events.emit('dropped', () => about);
      return;
    }
    if (outcome.kind === 'retried' || outcome.kind === 'snoozed' || outcome.kind === 'released') {
      this.wakeUp.jobsAdded([{ queue, delay: 'delay' in outcome ? outcome.delay : null, at: null }]);
    }
    switch (outcome.kind) {
      case 'succeeded':
        return this.events.emit('succeeded', () => finished);
      case 'failed':
        this.logger.error(
          `${type} ${id} failed: ${outcome.reason}: ${outcome.error?.name}: ${outcome.error?.message}`,
        );
        return this.events.emit('failed', () => ({ ...finished, error: outcome.error }));
      case 'retried':
        this.logger.warn(
          `${type} ${id} runs again in ${outcome.delay} ms: ${outcome.reason}: ${outcome.error?.name}: ${outcome.error?.message}`,
        );
        return this.events.emit('retried', () => ({
          ...finished,
          error: outcome.error,
          delay: outcome.delay,
        }));
      case 'snoozed':
        return this.events.emit('snoozed', () => ({ ...finished, delay: outcome.delay }));
      case 'released':
        return this.events.emit('released', () => about);
    }
  }
}

function weightOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'succeeded':
      return outcome.result?.length ?? 0;
    case 'failed':
    case 'retried':
      return errorWeight(outcome.error);
    default:
      return 0;
  }
}

function errorWeight(error: StoredError | null | undefined): number {
  return error ? error.message.length + (error.stack?.length ?? 0) + errorWeight(error.cause) : 0;
}
