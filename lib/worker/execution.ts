import { AsyncLocalStorage } from 'node:async_hooks';
import { JobCancelledError, JobTimeoutError, WorkerStoppingError } from '../errors/index.js';
import type { JobEnd } from '../interfaces/index.js';
import type { ClaimedJob, Outcome } from '../store/index.js';

export type AbortReason = JobCancelledError | JobTimeoutError | WorkerStoppingError;

/** One attempt of one job in this process, from its start to its outcome. */
export class Execution {
  /** Set by `JobContext.snooze()`: the delay in ms. */
  snoozed: number | undefined;
  /** Set by `JobContext.complete()`, once the handler's transaction has committed. */
  completed: Outcome | undefined;
  /** Set by `JobContext.complete()`: whether the handler's transaction has committed, once it has ended. */
  completion: Promise<boolean> | undefined;
  /** How the handler has ended: kept for hooks. */
  ended: JobEnd | undefined;
  readonly startedAt = performance.now();
  private controller: AbortController | undefined;
  /** Runs a function in the async context of the handler, where its listeners expect to be. */
  private inHandler: ((work: () => void) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private settle: ((reason: AbortReason) => void) | undefined;
  private reason: AbortReason | undefined;

  constructor(
    readonly job: ClaimedJob,
    readonly tags: readonly string[],
  ) {}

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      this.inHandler = AsyncLocalStorage.snapshot();
    }
    if (this.reason && !this.controller.signal.aborted) {
      this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  get abortReason(): AbortReason | undefined {
    return this.reason;
  }

  /** How long the attempt has been running, in whole ms. */
  get runTime(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  /**
   * Runs the handler and waits for it, unless the execution is given up first: then it rejects
   * with the reason, while a handler that ignores its signal goes on for nobody.
   */
  async run(handler: () => unknown, timeout: number | undefined): Promise<unknown> {
    if (timeout !== undefined) {
      this.timer = setTimeout(() => this.giveUp(new JobTimeoutError(timeout)), timeout);
    }
    try {
      return await new Promise((resolve, reject) => {
        this.settle = reject;
        Promise.resolve(handler()).then(resolve, reject);
      });
    } finally {
      clearTimeout(this.timer);
      this.settle = undefined;
    }
  }

  /** Asks the handler to stop, by its signal, and goes on waiting for it. */
  abort(reason: AbortReason): void {
    this.reason ??= reason;
    this.inHandler?.(() => this.controller?.abort(this.reason));
  }

  /** Asks the handler to stop and waits no longer. */
  giveUp(reason: AbortReason): void {
    this.abort(reason);
    this.settle?.(this.reason!);
  }
}
