import { Inject, Injectable } from '@nestjs/common';
import type { StoredError } from '../interfaces/index.js';
import { fingerprintOf, JobStore, type NewJob, type Outcome } from '../store/index.js';
import { describeError, SafeLogger, within } from '../utils/index.js';
import { MetricWindow, type CountedJob } from './metric-window.js';

/** How long numbers gather before they are written, in ms, give or take a fifth. */
const DELAY = 5_000;
/** How long the last ones may take to be written when the application stops, in ms. */
const CLOSE_TIMEOUT = 5_000;

/**
 * Counts what this process does with jobs, and adds it to the numbers in the database every few
 * seconds if there is anything. A write that fails is repeated with the time at which it was counted,
 * while new numbers gather beside it: two windows at most. A process that is killed takes those of its
 * last seconds with it; a write whose answer gets lost may be counted twice.
 */
@Injectable()
export class MetricsRecorder {
  private readonly logger = new SafeLogger('NestfireMetrics');
  private window = new MetricWindow();
  /** What could not be written yet. */
  private unwritten: MetricWindow | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failures = 0;
  private isClosed = false;

  constructor(@Inject(JobStore) private readonly store: JobStore) {}

  created(jobs: readonly Pick<NewJob, 'queue' | 'type'>[]): void {
    for (const { queue, type } of jobs) {
      this.window.created(queue, type);
    }
    this.counted();
  }

  /** An outcome that was written. */
  ended(job: CountedJob, outcome: Outcome): void {
    this.window.ended(job, outcome);
    if ((outcome.kind === 'failed' || outcome.kind === 'retried') && outcome.error && outcome.fingerprint) {
      this.window.failed(job, outcome.fingerprint, outcome.error, outcome.kind);
    }
    this.counted();
  }

  /** A job that failed without running, by maintenance. */
  failed(job: CountedJob, error: StoredError): void {
    this.window.ended(job, { kind: 'failed', runTime: null });
    this.window.failed(job, fingerprintOf(error), error, 'failed');
    this.counted();
  }

  /** Writes what has been counted so far. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  /** Writes what is left, if the database takes it soon enough. */
  async close(): Promise<void> {
    this.isClosed = true;
    await within(CLOSE_TIMEOUT, this.flush());
    clearTimeout(this.timer);
  }

  private counted(): void {
    if (!this.timer && !this.isClosed) {
      this.schedule();
    }
  }

  private schedule(): void {
    // Each failure makes the next attempt later, up to a minute.
    const delay = Math.min(60_000, DELAY * 2 ** this.failures);
    this.timer = setTimeout(() => void this.flush(), delay * (0.8 + Math.random() * 0.4)).unref();
  }

  /** What failed before goes first, and alone: it was counted at another time. */
  private async write(): Promise<void> {
    if (this.unwritten && !(await this.send(this.unwritten))) {
      return;
    }
    this.unwritten = undefined;
    const { window } = this;
    if (window.isEmpty) {
      return;
    }
    window.close();
    this.window = new MetricWindow();
    if (!(await this.send(window))) {
      this.unwritten = window;
    }
  }

  /** Whether there is nothing left to do about it. */
  private async send(window: MetricWindow): Promise<boolean> {
    try {
      await this.store.metrics.record(window.toBatch());
      this.failures = 0;
      return true;
    } catch (error) {
      if (this.store.isRefusal(error)) {
        this.logger.error(
          `Numbers of jobs were refused by the database and are lost: ${describeError(error)}`,
        );
        return true;
      }
      this.failures++;
      if (this.failures === 1) {
        this.logger.warn(`Could not write the numbers of jobs, trying again: ${describeError(error)}`);
      }
      if (!this.isClosed && !this.timer) {
        this.schedule();
      }
      return false;
    }
  }
}
