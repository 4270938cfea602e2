import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry } from '../discovery/index.js';
import { ActiveControls } from '../limits/index.js';
import { JobStore, type ClaimedJob, type HeldJob, type Outcome } from '../store/index.js';
import { describeError, SafeLogger } from '../utils/index.js';
import { Acknowledger } from './acknowledger.js';
import { JobBuffer } from './job-buffer.js';
import { JobExecutor } from './job-executor.js';
import { Loop } from './loop.js';
import { Prefetch } from './prefetch.js';
import { QueueOrder } from './queue-order.js';
import { WorkerLease } from './worker-lease.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** How long a claimed job may wait behind running ones before it is handed back, in ms. */
const BUFFER_TIME = 2_000;
/** Outcomes waiting to be written, in batches, above which nothing is claimed. */
const MAX_UNWRITTEN_BATCHES = 10;

/**
 * Claims batches, keeps them in a buffer and runs up to `concurrency` of them at once. The next
 * claim is under way while the last batch runs and is acknowledged. Claims only from queues that
 * were announced or seen to hold jobs, and stops looking at one when it gives less than asked for.
 */
@Injectable()
export class Claimer {
  private readonly logger = new SafeLogger('NestfireClaimer');
  private readonly loop = new Loop('Claiming jobs', this.logger, () => this.claim());
  private readonly buffer = new JobBuffer();
  private readonly queues: QueueOrder;
  private readonly prefetch: Prefetch;
  /** Jobs whose claims we know of and whose outcomes are not yet written. */
  private readonly held = new Set<HeldJob>();
  private onSettled: (() => void) | undefined;
  /** Whether to compare what we hold with what the database says. */
  private mustReconcile = false;
  private staleTimer: NodeJS.Timeout | undefined;
  private stopping = false;
  /** Jobs whose handlers are running; those given up are not counted. */
  private running = 0;

  constructor(
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly registry: JobRegistry,
    private readonly lease: WorkerLease,
    private readonly executor: JobExecutor,
    private readonly acknowledger: Acknowledger,
    private readonly controls: ActiveControls,
  ) {
    this.queues = new QueueOrder(options.queues, options.weights);
    this.prefetch = new Prefetch(options.concurrency, options.batchSize);
  }

  start(): void {
    this.loop.start();
    this.staleTimer = setInterval(
      () => this.handBack(this.buffer.takeOlderThan(BUFFER_TIME)),
      BUFFER_TIME / 2,
    );
  }

  /** These queues hold jobs, or may. */
  announce(queues: Iterable<string>): void {
    if (this.queues.add(queues)) {
      this.loop.wake();
    }
  }

  /** Something else has changed that decides what may be claimed. */
  wake(): void {
    this.loop.wake();
  }

  /** Stops claiming and hands back what has not been started. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.staleTimer);
    await this.loop.stop();
    this.handBack(this.buffer.takeAll());
  }

  /** Resolves when every outcome so far is written. */
  async settled(): Promise<void> {
    if (this.held.size > 0) {
      await new Promise<void>((resolve) => (this.onSettled = resolve));
    }
  }

  /** Compares what we hold with what the database says, when no claim is under way. */
  reconcile(): void {
    this.mustReconcile = true;
    this.loop.wake();
  }

  /** Hands back jobs that were not started: those with these ids, or all of them. */
  releaseBuffer(ids?: string[]): void {
    this.handBack(ids ? this.buffer.take((job) => ids.includes(job.id)) : this.buffer.takeAll());
  }

  /** Resolves to the pause before the next claim: none while there may be more, else until woken. */
  private async claim(): Promise<number> {
    if (this.lease.draining) {
      this.handBack(this.buffer.takeAll());
    }
    this.fill();
    await this.releaseUnknown();
    // Queues are remembered while the worker drains, for when it goes on.
    const queue = this.lease.draining ? undefined : this.nextQueue();
    const workerId = this.lease.validId;
    const limit = this.room();
    if (queue === undefined || limit === 0 || workerId === undefined) {
      return Infinity;
    }

    // Before the claim: a hint that comes while it is under way must not be lost.
    this.queues.remove(queue);
    const { types } = this.registry;
    let jobs: ClaimedJob[];
    try {
      jobs = types.length > 0 ? await this.store.claim({ workerId, queue, types, limit }) : [];
    } catch (error) {
      this.queues.add([queue]);
      throw error;
    }
    if (jobs.length === limit) {
      this.queues.add([queue]);
    }
    this.queues.charge(queue, jobs.length);
    jobs.forEach((job) => this.held.add(job));
    if (this.lease.validId === workerId && !this.lease.draining) {
      this.buffer.add(jobs);
      this.fill();
    } else {
      // The lease ended meanwhile, and the jobs may be another's by now; or they are to be.
      this.handBack(jobs);
    }
    return this.queues.isEmpty ? Infinity : 0;
  }

  /**
   * Those that are paused are left out; the look after the pause announces them again. Until it is
   * known which ones are, there is none.
   */
  private nextQueue(): string | undefined {
    if (!this.controls.isLoaded) {
      return undefined;
    }
    let queue = this.queues.first();
    while (queue !== undefined && this.controls.isPaused('queue', queue)) {
      this.queues.remove(queue);
      queue = this.queues.first();
    }
    return queue;
  }

  /**
   * Hands back jobs the database says are ours and of which we know nothing: the answer to a claim
   * can get lost after the claim was made.
   */
  private async releaseUnknown(): Promise<void> {
    const workerId = this.lease.validId;
    if (!this.mustReconcile || workerId === undefined) {
      return;
    }
    this.mustReconcile = false;
    const known = new Set([...this.held].map(keyOf));
    const unknown = (await this.store.claimsOf(workerId)).filter((job) => !known.has(keyOf(job)));
    if (unknown.length > 0) {
      this.logger.warn(`Handing back ${unknown.length} job(s) whose claims were made and never answered`);
      this.handBack(unknown);
    }
  }

  /** How many jobs to claim now; 0 while it is worth waiting for room for more. */
  private room(): number {
    const { batchSize } = this.options;
    if (this.acknowledger.pending >= MAX_UNWRITTEN_BATCHES * batchSize) {
      return 0;
    }
    const target = this.prefetch.target();
    const room = target - this.running - this.buffer.size;
    const isIdle = this.buffer.size === 0 && this.running < this.options.concurrency;
    return isIdle || room >= Math.min(batchSize, target / 2) ? Math.max(0, Math.min(batchSize, room)) : 0;
  }

  private fill(): void {
    while (!this.stopping && this.running < this.options.concurrency && this.lease.validId !== undefined) {
      const job = this.buffer.next();
      if (!job) {
        return;
      }
      this.running++;
      void this.runJob(job);
    }
  }

  private async runJob(job: ClaimedJob): Promise<void> {
    const outcome = await this.executor.execute(job);
    this.running--;
    this.prefetch.jobFinished();
    if (!this.stopping) {
      this.fill();
      this.loop.wake();
    }
    await this.settle(job, outcome);
  }

  private handBack(jobs: HeldJob[]): void {
    for (const job of jobs) {
      this.held.add(job);
      const { id, claim, workerId, attempt } = job;
      const reason = 'Handed back before it was started';
      void this.settle(job, { id, claim, workerId, attempt, runTime: null, kind: 'released', reason });
    }
  }

  private async settle(job: HeldJob, outcome: Outcome): Promise<void> {
    try {
      await this.acknowledger.settle(job, outcome);
    } catch (error) {
      this.logger.error(`The outcome of ${job.type} ${job.id} was not written: ${describeError(error)}`);
    }
    this.held.delete(job);
    if (this.held.size === 0) {
      this.onSettled?.();
    }
    // Outcomes that pile up hold claiming back: say that one is gone.
    this.loop.wake();
  }
}

function keyOf({ id, claim }: HeldJob): string {
  return `${id}:${claim}`;
}
