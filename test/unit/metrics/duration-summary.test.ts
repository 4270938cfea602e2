import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile, summarise } from '../../../lib/metrics/index.js';
import { BUCKET_LIMITS, BUCKETS, bucketOf } from '../../../lib/store/index.js';

const LAST = BUCKET_LIMITS.at(-1)!;
/** As many short ones as long ones: evenly spread, nearly all would be in the last bucket. */
const durations = fc
  .double({ min: 0, max: Math.log2(LAST), noNaN: true })
  .map((power) => Math.floor(2 ** power));

function count(list: number[]): number[] {
  const buckets = Array<number>(BUCKETS).fill(0);
  list.forEach((duration) => buckets[bucketOf(duration)]!++);
  return buckets;
}

describe('bucketOf', () => {
  it('finds the bucket whose limits hold the duration', () => {
    fc.assert(
      fc.property(fc.oneof(durations, fc.nat(), fc.constantFrom(...BUCKET_LIMITS)), (duration) => {
        const bucket = bucketOf(duration);
        expect(duration).toBeGreaterThan(BUCKET_LIMITS[bucket - 1] ?? -1);
        expect(duration).toBeLessThanOrEqual(BUCKET_LIMITS[bucket] ?? Infinity);
      }),
    );
    expect(bucketOf(Infinity)).toBe(BUCKETS - 1);
  });

  it('has limits that grow, each at most four times the one before', () => {
    BUCKET_LIMITS.slice(1).forEach((limit, index) => {
      expect(limit).toBeGreaterThan(BUCKET_LIMITS[index]!);
      expect(limit).toBeLessThanOrEqual(4 * BUCKET_LIMITS[index]!);
    });
  });
});

describe('percentile', () => {
  it('is in the bucket of the true one, also when buckets of several are added up', () => {
    const lists = fc.array(fc.array(durations, { maxLength: 50 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lists, fc.double({ min: 0.01, max: 1, noNaN: true }), (parts, fraction) => {
        const all = parts.flat().toSorted((a, b) => a - b);
        const merged = parts
          .map(count)
          .reduce((sum, part) => sum.map((value, index) => value + part[index]!));
        const estimate = percentile(merged, fraction);
        if (all.length === 0) {
          expect(estimate).toBeNull();
          return;
        }
        const actual = all[Math.max(0, Math.ceil(fraction * all.length - 1e-9) - 1)]!;
        const bucket = bucketOf(actual);
        expect(estimate).toBeGreaterThanOrEqual(BUCKET_LIMITS[bucket - 1] ?? 0);
        expect(estimate).toBeLessThanOrEqual(BUCKET_LIMITS[bucket]!);
      }),
    );
  });

  it('grows with the fraction', () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1 }), (list) => {
        const buckets = count(list);
        const [p50, p95, p99, all] = [0.5, 0.95, 0.99, 1].map((fraction) => percentile(buckets, fraction)!);
        expect(p50).toBeLessThanOrEqual(p95!);
        expect(p95).toBeLessThanOrEqual(p99!);
        expect(p99).toBeLessThanOrEqual(all!);
      }),
    );
  });

  it('is the last limit for what takes longer', () => {
    expect(percentile(count([LAST + 1]), 0.5)).toBe(LAST);
  });

  it('spreads what is in a bucket evenly', () => {
    expect(percentile(count([60, 70, 80, 90]), 0.5)).toBe(75);
  });
});

describe('summarise', () => {
  it('has an exact mean, and nothing to tell of nothing', () => {
    expect(summarise(count([3, 4, 8]), 15)).toMatchObject({ count: 3, mean: 5 });
    expect(summarise([], 0)).toEqual({ count: 0, mean: null, p50: null, p95: null, p99: null });
  });
});
