import type { Duration } from '../utils/duration.js';

/** What a key function of a limit returns its text from: the arguments of the call. */
export type LimitKey = (...args: never[]) => string;

/** How many jobs may run at once, among all workers. */
export interface ConcurrencyLimit {
  /** At least 1. */
  limit: number;
  /** Counts jobs with the same key on their own, e.g. of one customer. Default: all of them together. */
  key?: LimitKey;
}

/** How many jobs may start within a time, among all workers. */
export interface RateLimit {
  /** At least 1. */
  limit: number;
  /** No stretch of time of this length sees more starts than `limit`. */
  per: Duration;
  /** `'burst'` (default): as fast as the limit allows; `'smooth'`: spread evenly over the time. */
  mode?: 'burst' | 'smooth';
  /** Counts jobs with the same key on their own. Default: all of them together. */
  key?: LimitKey;
}

/** Limits of a job type, or of a queue. Jobs over a limit wait as `throttled`, and hold no worker. */
export interface LimitOptions {
  /** Jobs at once: a number, or `{ limit, key }`. */
  concurrency?: number | ConcurrencyLimit;
  rateLimit?: RateLimit;
  /**
   * What becomes of a job that meets the limit of concurrency (without one: of 1) when it is to
   * start: it waits (default), or with `'skip'` it is deleted, with the reason in its history.
   */
  overlap?: 'wait' | 'skip';
}

/** Limits of a queue: they count all of its jobs together. */
export interface QueueLimitOptions {
  concurrency?: number;
  rateLimit?: Omit<RateLimit, 'key'>;
}

/** A queue, or a job type by its stored name. */
export type ControlTarget = { queue: string } | { type: string };

/** New limits at run time; what is not given stays, and `null` lifts a limit. */
export interface LimitChange {
  concurrency?: number | null;
  rateLimit?: Omit<RateLimit, 'key'> | null;
}
