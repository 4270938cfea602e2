import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { JobRegistry } from '../discovery/index.js';
import { WorkerStoppingError } from '../errors/index.js';
import { describeError, SafeLogger, within } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { Acknowledger } from './acknowledger.js';
import { Admitter } from './admitter.js';
import { Claimer } from './claimer.js';
import { JobExecutor } from './job-executor.js';
import { JobJournal } from './job-journal.js';
import { Maintenance } from './maintenance.js';
import { OperationRunner } from './operation-runner.js';
import { Scout } from './scout.js';
import { WorkerLease } from './worker-lease.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** How long handlers get to react to their aborted signals when the worker stops, in ms. */
const ABORT_GRACE = 1_000;
/** How long the last outcomes may take to be written, in ms. */
const FLUSH_TIMEOUT = 10_000;
const STEP = 10;

/**
 * The worker of this process. `start()` takes a lease, then looks for jobs and runs them. `stop()`
 * claims no more, hands back what was not started, waits up to `shutdownTimeout` for what runs,
 * aborts the rest and hands it back without spending an attempt, and writes every outcome before
 * it gives the lease back.
 */
@Injectable()
export class JobsWorker {
  private readonly logger = new SafeLogger('NestfireWorker');
  private started = false;
  private moved: Subscription | undefined;

  constructor(
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    private readonly registry: JobRegistry,
    private readonly lease: WorkerLease,
    private readonly scout: Scout,
    private readonly claimer: Claimer,
    private readonly executor: JobExecutor,
    private readonly acknowledger: Acknowledger,
    private readonly journal: JobJournal,
    private readonly maintenance: Maintenance,
    private readonly admitter: Admitter,
    private readonly operations: OperationRunner,
    private readonly wakeUp: WakeUp,
  ) {}

  async start(): Promise<void> {
    this.started = true;
    // Hints come from inside requests; what they start must not run in a request's context.
    const inOwnContext = AsyncLocalStorage.snapshot();
    await this.lease.start({
      lost: () => this.claimer.releaseBuffer(),
      beat: () => this.claimer.reconcile(),
    });
    this.moved = this.wakeUp.moved$.subscribe((ids) => inOwnContext(() => this.abort(ids)));
    this.claimer.start();
    this.maintenance.start();
    this.admitter.start();
    this.operations.start();
    await this.scout.start();
    const { name, queues, concurrency } = this.options;
    this.logger.log(
      `Worker ${name} runs ${this.registry.types.length} job type(s) from ${queues.join(', ')}, ${concurrency} at once`,
    );
  }

  async stop(): Promise<void> {
    if (!this.started) {
      return;
    }
    this.started = false;
    this.moved?.unsubscribe();
    // Side by side: a database that does not answer must not keep the handlers from being told.
    const loops = Promise.all([
      this.scout.stop(),
      this.maintenance.stop(),
      this.admitter.stop(),
      this.operations.stop(),
      this.claimer.stop(),
    ]);
    await this.waitForRunning(this.options.shutdownTimeout);
    await this.handBackRunning();
    await within(FLUSH_TIMEOUT, this.settle(loops));
    // Others let through what waited for the places of these jobs.
    this.wakeUp.dueSooner();
    this.acknowledger.close();
    await within(FLUSH_TIMEOUT, this.lease.stop()).catch((error) =>
      this.logger.warn(`The lease of this worker ends by itself: ${describeError(error)}`),
    );
  }

  /** Waits until everything that is known of jobs is written. */
  private async settle(loops: Promise<unknown>): Promise<void> {
    await loops;
    await this.journal.flush();
    await this.claimer.settled();
  }

  private async handBackRunning(): Promise<void> {
    const { running } = this.executor;
    if (running.size === 0) {
      return;
    }
    this.logger.warn(`Handing back ${running.size} job(s) that outlived shutdownTimeout`);
    running.forEach((execution) => execution.abort(new WorkerStoppingError()));
    await this.waitForRunning(ABORT_GRACE);
    running.forEach((execution) => execution.giveUp(new WorkerStoppingError()));
    await this.waitForRunning(ABORT_GRACE);
  }

  private async waitForRunning(limit: number): Promise<void> {
    const deadline = performance.now() + limit;
    while (this.executor.running.size > 0 && performance.now() < deadline) {
      await sleep(STEP);
    }
  }

  private abort(ids: string[]): void {
    this.claimer.releaseBuffer(ids);
    this.lease
      .abortLost(ids)
      .catch((error) =>
        this.logger.debug(`The next heartbeat aborts what is to be aborted: ${describeError(error)}`),
      );
  }
}
