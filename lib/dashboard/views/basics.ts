import type { IsoTime, Percentiles } from '../api/index.js';

export function iso(date: Date): IsoTime {
  return date.toISOString();
}

export function isoOrNull(date: Date | null): IsoTime | null {
  return date === null ? null : date.toISOString();
}

export function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}

export function percentiles(durations: {
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}): Percentiles | null {
  const { count, p50, p95, p99 } = durations;
  return count === 0 || p50 === null || p95 === null || p99 === null
    ? null
    : { p50, p95, p99, samples: count };
}
