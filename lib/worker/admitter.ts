import { Inject, Injectable } from '@nestjs/common';
import { RetentionPolicy } from '../discovery/index.js';
import { JobStore, type Admitted, type Retention } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { Claimer } from './claimer.js';
import { Loop } from './loop.js';

/** Gates looked at in one transaction, and jobs let through, at most. */
const GATES = 500;
const SWEEP = 200;
const BATCH = 1_000;
/** Jobs that were chosen and are locked by others are tried again after this time, in ms. */
const LOCKED_PAUSE = 20;

/**
 * Lets jobs through their gates: looks at once at gates that were announced, because jobs have come
 * to them or have freed a place, at others in turns, and again when a rate allows the next start.
 * Every worker does it at once, for jobs of any type; the store sees to it that no limit is exceeded.
 */
@Injectable()
export class Admitter {
  private readonly logger = new SafeLogger('NestfireAdmitter');
  private readonly loop = new Loop('Letting jobs through their limits', this.logger, () => this.admit());
  private keep!: Retention;
  private gates = new Set<string>();
  private mustSweep = false;
  private after: string | null = null;
  /** When a place becomes free by itself, by this process's clock. */
  private nextAt = Infinity;

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly retention: RetentionPolicy,
    private readonly claimer: Claimer,
  ) {}

  start(): void {
    this.keep = this.retention.all('deleted');
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  /** Jobs have come to these gates, or have freed a place. */
  look(gates: string[]): void {
    gates.forEach((gate) => this.gates.add(gate));
    this.loop.wake();
  }

  /** There are jobs at some gates. */
  sweep(): void {
    this.mustSweep = true;
    this.loop.wake();
  }

  private async admit(): Promise<number> {
    const isTime = performance.now() >= this.nextAt;
    const sweeps = this.mustSweep || isTime;
    const gates = [...this.gates].slice(0, GATES);
    if (!sweeps && gates.length === 0) {
      return this.nextAt - performance.now();
    }
    gates.forEach((gate) => this.gates.delete(gate));
    this.mustSweep = false;
    const sweep = sweeps ? SWEEP : 0;
    try {
      const admitted = await this.store.limits.admit({
        gates,
        after: this.after,
        sweep,
        limit: BATCH,
        keep: this.keep,
      });
      return this.follow(admitted, gates, sweeps);
    } catch (error) {
      gates.forEach((gate) => this.gates.add(gate));
      this.mustSweep ||= sweeps;
      throw error;
    }
  }

  /** Says when to look again. */
  private follow(
    { count, queues, skipped, nextIn, after, hasMore }: Admitted,
    gates: string[],
    swept: boolean,
  ): number {
    this.claimer.announce(queues);
    if (skipped.length > 0) {
      this.logger.debug(`${skipped.length} job(s) were skipped: their limit was reached`);
    }
    const now = performance.now();
    if (swept) {
      // What the earlier pages have said holds until their turn comes again.
      this.nextAt = this.after === null ? Infinity : this.nextAt;
      this.after = after;
    }
    if (nextIn !== null) {
      this.nextAt = Math.min(this.nextAt, now + nextIn);
    }
    if (hasMore || (swept && after !== null && count > 0)) {
      gates.forEach((gate) => this.gates.add(gate));
      this.mustSweep ||= swept;
      return count > 0 ? 0 : LOCKED_PAUSE;
    }
    return this.gates.size > 0 ? 0 : Math.max(0, this.nextAt - now);
  }
}
