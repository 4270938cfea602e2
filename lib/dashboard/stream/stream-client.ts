import { Readable } from 'node:stream';
import type { StreamMessage } from '../api/index.js';
import type { Topics } from './topics.js';

/** Characters that may wait for a client that does not read. */
const MAX_WAITING = 65_536;

/**
 * One open stream. A client that reads too slowly is not waited for and nothing piles up: what it
 * misses is dropped, and once it reads again it is told to ask.
 */
export class StreamClient {
  readonly stream: Readable;
  readonly openedAt = performance.now();
  private isFull = false;
  private hasMissed = false;

  constructor(
    readonly topics: Topics,
    /** Whether it may see log lines. */
    readonly seesLogs: boolean,
    onClose: () => void,
  ) {
    this.stream = new Readable({ read: () => this.resume(), highWaterMark: MAX_WAITING, encoding: 'utf8' });
    this.stream.once('close', onClose);
  }

  send(text: string): void {
    if (this.stream.destroyed || this.stream.readableEnded) {
      return;
    }
    if (this.isFull) {
      this.hasMissed = true;
      return;
    }
    this.isFull = !this.stream.push(text);
  }

  /** The last word. */
  end(text: string): void {
    if (!this.stream.destroyed) {
      this.stream.push(text);
      this.stream.push(null);
    }
  }

  private resume(): void {
    this.isFull = false;
    if (this.hasMissed) {
      this.hasMissed = false;
      this.send(toText({ event: 'invalidate', data: { topics: this.topics.names } }));
    }
  }
}

/** JSON has no line breaks of its own. */
export function toText({ event, data }: StreamMessage): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
