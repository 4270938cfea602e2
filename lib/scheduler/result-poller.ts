import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobEvents } from '../events/index.js';
import { JobStore } from '../store/index.js';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;
const FINAL = ['succeeded', 'failed', 'deleted'] as const;

/**
 * Waits for jobs to finish. One poll serves everybody who waits; what this process finishes itself
 * is known at once, from its events.
 */
@Injectable()
export class ResultPoller {
  private readonly waiting = new Map<string, Set<() => void>>();
  private polling = false;
  private nudge = new AbortController();

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly events: JobEvents,
  ) {}

  /** Resolves when the job is in a final state, or after `timeout` ms (`false`). */
  async finished(id: string, timeout: number): Promise<boolean> {
    const subscription = this.events.events$.subscribe((event) => event.jobId === id && this.nudge.abort());
    let timer: NodeJS.Timeout | undefined;
    let arrived: () => void = () => undefined;
    try {
      return await new Promise<boolean>((resolve, reject) => {
        arrived = () => resolve(true);
        this.await(id, arrived);
        if (Number.isFinite(timeout)) {
          timer = setTimeout(() => resolve(false), timeout);
        }
        this.poll().catch(reject);
      });
    } finally {
      subscription.unsubscribe();
      clearTimeout(timer);
      this.forget(id, arrived);
    }
  }

  private await(id: string, arrived: () => void): void {
    const waiters = this.waiting.get(id) ?? new Set();
    this.waiting.set(id, waiters.add(arrived));
  }

  private forget(id: string, arrived: () => void): void {
    const waiters = this.waiting.get(id);
    waiters?.delete(arrived);
    if (waiters?.size === 0) {
      this.waiting.delete(id);
    }
  }

  private async poll(): Promise<void> {
    if (this.polling) {
      this.nudge.abort();
      return;
    }
    this.polling = true;
    try {
      for (let pause = FIRST_PAUSE; this.waiting.size > 0; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
        this.nudge = new AbortController();
        const ids = [...this.waiting.keys()].slice(0, 1_000);
        const finished = await this.store.list({ ids, states: [...FINAL] }, ids.length, null);
        finished.forEach(({ id }) => this.waiting.get(id)?.forEach((arrived) => arrived()));
        await sleep(pause, undefined, { signal: this.nudge.signal, ref: false }).catch(
          () => (pause = FIRST_PAUSE),
        );
      }
    } finally {
      this.polling = false;
    }
  }
}
