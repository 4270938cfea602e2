import { Inject, Injectable } from '@nestjs/common';
import { JobStore } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { Loop } from './loop.js';

/** Jobs that one slice moves, at most: some tens of milliseconds in which their rows are locked. */
const SLICE = 500;

/**
 * Does actions on sets of jobs, slice by slice. Between two it rests for as long as the first took,
 * so that claims and acknowledgements have their turn. Every worker does it, whatever job types it
 * has, and the store sees to it that an operation has one slice at a time: what a dead worker has
 * begun, another goes on with.
 */
@Injectable()
export class OperationRunner {
  private readonly logger = new SafeLogger('NestfireOperations');
  private readonly loop = new Loop('Advancing operations', this.logger, () => this.advance());
  private resting = false;

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly wakeUp: WakeUp,
  ) {}

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  /** There is an operation that has not finished. */
  announce(): void {
    if (!this.resting) {
      this.loop.wake();
    }
  }

  /** Resolves to how long to rest; for ever, until somebody announces one, when there is nothing to do. */
  private async advance(): Promise<number> {
    this.resting = false;
    const startedAt = performance.now();
    const slice = await this.store.advanceOperation(SLICE);
    if (!slice) {
      return Infinity;
    }
    if (slice.error !== null) {
      this.logger.warn(`Operation ${slice.id} failed: ${slice.error}`);
    }
    const { interrupted, queues, due } = slice;
    this.wakeUp.jobsMoved(interrupted, { queues, due });
    this.resting = true;
    return performance.now() - startedAt;
  }
}
