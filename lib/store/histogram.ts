/**
 * The upper limits of the buckets in which durations are counted, in ms: bucket `i` holds those above
 * limit `i - 1` and up to limit `i`, the last one everything above a day. They are what stored numbers
 * mean: never change them.
 */
export const BUCKET_LIMITS: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

export const BUCKETS = BUCKET_LIMITS.length + 1;

/** The bucket of a duration in ms. */
export function bucketOf(duration: number): number {
  let low = 0;
  let high = BUCKET_LIMITS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (duration <= BUCKET_LIMITS[middle]!) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
