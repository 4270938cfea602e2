import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { JobStore, type HeldJob, type NewJob, type WakeHint } from '../store/index.js';
import { describeError, SafeLogger } from '../utils/index.js';

/** Hints to other processes within this time after one are sent together, in ms. */
const COALESCE = 10;

/**
 * Tells workers that jobs have come: those of this process directly, those of others by the
 * store's hint, the first at once and then at most one every 10 ms, never one for each job.
 */
@Injectable()
export class WakeUp {
  private readonly logger = new SafeLogger('NestfireWakeUp');
  private readonly local = new Subject<WakeHint>();
  private readonly moved = new Subject<string[]>();
  private pending: WakeHint | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Whether a hint is about to leave, or has just left. */
  private sending = false;

  /** Hints for the worker of this process. */
  readonly hints$ = this.local.asObservable();
  /** Ids of jobs that were deleted, requeued or rescheduled by this process. */
  readonly moved$ = this.moved.asObservable();

  constructor(@Inject(JobStore) private readonly store: JobStore) {}

  /** Call it once the jobs are committed. */
  jobsAdded(jobs: (Pick<NewJob, 'queue' | 'delay' | 'at'> & { gate?: { id: string } | null })[]): void {
    const isLater = (job: Pick<NewJob, 'delay' | 'at'>) => (job.delay ?? 0) > 0 || job.at !== null;
    const ready = jobs.filter((job) => !isLater(job));
    this.announce({
      queues: [...new Set(ready.filter((job) => !job.gate).map((job) => job.queue))],
      gates: [...new Set(ready.flatMap((job) => (job.gate ? [job.gate.id] : [])))],
      due: jobs.some(isLater),
    });
  }

  /** Call it when a job has freed its places, for the worker of this process: it knows best. */
  placesFreed({ gate, lanes }: Pick<HeldJob, 'gate' | 'lanes'>): void {
    if (gate !== null) {
      // Other gates may share a lane with this one, unless it is one of a key.
      const isOwn = lanes.length === 1 && lanes[0]!.key !== null;
      this.local.next({ queues: [], due: !isOwn, gates: [gate] });
    }
  }

  /** Call it once the change is committed. */
  jobsMoved(ids: string[]): void {
    this.moved.next(ids);
    this.announce({ queues: [], due: true });
  }

  /** Call it once something is committed that gives workers work sooner than they think: a time, a limit, a pause, an operation. */
  dueSooner(): void {
    this.announce({ queues: [], due: true });
  }

  /** Call it once what the hint speaks of is committed. */
  announce(hint: WakeHint): void {
    const hasGates = (hint.gates ?? []).length > 0;
    if (hint.queues.length === 0 && !hint.due && !hasGates) {
      return;
    }
    this.local.next(hint);
    // Others are told to look.
    const told = { queues: hint.queues, due: hint.due || hasGates };
    this.pending = this.pending ? merge(this.pending, told) : told;
    // The worker of this process goes first: its claim is under way before the hint to others is.
    if (!this.sending) {
      this.sending = true;
      setImmediate(() => this.send());
    }
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private send(): void {
    if (!this.pending) {
      this.sending = false;
      return;
    }
    const hint = this.pending;
    this.pending = undefined;
    this.timer = setTimeout(() => this.send(), COALESCE).unref();
    this.store
      .notify(hint)
      .catch((error) =>
        this.logger.debug(`A hint to other workers got lost; they will poll: ${describeError(error)}`),
      );
  }
}

function merge(a: WakeHint, b: WakeHint): WakeHint {
  return { queues: [...new Set([...a.queues, ...b.queues])], due: a.due || b.due };
}
