import { useSyncExternalStore } from 'react';

/** The database's clock, as far as the page knows it, in steps of a second. Stands still while nobody looks. */
class Clock {
  private skewMs = 0;
  private now = Date.now();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  set(now: number): void {
    this.skewMs = now - Date.now();
    this.tick();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.tick(), 1_000);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  };

  readonly read = (): number => this.now;

  private tick(): void {
    this.now = Date.now() + this.skewMs;
    this.listeners.forEach((listener) => listener());
  }
}

export const clock = new Clock();

export function useNow(): number {
  return useSyncExternalStore(clock.subscribe, clock.read);
}
