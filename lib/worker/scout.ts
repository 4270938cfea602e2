import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { ActiveControls } from '../limits/index.js';
import { RecurringFirer } from '../recurring/index.js';
import { JobStore, type Glance, type WakeHint } from '../store/index.js';
import { describeError, SafeLogger } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { Admitter } from './admitter.js';
import { Claimer } from './claimer.js';
import { Loop } from './loop.js';
import { OperationRunner } from './operation-runner.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

const PROMOTE_BATCH = 1_000;
const LOCKED_PAUSE = 100;
/** How much less often to poll while the database tells us of new jobs. */
const RELAXED = 5;

/**
 * Looks for jobs: polls for what nobody announced, makes scheduled jobs ready and fires recurring
 * ones when they are due (it knows when the next one is), and passes on the hints of this process and of others.
 */
@Injectable()
export class Scout {
  private readonly logger = new SafeLogger('NestfireScout');
  private readonly loop = new Loop('Looking for jobs', this.logger, () => this.look());
  private listening = false;
  private hints: Subscription | undefined;

  constructor(
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly wakeUp: WakeUp,
    private readonly claimer: Claimer,
    private readonly firer: RecurringFirer,
    private readonly admitter: Admitter,
    private readonly controls: ActiveControls,
    private readonly operations: OperationRunner,
  ) {}

  async start(): Promise<void> {
    this.hints = this.wakeUp.hints$.subscribe((hint) => this.take(hint));
    this.listening = await this.listen();
    this.loop.start();
  }

  async stop(): Promise<void> {
    this.hints?.unsubscribe();
    await this.loop.stop();
  }

  /** Without hints there is still the poll: a database that refuses to tell is no reason not to start. */
  private async listen(): Promise<boolean> {
    try {
      return await this.store.listen((hint) => this.take(hint));
    } catch (error) {
      this.logger.warn(`Cannot listen for jobs, polling instead: ${describeError(error)}`);
      return false;
    }
  }

  private take({ queues, due, gates = [] }: WakeHint): void {
    this.claimer.announce(queues);
    if (gates.length > 0) {
      this.admitter.look(gates);
    }
    if (due) {
      this.loop.wake();
    }
  }

  private async look(): Promise<number> {
    let hasMore = false;
    let glance = await this.glance();
    if (dueIn(glance) <= 0) {
      const promoted = isDue(glance.nextDueIn) ? this.promote() : undefined;
      hasMore = isDue(glance.nextRecurringIn) && (await this.firer.fireDue());
      await promoted;
      glance = await this.glance();
    }
    this.claimer.announce(glance.queues);
    if (glance.hasThrottled) {
      this.admitter.sweep();
    }
    if (glance.hasOperations) {
      this.operations.announce();
    }
    const poll = this.options.pollInterval * (this.listening ? RELAXED : 1) * (0.9 + Math.random() * 0.1);
    // Still due: somebody holds the row. Asking at once would only ask again.
    const due = Math.min(dueIn(glance), this.controls.nextResumeIn);
    return hasMore ? 0 : Math.min(poll, due <= 0 ? LOCKED_PAUSE : due);
  }

  /** Limits and pauses are known before anything is announced. */
  private async glance(): Promise<Glance> {
    const glance = await this.store.glance(this.firer.scope);
    if (await this.controls.refresh(glance.revision)) {
      this.claimer.wake();
    }
    return glance;
  }

  private async promote(): Promise<void> {
    let promoted;
    do {
      promoted = await this.store.promoteDue(PROMOTE_BATCH);
      this.claimer.announce(promoted.queues);
      this.admitter.look(promoted.gates);
      await nextTurn();
    } while (promoted.count === PROMOTE_BATCH);
  }
}

/** Milliseconds until something is due. */
function dueIn({ nextDueIn, nextRecurringIn }: Glance): number {
  return Math.min(nextDueIn ?? Infinity, nextRecurringIn ?? Infinity);
}

function isDue(left: number | null): boolean {
  return left !== null && left <= 0;
}
