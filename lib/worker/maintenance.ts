import { Inject, Injectable } from '@nestjs/common';
import { RetentionPolicy } from '../discovery/index.js';
import { JobEvents } from '../events/index.js';
import { MetricsRecorder } from '../metrics/index.js';
import { RecurringFirer } from '../recurring/index.js';
import { JobStore } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { Loop } from './loop.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

const BATCH = 500;
/** A job that was running when this many workers were lost probably killed them. */
const MAX_LOST = 3;
const PRUNE_EVERY = 60_000;
const LONGEST_UNKNOWN_CHECK = 600_000;
const CHECK_RECURRING_EVERY = 60_000;
const PRUNE_METRICS_EVERY = 600_000;
const KEEP_WORKERS = 3_600_000;

/**
 * Keeps the tables in order: hands on the jobs of lost workers, removes what is past its retention,
 * and fails jobs that nobody can run. Every worker does all of it; each step is an idempotent batch.
 */
@Injectable()
export class Maintenance {
  private readonly logger = new SafeLogger('NestfireMaintenance');
  private readonly loops: Loop[];
  private isStarting = true;

  constructor(
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly retention: RetentionPolicy,
    private readonly events: JobEvents,
    private readonly wakeUp: WakeUp,
    private readonly firer: RecurringFirer,
    private readonly metrics: MetricsRecorder,
  ) {
    this.loops = [
      new Loop('Recovering the jobs of lost workers', this.logger, () => this.recover()),
      new Loop('Removing old jobs', this.logger, () => this.prune()),
      new Loop('Failing jobs of unknown types', this.logger, () => this.failUnknown()),
      new Loop('Checking recurring jobs', this.logger, () => this.checkRecurring()),
      new Loop('Removing old numbers', this.logger, () => this.pruneMetrics()),
    ];
  }

  start(): void {
    this.loops.forEach((loop) => loop.start());
  }

  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private async recover(): Promise<number> {
    const keep = this.retention.all('failed');
    const recovered = await this.store.recover({ limit: BATCH, maxLost: MAX_LOST, keep });
    for (const { id, type, queue, attempt, error } of recovered) {
      if (error) {
        this.metrics.failed({ id, type, queue }, error);
      }
      this.logger.warn(
        error
          ? `${type} ${id} failed: it has lost ${MAX_LOST} workers and probably kills them`
          : `${type} ${id} goes back to its queue: its worker was lost`,
      );
      this.events.emit('recovered', () => ({ jobId: id, jobType: type, queue, attempt, error }));
    }
    if (recovered.length > 0) {
      this.wakeUp.announce({
        queues: recovered.map(({ queue }) => queue),
        due: true,
        gates: recovered.flatMap(({ gate }) => gate ?? []),
      });
    }
    return recovered.length === BATCH ? 0 : jittered(this.options.heartbeatInterval);
  }

  private async prune(): Promise<number> {
    // What workers knew is asked for as long as jobs that they could run may wait.
    const keepWorkers = Math.max(KEEP_WORKERS, this.options.failUnknownAfter);
    return (await this.store.prune(BATCH, keepWorkers)) === BATCH ? 0 : jittered(PRUNE_EVERY);
  }

  private async failUnknown(): Promise<number> {
    const { failUnknownAfter: after } = this.options;
    // Not at once: after a start of everything, the workers that know them may still be on their way.
    if (this.isStarting) {
      this.isStarting = false;
      return jittered(Math.min(LONGEST_UNKNOWN_CHECK, after));
    }
    const failed = await this.store.failUnknown({ after, limit: BATCH, keep: this.retention.all('failed') });
    for (const { id, type, queue, attempt, error } of failed) {
      this.metrics.failed({ id, type, queue }, error);
      this.events.emit('failed', () => ({ jobId: id, jobType: type, queue, attempt, runTime: 0, error }));
    }
    if (failed.length > 0) {
      this.logger.warn(
        `${failed.length} job(s) failed: no worker has known their type for ${after} ms (failUnknownAfter)`,
      );
    }
    return failed.length === BATCH ? 0 : jittered(Math.min(LONGEST_UNKNOWN_CHECK, after));
  }

  private async pruneMetrics(): Promise<number> {
    await this.store.metrics.prune();
    return jittered(PRUNE_METRICS_EVERY);
  }

  private async checkRecurring(): Promise<number> {
    const { failUnknownAfter: after } = this.options;
    await this.firer.failUnserved(after);
    return jittered(Math.min(CHECK_RECURRING_EVERY, after));
  }
}

function jittered(duration: number): number {
  return duration * (0.9 + Math.random() * 0.2);
}
