import { setTimeout as sleep } from 'node:timers/promises';

/** What the work resolves to, or `undefined` when that takes longer than `limit` ms: then it goes on unheeded. */
export async function within<Result>(limit: number, work: Promise<Result>): Promise<Result | undefined> {
  const timer = new AbortController();
  const timeout = sleep(limit, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
  return Promise.race([work, timeout]).finally(() => timer.abort());
}
