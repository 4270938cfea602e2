import { Inject, Injectable } from '@nestjs/common';
import { JobEvents } from '../events/index.js';
import { FINAL_STATES } from '../interfaces/index.js';
import { JobStore } from '../store/index.js';
import { LONGEST_TIMER } from '../utils/index.js';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;
const PAGE = 1_000;

/**
 * Waits for jobs to finish. One poll serves everybody who waits; what this process finishes itself
 * is known at once, from its events. While the database is away everybody goes on waiting.
 */
@Injectable()
export class ResultPoller {
  private readonly waiting = new Map<string, Set<() => void>>();
  private polling = false;
  /** Whether there is a reason to look again at once. */
  private nudged = false;
  private endPause: () => void = () => undefined;

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly events: JobEvents,
  ) {}

  /** Resolves when the job is in a final state, or after `timeout` ms (`false`). */
  finished(id: string, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const end = (isFinished: boolean) => {
        clearTimeout(timer);
        this.remove(id, arrived);
        this.endPause();
        resolve(isFinished);
      };
      const arrived = () => end(true);
      if (timeout <= LONGEST_TIMER) {
        timer = setTimeout(() => end(false), timeout);
      }
      this.waiting.set(id, (this.waiting.get(id) ?? new Set()).add(arrived));
      this.nudge();
      void this.poll();
    });
  }

  private remove(id: string, arrived: () => void): void {
    const waiters = this.waiting.get(id);
    waiters?.delete(arrived);
    if (waiters?.size === 0) {
      this.waiting.delete(id);
    }
  }

  private async poll(): Promise<void> {
    if (this.polling) {
      return;
    }
    this.polling = true;
    // Only while somebody waits: events cost nothing while nobody listens.
    const subscription = this.events.events$.subscribe(
      (event) => this.waiting.has(event.jobId) && this.nudge(),
    );
    for (let pause = FIRST_PAUSE; this.waiting.size > 0; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
      this.nudged = false;
      // A database that is away now will answer later; those who do not want to wait have a timeout.
      await this.look().catch(() => undefined);
      await this.pause(pause);
      if (this.nudged) {
        pause = FIRST_PAUSE;
      }
    }
    subscription.unsubscribe();
    this.polling = false;
  }

  private nudge(): void {
    this.nudged = true;
    this.endPause();
  }

  private async look(): Promise<void> {
    const ids = [...this.waiting.keys()];
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = ids.slice(start, start + PAGE);
      const finished = await this.store.list({ ids: page, states: [...FINAL_STATES] }, PAGE, null);
      finished.forEach(({ id }) => this.waiting.get(id)?.forEach((arrived) => arrived()));
    }
  }

  private async pause(duration: number): Promise<void> {
    if (this.nudged || this.waiting.size === 0) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, duration);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
