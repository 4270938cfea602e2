import { BUCKET_LIMITS } from '../store/index.js';

/** How long something took, in ms. The percentiles are read from buckets, between whose limits they are estimates. */
export interface DurationSummary {
  count: number;
  /** Exact; `null` like the others when there is nothing to tell of. */
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Buckets of several times, queues or workers can be added up first: percentiles never can. */
export function summarise(buckets: ArrayLike<number>, total: number): DurationSummary {
  const count = sum(buckets);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((fraction) => percentile(buckets, fraction));
  return { count, mean: count > 0 ? total / count : null, p50: p50!, p95: p95!, p99: p99! };
}

/**
 * The duration that `fraction` of all do not exceed, in ms, as if those in a bucket were spread
 * evenly. Above the last limit it is that limit: "a day or more". `null` when the buckets are empty.
 */
export function percentile(buckets: ArrayLike<number>, fraction: number): number | null {
  const count = sum(buckets);
  if (count === 0) {
    return null;
  }
  const rank = fraction * count;
  let below = 0;
  for (let index = 0; index < BUCKET_LIMITS.length; index++) {
    const inside = buckets[index]!;
    if (inside > 0 && below + inside >= rank) {
      const lower = index === 0 ? 0 : BUCKET_LIMITS[index - 1]!;
      return lower + (BUCKET_LIMITS[index]! - lower) * ((rank - below) / inside);
    }
    below += inside;
  }
  return BUCKET_LIMITS.at(-1)!;
}

function sum(buckets: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < buckets.length; index++) {
    total += buckets[index]!;
  }
  return total;
}
