import type { StreamMessage } from '../../api/index.js';
import { EventStreamParser } from './event-stream.js';

/** `polling`: there is no stream, the pages ask by themselves; `paused`: the viewer wants nothing to move. */
export type LiveStatus = 'connecting' | 'live' | 'polling' | 'paused';

interface Options {
  url: (topics: string[]) => string;
  onMessage: (message: StreamMessage) => void;
  /** Messages may have been missed: ask again. */
  onResume: () => void;
  fetch?: typeof fetch;
  random?: () => number;
  baseDelayMs?: number;
}

const MAX_DELAY_MS = 30_000;
/** The server's heartbeats come every 15 s. */
const SILENCE_MS = 45_000;

/**
 * Keeps one stream open while the page is visible, of the topics that somebody wants. When it breaks,
 * the status is `polling` at once, and it tries again with growing, jittered delays until it is `live`.
 */
export class LiveConnection {
  status: LiveStatus = 'connecting';
  private readonly wanted = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private abort: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isVisible = true;
  private isPaused = false;

  constructor(private readonly options: Options) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Returns how to no longer want them. */
  want(topics: string[]): () => void {
    topics.forEach((topic) => this.wanted.set(topic, (this.wanted.get(topic) ?? 0) + 1));
    this.reopenSoon();
    return () => {
      topics.forEach((topic) => {
        const left = this.wanted.get(topic)! - 1;
        if (left === 0) {
          this.wanted.delete(topic);
        } else {
          this.wanted.set(topic, left);
        }
      });
      this.reopenSoon();
    };
  }

  setVisible(isVisible: boolean): void {
    if (this.isVisible !== isVisible) {
      this.isVisible = isVisible;
      this.restart();
    }
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.setStatus(isPaused ? 'paused' : 'connecting');
    this.restart();
  }

  close(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = null;
  }

  private restart(): void {
    this.close();
    this.failures = 0;
    if (this.isVisible && !this.isPaused) {
      this.options.onResume();
      this.reopenSoon();
    }
  }

  /** A page leaves and another comes in the same moment: one new stream for both. */
  private reopenSoon(): void {
    if (this.isVisible && !this.isPaused) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.open(), 20);
    }
  }

  private async open(): Promise<void> {
    this.close();
    const abort = (this.abort = new AbortController());
    let isExpected = false;
    try {
      isExpected = await this.read(abort);
    } catch {
      // Whatever it was, the answer is the same: poll, and try again.
    }
    if (this.abort !== abort) {
      return;
    }
    this.abort = null;
    if (!isExpected) {
      this.failures++;
      this.setStatus('polling');
    }
    this.timer = setTimeout(() => void this.open(), isExpected ? 20 : this.delay());
  }

  /** Until the stream ends. Whether it said that it would. */
  private async read(abort: AbortController): Promise<boolean> {
    const response = await (this.options.fetch ?? fetch)(
      this.options.url([...this.wanted.keys()].toSorted()),
      {
        signal: abort.signal,
        headers: { Accept: 'text/event-stream' },
        credentials: 'same-origin',
        cache: 'no-store',
      },
    );
    if (!response.ok || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return false;
    }
    const parser = new EventStreamParser();
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const watchdog = setTimeout(() => void reader.cancel(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(watchdog));
      if (done) {
        return false;
      }
      for (const message of parser.push(value)) {
        if (message.event === 'hello') {
          this.hello();
        }
        this.options.onMessage(message);
        if (message.event === 'bye') {
          await reader.cancel();
          return message.data.reason === 'lifetime';
        }
      }
    }
  }

  private hello(): void {
    if (this.failures > 0) {
      this.options.onResume();
    }
    this.failures = 0;
    this.setStatus('live');
  }

  private delay(): number {
    const delay = (this.options.baseDelayMs ?? 1_000) * 2 ** (this.failures - 1);
    return Math.min(delay, MAX_DELAY_MS) * (0.5 + (this.options.random ?? Math.random)() / 2);
  }

  private setStatus(status: LiveStatus): void {
    if (this.status !== status) {
      this.status = status;
      this.listeners.forEach((listener) => listener());
    }
  }
}
