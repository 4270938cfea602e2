import { summarise, type DurationSummary } from '../metrics/index.js';
import { BUCKETS, COUNTERS, type Counter, type MetricRow } from '../store/index.js';

/** What happened in some time: how many jobs were created, and how many attempts ended in which way. */
export interface MetricFigures extends Record<Counter, number> {
  /** From when jobs were due until they were claimed, and how long attempts ran; counted when they ended. */
  wait: DurationSummary;
  run: DurationSummary;
}

/** The figures of one interval. */
export interface MetricPoint extends MetricFigures {
  /** Its start. */
  at: Date;
}

/** The whole time, with the buckets: how many took up to each of `BUCKET_LIMITS`, and the last more. */
export interface MetricTotal extends MetricFigures {
  waits: number[];
  runs: number[];
}

export interface MetricSeries {
  /** The queue or job type; `null` when nothing is told apart, and for the others, beyond the first ones. */
  key: string | null;
  total: MetricTotal;
  /** One for each interval, those without anything included. */
  points: MetricPoint[];
}

/** Numbers over time. */
export interface MetricReport {
  from: Date;
  to: Date;
  /** Length of an interval, in ms. Intervals start at multiples of it. */
  step: number;
  /** The last interval is not over yet. */
  partial: boolean;
  /** The ones with the most attempts first, and the others last. */
  series: MetricSeries[];
}

/** Fills in the intervals in which nothing happened, and adds up. */
export function reportSeries(rows: MetricRow[], from: number, to: number, step: number): MetricSeries[] {
  const groups = new Map<string | null, Map<number, MetricRow>>();
  for (const row of rows) {
    const group = groups.get(row.key) ?? new Map<number, MetricRow>();
    groups.set(row.key, group.set(row.at, row));
  }
  if (groups.size === 0) {
    groups.set(null, new Map());
  }
  return [...groups]
    .map(([key, group]) => ({
      key,
      total: totalOf([...group.values()]),
      points: pointsOf(group, from, to, step),
    }))
    .toSorted(
      (a, b) => Number(a.key === null) - Number(b.key === null) || attempts(b.total) - attempts(a.total),
    );
}

function pointsOf(group: Map<number, MetricRow>, from: number, to: number, step: number): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (let at = from; at < to; at += step) {
    points.push({ at: new Date(at), ...figures(group.get(at) ?? EMPTY) });
  }
  return points;
}

function totalOf(rows: MetricRow[]): MetricTotal {
  const total = {
    counts: { ...EMPTY.counts },
    waitTime: 0,
    runTime: 0,
    waits: Array<number>(BUCKETS).fill(0),
    runs: Array<number>(BUCKETS).fill(0),
  };
  for (const row of rows) {
    COUNTERS.forEach((name) => (total.counts[name] += row.counts[name]));
    total.waitTime += row.waitTime;
    total.runTime += row.runTime;
    for (let index = 0; index < BUCKETS; index++) {
      total.waits[index]! += row.waits[index]!;
      total.runs[index]! += row.runs[index]!;
    }
  }
  return { ...figures(total), waits: total.waits, runs: total.runs };
}

type Numbers = Omit<MetricRow, 'key' | 'at'>;

const EMPTY: Numbers = {
  counts: { created: 0, succeeded: 0, failed: 0, retried: 0, snoozed: 0, deleted: 0 },
  waitTime: 0,
  runTime: 0,
  waits: [],
  runs: [],
};

function figures({ counts, waits, waitTime, runs, runTime }: Numbers): MetricFigures {
  return { ...counts, wait: summarise(waits, waitTime), run: summarise(runs, runTime) };
}

function attempts({ succeeded, failed, retried }: MetricFigures): number {
  return succeeded + failed + retried;
}
