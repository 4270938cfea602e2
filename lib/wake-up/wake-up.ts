import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { JobStore, type NewJob, type WakeHint } from '../store/index.js';
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
  jobsAdded(jobs: Pick<NewJob, 'queue' | 'delay' | 'at'>[]): void {
    const waiting = (job: Pick<NewJob, 'delay' | 'at'>) => (job.delay ?? 0) > 0 || job.at !== null;
    this.announce({
      queues: [...new Set(jobs.filter((job) => !waiting(job)).map((job) => job.queue))],
      due: jobs.some(waiting),
    });
  }

  /** Call it once the change is committed. */
  jobsMoved(ids: string[]): void {
    this.moved.next(ids);
    this.announce({ queues: [], due: true });
  }

  /** Call it once a change of recurring jobs is committed. */
  timesChanged(): void {
    this.announce({ queues: [], due: true });
  }

  /** Call it once what the hint speaks of is committed. */
  announce(hint: WakeHint): void {
    if (hint.queues.length === 0 && !hint.due) {
      return;
    }
    this.local.next(hint);
    this.pending = this.pending ? merge(this.pending, hint) : hint;
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
