import { Inject, Injectable } from '@nestjs/common';
import type { LogLevel } from '../interfaces/index.js';
import { JobStore, type ClaimedJob, type ClaimKey, type JobLogLine } from '../store/index.js';
import { describeError, SafeLogger } from '../utils/index.js';

/** How long lines and progress gather before they are written, in ms. */
const DELAY = 250;
const MAX_LINES_PER_ATTEMPT = 1_000;
/** Lines held while the database is away; older ones are dropped. */
const MAX_HELD = 10_000;

interface HeldLine extends Omit<JobLogLine, 'age'> {
  at: number;
}

/** Gathers the log lines and the progress of running jobs and writes them in batches. */
@Injectable()
export class JobJournal {
  private readonly logger = new SafeLogger('NestfireJournal');
  private lines: HeldLine[] = [];
  private readonly fractions = new Map<string, ClaimKey & { progress: number }>();
  private readonly counts = new WeakMap<ClaimedJob, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(@Inject(JobStore) private readonly store: JobStore) {}

  log(job: ClaimedJob, message: string, level: LogLevel): void {
    const count = (this.counts.get(job) ?? 0) + 1;
    this.counts.set(job, count);
    if (count <= MAX_LINES_PER_ATTEMPT) {
      this.hold(job, message, level);
    } else if (count === MAX_LINES_PER_ATTEMPT + 1) {
      this.hold(job, `The log of this attempt ends here: it reached ${MAX_LINES_PER_ATTEMPT} lines.`, 'warn');
    }
  }

  progress({ id, claim, workerId }: ClaimKey, progress: number): void {
    this.fractions.set(id, { id, claim, workerId, progress });
    this.schedule();
  }

  /** Writes what has gathered. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { lines } = this;
    const fractions = [...this.fractions.values()];
    this.lines = [];
    this.fractions.clear();
    if (lines.length > 0 || fractions.length > 0) {
      this.writing = this.writing.then(() => this.write(lines, fractions));
    }
    return this.writing;
  }

  private hold(job: ClaimedJob, message: string, level: LogLevel): void {
    this.lines.push({ jobId: job.id, attempt: job.attempt, level, message, at: performance.now() });
    this.schedule();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), DELAY);
  }

  private async write(lines: HeldLine[], fractions: (ClaimKey & { progress: number })[]): Promise<void> {
    try {
      const now = performance.now();
      await this.store.journal(
        lines.map(({ at, ...line }) => ({ ...line, age: Math.round(now - at) })),
        fractions,
      );
    } catch (error) {
      if (this.store.isUnavailable(error)) {
        this.lines = [...lines, ...this.lines].slice(-MAX_HELD);
        this.schedule();
        return;
      }
      this.logger.error(`Could not write ${lines.length} log line(s): ${describeError(error)}`);
    }
  }
}
