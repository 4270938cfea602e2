import type { CappedCount } from './job-records.js';

/** What is counted of jobs: that they were created, and how their attempts ended. */
export const COUNTERS = ['created', 'succeeded', 'failed', 'retried', 'snoozed', 'deleted'] as const;

export type Counter = (typeof COUNTERS)[number];

/** Numbers of one queue and job type; durations in ms, counted in the buckets of `BUCKET_LIMITS`. */
export interface MetricNumbers {
  counts: Record<Counter, number>;
  /** From when a job was due until it was claimed: the sum, and how many in each bucket. */
  waitTime: number;
  waits: ArrayLike<number>;
  /** How long attempts ran. */
  runTime: number;
  runs: ArrayLike<number>;
}

export interface MetricEntry extends MetricNumbers {
  queue: string;
  type: string;
}

/** What went wrong in one way, in jobs of one type. */
export interface FailureEntry {
  fingerprint: string;
  type: string;
  /** The last one of them. */
  name: string;
  message: string;
  /** Where it came from in the application, if the stack tells. */
  frame: string | null;
  jobId: string;
  /** Attempts that were the last, and attempts after which the job runs again. */
  failed: number;
  retried: number;
}

/** What one process has counted in a short time. */
export interface MetricBatch {
  /** How long ago, in ms: the database's clock says in which minute that was. */
  age: number;
  metrics: MetricEntry[];
  failures: FailureEntry[];
}

/** The lengths of the intervals for which numbers are kept, in ms, and how long they are kept. */
export const SPANS = { minute: 60_000, tenMinutes: 600_000, hour: 3_600_000, day: 86_400_000 } as const;
export const KEPT: Record<keyof typeof SPANS, number> = {
  minute: 2 * SPANS.day,
  tenMinutes: 7 * SPANS.day,
  hour: 30 * SPANS.day,
  day: 730 * SPANS.day,
};

/** Which numbers to read; times are epoch ms. */
export interface MetricQuery {
  from: number;
  to: number;
  /** Length of the intervals to read, a multiple of `span`. */
  step: number;
  /** Which of the kept intervals to add up. */
  span: number;
  groupBy: 'queue' | 'type' | null;
  /** Groups to tell apart, those with the most attempts; the others are one. */
  top: number;
  queues?: string[];
  types?: string[];
}

/** Numbers of a group in one interval. */
export interface MetricRow extends MetricNumbers {
  /** The queue or job type; `null` for all that is not told apart. */
  key: string | null;
  /** The start of the interval, epoch ms. */
  at: number;
}

/** Attempts that failed, within some time. */
export interface FailureCount {
  attempts: number;
  /** Those that were the job's last: the job has failed. */
  jobs: number;
}

export const FAILURE_RANGES = ['1h', '3h', '24h', '7d'] as const;

export type FailureRange = (typeof FAILURE_RANGES)[number];

export interface FailureQuery {
  /** Groups that have failed within this time, those that did most often first. */
  range: FailureRange;
  limit: number;
  types?: string[];
  fingerprints?: string[];
}

/** Failures that look the same: one error, thrown at one place, with one message but for numbers, ids and quoted texts. */
export interface FailureGroup {
  fingerprint: string;
  /** Of the last of them. */
  name: string;
  message: string;
  /** Where it came from in the application; `null` when the stack does not tell. */
  frame: string | null;
  jobId: string;
  types: string[];
  firstAt: Date;
  lastAt: Date;
  /** The last hour and 3 hours by the minute; a day and a week by the hour. */
  counts: Record<FailureRange, FailureCount>;
  /** Attempts that failed in each of the last 24 hours, the current one last. */
  trend: number[];
}

/** What a queue looks like now. */
export interface QueueFigures {
  name: string;
  waiting: CappedCount;
  processing: number;
  /** How long the job that has been due for longest has waited, in ms; `null` when none waits. */
  oldestWaiting: number | null;
  /**
   * Jobs created in the last `window` ms, and those that an attempt ended: not attempts after which the job
   * runs again. How long all attempts of this time had waited, in buckets.
   */
  created: number;
  ended: number;
  waits: number[];
  window: number;
}
