import { useSyncExternalStore } from 'react';
import type { StreamMessage } from '../../api/index.js';
import { RequestError } from '../api/request.js';

export type Trouble = 'offline' | 'store_unavailable' | 'outdated';

/** What the viewer should know about the server at large. It takes back by itself what is over. */
export class ConnectionState {
  private trouble: Trouble | null = null;
  private readonly listeners = new Set<() => void>();

  reached(): void {
    this.set(null);
  }

  failed(error: Error): void {
    if (error instanceof RequestError && (error.code === 'offline' || error.code === 'store_unavailable')) {
      this.set(error.code);
    }
  }

  heard(message: StreamMessage, build: string): void {
    if (message.event === 'unavailable') {
      this.set('store_unavailable');
    } else if (message.event === 'hello' && message.data.build !== build) {
      this.outdated();
    } else if (message.event === 'stats') {
      this.set(null);
    }
  }

  /** A part of the page could not be loaded: it is of a build that is gone, or the server does not answer. */
  async missed(ask: () => Promise<{ build: string }>, build: string): Promise<void> {
    try {
      if ((await ask()).build !== build) {
        this.outdated();
      }
    } catch (error) {
      this.failed(error as Error);
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): Trouble | null => this.trouble;

  private outdated(): void {
    this.set('outdated');
  }

  private set(trouble: Trouble | null): void {
    // Only a reload ends that.
    if (this.trouble !== 'outdated' && this.trouble !== trouble) {
      this.trouble = trouble;
      this.listeners.forEach((listener) => listener());
    }
  }
}

export const connection = new ConnectionState();

export function useTrouble(): Trouble | null {
  return useSyncExternalStore(connection.subscribe, connection.read);
}
