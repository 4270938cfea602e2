import {
  GROUPS,
  METRICS,
  PERCENTILES,
  RANGES,
  type Grouping,
  type Metric,
  type Percentile,
  type Range,
  type Series,
  type SeriesResponse,
} from '../../api/index.js';

export interface ChartView {
  metric: Metric;
  range: Range;
  group: Grouping;
  percentile: Percentile;
}

export const DEFAULT_VIEW: ChartView = {
  metric: 'throughput',
  range: '24h',
  group: 'none',
  percentile: 'p95',
};

/** What the address says; what it does not say, or says wrong, is the default. */
export function readView(search: Record<string, string | undefined>): ChartView {
  return {
    metric: oneOf(METRICS, search['metric'], DEFAULT_VIEW.metric),
    range: oneOf(RANGES, search['range'], DEFAULT_VIEW.range),
    group: oneOf(GROUPS, search['group'], DEFAULT_VIEW.group),
    percentile: oneOf(PERCENTILES, search['percentile'], DEFAULT_VIEW.percentile),
  };
}

export function oneOf<Value extends string>(
  allowed: readonly Value[],
  value: string | undefined,
  fallback: Value,
): Value {
  return allowed.includes(value as Value) ? (value as Value) : fallback;
}

export interface ChartRow {
  time: number;
  /** Of the series with that place. */
  values: (number | null)[];
  samples: number[];
}

/** The series turned into a row for each bucket. */
export function chartRows({ times, series }: SeriesResponse): ChartRow[] {
  return times.map((time, at) => ({
    time: Date.parse(time),
    values: series.map(({ values }) => values[at] ?? null),
    samples: series.map(({ samples }) => samples[at] ?? 0),
  }));
}

export function isEmptyChart({ series }: SeriesResponse): boolean {
  return series.every(({ values }) => values.every((value) => value === null || value === 0));
}

export function seriesColor(series: Series, at: number): string {
  return series.isRest ? 'var(--series-rest)' : `var(--series-${(at % 7) + 1})`;
}
