import { describeError, LONGEST_TIMER, type SafeLogger } from '../utils/index.js';

/**
 * Repeats one step of work until it is stopped: the step says how long to wait before the next. A
 * step that throws is logged and repeated after a pause that grows with each failure, with jitter.
 */
export class Loop {
  private stopped = true;
  private running: Promise<void> | undefined;
  private wakeUp: (() => void) | undefined;
  private woken = false;
  private failures = 0;

  constructor(
    private readonly name: string,
    private readonly logger: SafeLogger,
    private readonly step: () => Promise<number>,
    private readonly longestPause = 10_000,
  ) {}

  start(): void {
    this.stopped = false;
    this.running ??= this.run();
  }

  /** Ends the pause, or makes the next one none. */
  wake(): void {
    // Being woken is no reason to try a database that is down more often.
    if (this.failures === 0) {
      this.woken = true;
      this.wakeUp?.();
    }
  }

  /** Resolves when the step under way has ended; no other begins. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wakeUp?.();
    await this.running;
    this.running = undefined;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.woken = false;
      await this.pause(await this.runStep());
    }
  }

  private async runStep(): Promise<number> {
    try {
      const pause = await this.step();
      if (this.failures > 0) {
        this.logger.log(`${this.name} works again after ${this.failures} failure(s)`);
        this.failures = 0;
      }
      return pause;
    } catch (error) {
      this.failures++;
      const pause = Math.round((0.5 + Math.random()) * Math.min(this.longestPause, 100 * 2 ** this.failures));
      if (this.failures === 1 || this.failures % 10 === 0) {
        this.logger.warn(`${this.name} failed, trying again in ${pause} ms: ${describeError(error)}`);
      }
      this.woken = false;
      return pause;
    }
  }

  private async pause(duration: number): Promise<void> {
    if (this.stopped) {
      return;
    }
    if (this.woken || duration <= 0) {
      // On SQLite a step is synchronous: without this, steps in a row would hold up everything else.
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    await new Promise<void>((resolve) => {
      // Referenced on purpose: a process that only works has nothing else to stay alive for.
      const timer = Number.isFinite(duration)
        ? setTimeout(resolve, Math.min(duration, LONGEST_TIMER))
        : undefined;
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
