import { Inject, Injectable } from '@nestjs/common';
import { JobStore, type CappedCount } from '../../store/index.js';
import { DatabaseClock } from './database-clock.js';
import { Engine } from './engine.js';
import type { QueueReport } from './ports.js';

/** A queue as it is now; what has to be counted over time is `null` without metrics. */
export interface QueueFigures extends Pick<QueueReport, 'name' | 'waiting' | 'oldestWaiting'> {
  processing: CappedCount;
  rates: Pick<QueueReport, 'createdPerMinute' | 'endedPerMinute' | 'wait' | 'drainTime'> | null;
}

const MAX_QUEUES = 200;

/** Every queue in which something waits, runs, or has happened within a day. */
@Injectable()
export class QueueReader {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  /** Counting stops at `cap`. */
  async read(cap: number): Promise<QueueFigures[]> {
    if (!this.engine.metrics) {
      return this.count(cap);
    }
    const queues = await this.engine.metrics.queues(cap);
    return queues.slice(0, MAX_QUEUES).map(({ name, waiting, processing, oldestWaiting, ...rates }) => ({
      name,
      waiting,
      processing: { value: processing, capped: false },
      oldestWaiting,
      rates,
    }));
  }

  private async count(cap: number): Promise<QueueFigures[]> {
    const names = (await this.store.activeQueues()).slice(0, MAX_QUEUES);
    const now = await this.clock.now();
    return Promise.all(
      names.map(async (name) => {
        const [waiting, processing, oldest] = await Promise.all([
          this.store.count({ states: ['enqueued'], queues: [name] }, cap),
          this.store.count({ states: ['processing'], queues: [name] }, cap),
          this.store.dashboard.oldestWaiting([name]),
        ]);
        const oldestWaiting = oldest && Math.max(0, now - oldest.runAt.getTime());
        return { name, waiting, processing, oldestWaiting, rates: null };
      }),
    );
  }
}
