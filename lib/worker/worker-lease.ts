import { Inject, Injectable } from '@nestjs/common';
import { hostname } from 'node:os';
import { JobRegistry, RecurringRegistry } from '../discovery/index.js';
import { JobCancelledError } from '../errors/index.js';
import { JobStore } from '../store/index.js';
import { newId, PACKAGE_VERSION, SafeLogger } from '../utils/index.js';
import { JobExecutor } from './job-executor.js';
import { Loop } from './loop.js';
import { VitalsMonitor } from './vitals-monitor.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** Jobs that run for a shorter time are not asked about, in ms. */
const LONG_RUNNING = 1_000;

/**
 * This process's row among the workers, and its heartbeat. One lease covers every job the process
 * holds, however long it takes. A worker whose lease has ended, because the process or the database
 * stood still, starts no more jobs: others may have taken those it holds. It comes back under a new
 * id. Each heartbeat also learns which running jobs were deleted or requeued, and aborts them, and
 * whether somebody has asked the worker to drain.
 */
@Injectable()
export class WorkerLease {
  private readonly logger = new SafeLogger('NestfireWorker');
  private readonly loop: Loop;
  private workerId: string | undefined;
  private trustedUntil = 0;
  private isDraining = false;
  private readonly vitals = new VitalsMonitor();
  private onLost: () => void = () => undefined;
  private onBeat: () => void = () => undefined;

  constructor(
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly registry: JobRegistry,
    private readonly recurring: RecurringRegistry,
    private readonly executor: JobExecutor,
  ) {
    // No pause longer than a heartbeat: each failure brings the end of the lease nearer.
    const longestPause = options.heartbeatInterval;
    this.loop = new Loop('The heartbeat', this.logger, () => this.beat(), longestPause);
  }

  /** The id to claim with; `undefined` while there is no lease that can be trusted. */
  get validId(): string | undefined {
    return performance.now() < this.trustedUntil ? this.workerId : undefined;
  }

  /** Somebody has asked this worker to finish what it runs and claim no more. */
  get draining(): boolean {
    return this.isDraining;
  }

  /**
   * `onLost` is called when the lease has ended: what was claimed under it must not be started any
   * more. `onBeat` is called after each heartbeat.
   */
  async start(on: { lost: () => void; beat: () => void }): Promise<void> {
    this.onLost = on.lost;
    this.onBeat = on.beat;
    await this.register();
    this.vitals.start();
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    this.vitals.stop();
    if (this.workerId) {
      await this.store.removeWorker(this.workerId);
    }
  }

  private async beat(): Promise<number> {
    const { heartbeatInterval, lease } = this.options;
    const sentAt = performance.now();
    const running = this.executor.running.size;
    if (this.workerId && (await this.store.heartbeat(this.workerId, lease, running, this.vitals.read()))) {
      this.trust(sentAt);
      await this.abortLost();
      await this.learnDraining(this.workerId);
    } else {
      await this.loseLease();
    }
    this.onBeat();
    return heartbeatInterval * (0.9 + Math.random() * 0.2);
  }

  private async learnDraining(workerId: string): Promise<void> {
    const before = this.isDraining;
    this.isDraining = await this.store.isDraining(workerId);
    if (this.isDraining !== before) {
      this.logger.log(
        this.isDraining
          ? 'This worker drains, as somebody has asked: it finishes what it runs and claims no more'
          : 'This worker claims jobs again',
      );
    }
  }

  private async loseLease(): Promise<void> {
    this.logger.warn(
      `The lease of this worker ended after ${this.options.lease} ms without a heartbeat. Its jobs go to other workers; ` +
        'it goes on under a new id. Look for code that blocks the event loop, or a database that was away.',
    );
    this.onLost();
    await this.register();
    await this.abortLost();
  }

  private async register(): Promise<void> {
    const { name, queues, concurrency, lease } = this.options;
    const sentAt = performance.now();
    const id = newId();
    const { types } = this.registry;
    await this.store.registerWorker({
      id,
      name,
      host: hostname(),
      pid: process.pid,
      queues,
      types,
      recurring: this.recurring.ids,
      concurrency,
      lease,
      version: PACKAGE_VERSION,
      draining: this.isDraining,
    });
    this.workerId = id;
    this.trust(sentAt);
  }

  /** By this process's own clock, from before the request, and with a margin: sooner than the database's. */
  private trust(sentAt: number): void {
    this.trustedUntil = sentAt + this.options.lease * 0.9;
  }

  /** Aborts what no longer is ours, among the jobs with these ids or those that run for long. */
  async abortLost(ids?: string[]): Promise<void> {
    const suspects = [...this.executor.running].filter((execution) =>
      ids ? ids.includes(execution.job.id) : execution.runTime > LONG_RUNNING,
    );
    if (suspects.length > 0) {
      const held = await this.store.checkClaims(suspects.map((execution) => execution.job));
      suspects
        .filter((_, index) => !held[index])
        .forEach((execution) => execution.giveUp(new JobCancelledError()));
    }
  }
}
