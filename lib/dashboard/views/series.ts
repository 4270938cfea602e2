import type { Grouping, Metric, Percentile, Range, Series, SeriesResponse } from '../api/index.js';
import type { MetricFigures, MetricReport } from '../../monitor/index.js';

export const RANGE_MS: Record<Range, number> = {
  '1h': 3_600_000,
  '3h': 3 * 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

const UNITS: Record<Metric, SeriesResponse['unit']> = {
  throughput: 'jobs',
  created: 'jobs',
  failures: 'jobs',
  failureShare: 'share',
  retries: 'jobs',
  wait: 'ms',
  run: 'ms',
};

export function toSeries(
  report: MetricReport,
  metric: Metric,
  percentile: Percentile,
  group: Grouping,
): SeriesResponse {
  return {
    metric,
    unit: UNITS[metric],
    from: report.from.toISOString(),
    until: report.to.toISOString(),
    stepMs: report.step,
    times: report.series[0]?.points.map(({ at }) => at.toISOString()) ?? [],
    partial: report.partial,
    series: report.series.map(({ key, points }): Series => ({
      key,
      isRest: key === null && group !== 'none',
      values: points.map((point) => valueOf(point, metric, percentile)),
      samples: points.map((point) => samplesOf(point, metric)),
    })),
  };
}

function valueOf(point: MetricFigures, metric: Metric, percentile: Percentile): number | null {
  switch (metric) {
    case 'throughput':
      return point.succeeded + point.failed;
    case 'created':
      return point.created;
    case 'failures':
      return point.failed;
    case 'retries':
      return point.retried;
    case 'failureShare': {
      const attempts = attemptsOf(point);
      return attempts === 0 ? null : (point.failed + point.retried) / attempts;
    }
    case 'wait':
    case 'run':
      return point[metric][percentile];
  }
}

function samplesOf(point: MetricFigures, metric: Metric): number {
  switch (metric) {
    case 'wait':
    case 'run':
      return point[metric].count;
    case 'created':
      return point.created;
    default:
      return attemptsOf(point);
  }
}

function attemptsOf({ succeeded, failed, retried }: MetricFigures): number {
  return succeeded + failed + retried;
}
