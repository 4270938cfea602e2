import { Inject, Injectable } from '@nestjs/common';
import { JobStore } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { Loop } from './loop.js';

/** Jobs that one slice moves, at most: some tens of milliseconds in which their rows are locked. */
const SLICE = 500;
/** Timers come early by a millisecond or two, and who asks too early waits for the next look of the scout. */
const MARGIN = 5;

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
  /** Whether slices follow each other here: then nobody may cut a rest short. */
  private active = false;
  private announced = false;

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
    this.announced = true;
    if (!this.active) {
      this.loop.wake();
    }
  }

  /** Resolves to how long to rest; for ever, until somebody announces one, when there is nothing to do. */
  private async advance(): Promise<number> {
    this.announced = false;
    this.active = true;
    const startedAt = performance.now();
    const slice = await this.store.operations.advance(SLICE);
    if (!slice) {
      this.active = false;
      return this.announced ? 0 : Infinity;
    }
    if (slice.error !== null) {
      this.logger.warn(`Operation ${slice.id} failed: ${slice.error}`);
    }
    if (slice.wakes) {
      this.wakeUp.jobsMoved(slice.interrupted);
    }
    return performance.now() - startedAt + MARGIN;
  }
}
