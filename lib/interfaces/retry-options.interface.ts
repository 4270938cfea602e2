import type { Duration } from '../utils/duration.js';

/**
 * How long to wait before an attempt is repeated.
 *
 * - `'default'`: Hangfire's, `(k − 1)⁴ + 15 + random(0…29) · k` seconds after attempt `k`.
 * - `{ fixed }`: always the same.
 * - `{ exponential, factor?, max? }`: `exponential · factor^(k − 1)`, up to `max` (default `'1d'`),
 *   with up to 10 % of jitter added; `factor` defaults to 2.
 * - `{ delays }`: the delay after attempt `k`; the last one repeats.
 */
export type StorableBackoff =
  | 'default'
  | { fixed: Duration }
  | { exponential: Duration; factor?: number; max?: Duration }
  | { delays: Duration[] };

/** A back-off computed by the application: the delay after attempt `attempt` (1, 2, …) failed with `error`. */
export type BackoffFunction = (attempt: number, error: unknown) => Duration;

/** Retry options that fit in a row of the database: what a single call may override. */
export interface StorableRetryOptions {
  /** How many attempts the job has in all, the first included. At least 1. Default 10. */
  attempts?: number;
  /** Default `'default'`. */
  backoff?: StorableBackoff;
}

/** Retry options of a decorator or of the module. */
export interface RetryOptions extends Omit<StorableRetryOptions, 'backoff'> {
  /** Default `'default'`. A function that throws or returns nonsense falls back to it. */
  backoff?: StorableBackoff | BackoffFunction;
}

/** Attempts of a job when nobody says otherwise. */
export const DEFAULT_ATTEMPTS = 10;
