import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry, RetentionPolicy } from '../discovery/index.js';
import { JobEvents } from '../events/index.js';
import { engineReason, type StoredError } from '../interfaces/index.js';
import { MetricsRecorder } from '../metrics/index.js';
import { serializeError } from '../serialization/index.js';
import { fingerprintOf, JobStore, type HeldJob, type Outcome } from '../store/index.js';
import { Batcher, describeError, SafeLogger } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { ExecutionHooks } from './execution-hooks.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** Characters of results and errors in one write, at most: under any server's packet limit. */
const MAX_CHARACTERS = 4_000_000;

interface Settlement {
  job: HeldJob;
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
  private telling = 0;

  constructor(
    @Inject(WORKER_OPTIONS) options: WorkerOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly events: JobEvents,
    private readonly wakeUp: WakeUp,
    private readonly retention: RetentionPolicy,
    private readonly registry: JobRegistry,
    private readonly hooks: ExecutionHooks,
    private readonly metrics: MetricsRecorder,
  ) {
    this.batcher = new Batcher((settlements) => this.write(settlements), {
      maxSize: options.batchSize,
      maxWrites: 2,
      weight: { of: ({ outcome }) => weightOf(outcome), max: MAX_CHARACTERS },
    });
  }

  /** Outcomes that are not written yet, or of which hooks are still being told. */
  get pending(): number {
    return this.batcher.size + this.telling;
  }

  /**
   * Resolves once the outcome is written and hooks were told of it, or dropped because the job is
   * no longer ours.
   */
  async settle(job: HeldJob, outcome: Outcome): Promise<void> {
    const settlement = { job, outcome };
    // What was written with the handler's transaction is written again if that was a savepoint rolled back.
    const applied = (await this.batcher.add(settlement)) || outcome.isWritten === true;
    this.tell(job, settlement.outcome, applied);
    const chain = this.registry.find(job.type)?.chain;
    // A job that was never started has left its queue for a worker's buffer, and is back.
    if (applied && chain && chain.applied.length > 0 && outcome.runTime !== null) {
      this.telling++;
      await this.hooks.applied(chain, job, settlement.outcome);
      this.telling--;
    }
  }

  /** Tries no longer: what is not written by now runs again when the lease has ended. */
  close(): void {
    this.closed = true;
  }

  private async write(settlements: Settlement[]): Promise<boolean[]> {
    const outcomes = settlements.map(({ outcome }) => withFingerprint(outcome));
    for (let attempt = 1; ; attempt++) {
      try {
        const { applied, released } = await this.store.settle(outcomes);
        this.wakeUp.announce(released);
        this.count(settlements, outcomes, applied);
        return applied;
      } catch (error) {
        if (this.store.isRefusal(error)) {
          return this.isolate(settlements, error);
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

  private count(settlements: Settlement[], outcomes: Outcome[], applied: boolean[]): void {
    for (let index = 0; index < outcomes.length; index++) {
      const outcome = outcomes[index]!;
      if (applied[index] || outcome.isWritten) {
        this.metrics.ended(settlements[index]!.job, outcome);
      }
    }
  }

  /** Halves the batch until the outcome that cannot be written is alone, and writes a failure in its place. */
  private async isolate(settlements: Settlement[], error: unknown): Promise<boolean[]> {
    if (settlements.length > 1) {
      const middle = Math.ceil(settlements.length / 2);
      return [
        ...(await this.write(settlements.slice(0, middle))),
        ...(await this.write(settlements.slice(middle))),
      ];
    }
    const { job, outcome } = settlements[0]!;
    const reason = engineReason('unwritten');
    if (outcome.kind === 'failed' && outcome.reason === reason) {
      throw error;
    }
    this.logger.error(`The outcome of ${job.type} ${job.id} could not be written: ${describeError(error)}`);
    const { id, claim, workerId, attempt, runTime, dueAt } = outcome;
    const { name, message } = serializeError(error);
    const keep = this.retention.of(job.type, 'failed');
    settlements[0]!.outcome = {
      id,
      claim,
      workerId,
      attempt,
      runTime,
      dueAt,
      kind: 'failed',
      reason,
      error: { name, message },
      keep,
    };
    return this.write(settlements);
  }

  private tell(job: HeldJob, outcome: Outcome, applied: boolean): void {
    const { id, type, queue, attempt, gate } = job;
    this.wakeUp.placesFreed(job);
    const about = { jobId: id, jobType: type, queue, attempt };
    const finished = { ...about, runTime: outcome.runTime ?? 0 };
    if (!applied && outcome.kind === 'released') {
      return;
    }
    if (!applied) {
      this.logger.warn(
        `The outcome of ${type} ${id} (attempt ${attempt}) was dropped: the job was deleted, requeued or taken over`,
      );
      this.events.emit('dropped', () => about);
      return;
    }
    if (outcome.kind === 'retried' || outcome.kind === 'snoozed' || outcome.kind === 'released') {
      const delay = 'delay' in outcome ? outcome.delay : null;
      this.wakeUp.jobsAdded([{ queue, delay, at: null, gate: gate === null ? null : { id: gate } }]);
    }
    switch (outcome.kind) {
      case 'succeeded':
        return this.events.emit('succeeded', () => finished);
      case 'failed':
        this.logger.error(`${type} ${id} failed: ${outcome.reason}${suffixOf(outcome.error)}`);
        return this.events.emit('failed', () => ({ ...finished, error: outcome.error }));
      case 'retried':
        this.logger.warn(
          `${type} ${id} runs again in ${outcome.delay} ms: ${outcome.reason}${suffixOf(outcome.error)}`,
        );
        return this.events.emit('retried', () => ({
          ...finished,
          error: outcome.error,
          delay: outcome.delay,
        }));
      case 'snoozed':
        return this.events.emit('snoozed', () => ({ ...finished, delay: outcome.delay }));
      case 'deleted': {
        const { reason, error } = outcome;
        this.logger.warn(`${type} ${id} was deleted: ${reason}${suffixOf(error)}`);
        return this.events.emit('deleted', () => ({ ...finished, reason, error }));
      }
      case 'released':
        return this.events.emit('released', () => about);
      case 'throttled':
        return this.wakeUp.jobsAdded([{ queue, delay: null, at: null, gate: outcome.gate }]);
    }
  }
}

function withFingerprint(outcome: Outcome): Outcome {
  return 'error' in outcome && outcome.error
    ? { ...outcome, fingerprint: fingerprintOf(outcome.error) }
    : outcome;
}

function weightOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case 'succeeded':
      return outcome.result?.length ?? 0;
    case 'failed':
    case 'retried':
    case 'deleted':
      return errorWeight(outcome.error);
    default:
      return 0;
  }
}

function suffixOf(error: StoredError | null): string {
  return error ? `: ${error.name}: ${error.message}` : '';
}

function errorWeight(error: StoredError | null | undefined): number {
  return error ? error.message.length + (error.stack?.length ?? 0) + errorWeight(error.cause) : 0;
}
