import type { LogLine, LogResponse, StreamMessage } from '../../../api/index.js';
import type { RequestError } from '../../api/request.js';
import { mergeLines } from '../../utils/log-lines.js';

export interface LogState {
  lines: LogLine[];
  isLoading: boolean;
  error: RequestError | null;
}

/**
 * The lines of an attempt: those that are there, then those that the stream brings. A stream that is opened
 * anew, or says that it has left something out, says nothing of the lines in between: they are asked for.
 */
export class JobLog {
  private state: LogState = { lines: [], isLoading: true, error: null };
  private readonly listeners = new Set<() => void>();
  /** Up to this line none is missing. */
  private known: string | undefined;
  /** Lines may be missing between that one and what the stream brings. */
  private hasGap = true;
  private isAsking = false;
  private isOutdated = false;

  constructor(
    private readonly jobId: string,
    private readonly attempt: number,
    private readonly ask: (after: string | undefined) => Promise<LogResponse>,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): LogState => this.state;

  readonly hear = (message: StreamMessage): void => {
    switch (message.event) {
      case 'log':
        if (message.data.jobId === this.jobId) {
          this.add(message.data.lines.filter((line) => line.attempt === this.attempt));
        }
        return;
      case 'hello':
        void this.catchUp();
        return;
      case 'invalidate':
        if (message.data.topics.includes(`job:${this.jobId}`)) {
          void this.catchUp();
        }
    }
  };

  /** Asks for what follows the last line up to which none is missing. */
  async catchUp(): Promise<void> {
    this.hasGap = this.isOutdated = true;
    if (this.isAsking) {
      return;
    }
    this.isAsking = true;
    try {
      // What has been asked for may be older than what was missed meanwhile.
      while (this.isOutdated) {
        this.isOutdated = false;
        await this.askForAll();
      }
      this.hasGap = false;
      this.known = this.state.lines.at(-1)?.seq;
    } catch (error) {
      this.set({ ...this.state, isLoading: false, error: error as RequestError });
    } finally {
      this.isAsking = false;
    }
  }

  private async askForAll(): Promise<void> {
    let answer: LogResponse;
    do {
      answer = await this.ask(this.known);
      this.known = answer.last ?? undefined;
      this.set({ lines: mergeLines(this.state.lines, answer.lines), isLoading: false, error: null });
    } while (answer.hasMore);
  }

  private add(lines: LogLine[]): void {
    this.set({ ...this.state, lines: mergeLines(this.state.lines, lines) });
    if (!this.hasGap) {
      this.known = this.state.lines.at(-1)?.seq;
    }
  }

  private set(state: LogState): void {
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}
