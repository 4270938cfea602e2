import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs reads that somebody waits for until `signal` is aborted: those that have not begun by then are
 * dropped. Not for writes, whose callers are told that they will be done.
 */
export function whileAwaited<Result>(signal: AbortSignal, work: () => Result): Result {
  return signals.run(signal, work);
}

/** Aborted once nobody waits any more for what the code reads; `undefined`: somebody always does. */
export function awaitedSignal(): AbortSignal | undefined {
  return signals.getStore();
}
