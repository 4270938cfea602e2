import type { IsoTime } from './common.js';

export const METRICS = [
  'throughput',
  'created',
  'failures',
  'failureShare',
  'retries',
  'wait',
  'run',
] as const;
export type Metric = (typeof METRICS)[number];

export const RANGES = ['1h', '3h', '24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

export const GROUPS = ['none', 'queue', 'type'] as const;
export type Grouping = (typeof GROUPS)[number];

export const PERCENTILES = ['p50', 'p95', 'p99'] as const;
export type Percentile = (typeof PERCENTILES)[number];

export interface SeriesQuery {
  metric: Metric;
  range: Range;
  /** Default `none`. */
  group?: Grouping;
  /** For `wait` and `run`; default `p95`. */
  percentile?: Percentile;
  /** Only this queue, or this type. */
  queue?: string;
  type?: string;
  /** How many series before the rest is one: 1 to 12, default 7. */
  top?: number;
}

/** A chart. `times[i]` is where the i-th bucket of every series begins. */
export interface SeriesResponse {
  metric: Metric;
  unit: 'jobs' | 'share' | 'ms';
  from: IsoTime;
  until: IsoTime;
  stepMs: number;
  times: IsoTime[];
  /** The last bucket is still filling. */
  partial: boolean;
  series: Series[];
}

export interface Series {
  /** The queue or type; `null` for all together, or for the rest. */
  key: string | null;
  isRest: boolean;
  /** `null` where there is nothing to say: a percentile of no jobs. */
  values: (number | null)[];
  /** Jobs behind each value. */
  samples: number[];
}
