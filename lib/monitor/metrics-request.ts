import { JobsOptionsError } from '../errors/index.js';
import {
  KEPT,
  SPANS,
  type FailureQuery,
  type FailureRange,
  FAILURE_RANGES,
  type MetricQuery,
} from '../store/index.js';
import {
  epoch,
  requireKeys,
  requireOneOf,
  requireTexts,
  requireWholeNumber,
  toMilliseconds,
  type Duration,
} from '../utils/index.js';

/** Which numbers to read. */
export interface MetricsRequest {
  from: Date;
  /** Default: now, by the database's clock. */
  to?: Date;
  /**
   * Length of an interval. Default: such that there are at most 200. Kept are minutes for 2 days, ten
   * minutes for 7, hours for 30 and days for two years: it is made longer to be a number of such.
   */
  step?: Duration;
  /** Tells queues or job types apart. */
  groupBy?: 'queue' | 'type';
  /** How many of them, those with the most attempts; the others are one. 1 to 50, default 7. */
  top?: number;
  queues?: string[];
  types?: string[];
}

/** Which groups of failures to read. */
export interface FailuresRequest {
  /** Groups that have failed within this time. Default `'24h'`. */
  range?: FailureRange;
  /** How many, those that failed most often first: 1 to 500, default 100. */
  limit?: number;
  /** Failures of jobs of these types only. */
  types?: string[];
  /** These groups only. */
  fingerprints?: string[];
}

const MAX_POINTS = 1_000;
const DEFAULT_POINTS = 200;
const { minute, tenMinutes, hour, day } = SPANS;
/** What a default step may be: lengths that fill an hour, a day or a week. */
const STEPS = [1, 2, 5, 10, 20, 30].map((minutes) => minutes * minute);
STEPS.push(...[1, 2, 3, 6, 12].map((hours) => hours * hour), ...[1, 7, 28].map((days) => days * day));

/** @throws {JobsOptionsError} naming what is not allowed. */
export function metricQuery(request: MetricsRequest, now: number): MetricQuery {
  requireKeys(request, 'JobMonitor.metrics', ['from', 'to', 'step', 'groupBy', 'top', 'queues', 'types']);
  const from = epoch(request.from, 'JobMonitor.metrics: from');
  const to = request.to === undefined ? now : epoch(request.to, 'JobMonitor.metrics: to');
  if (from >= to) {
    throw new JobsOptionsError(
      `JobMonitor.metrics: from must be before to (got ${new Date(from).toISOString()} and ${new Date(to).toISOString()})`,
    );
  }
  const asked =
    request.step === undefined ? undefined : toMilliseconds(request.step, 'JobMonitor.metrics: step');
  const wanted = asked ?? STEPS.find((each) => (to - from) / each <= DEFAULT_POINTS) ?? STEPS.at(-1)!;
  const span = spanFor(wanted, now - from);
  const step = Math.max(1, Math.ceil(wanted / span)) * span;
  const start = from - (from % step);
  const end = Math.ceil(to / step) * step;
  if ((end - start) / step > MAX_POINTS) {
    throw new JobsOptionsError(
      `JobMonitor.metrics: step must be longer: there would be ${(end - start) / step} intervals, and ${MAX_POINTS} are allowed`,
    );
  }
  return {
    from: start,
    to: end,
    step,
    span,
    groupBy:
      request.groupBy === undefined
        ? null
        : requireOneOf(request.groupBy, 'JobMonitor.metrics: groupBy', ['queue', 'type'] as const),
    top: requireWholeNumber(request.top ?? 7, 'JobMonitor.metrics: top', 1, 50),
    ...texts(request, 'JobMonitor.metrics', ['queues', 'types']),
  };
}

/** @throws {JobsOptionsError} naming what is not allowed. */
export function failureQuery(request: FailuresRequest): FailureQuery {
  requireKeys(request, 'JobMonitor.failures', ['range', 'limit', 'types', 'fingerprints']);
  return {
    range: requireOneOf(request.range ?? '24h', 'JobMonitor.failures: range', FAILURE_RANGES),
    limit: requireWholeNumber(request.limit ?? 100, 'JobMonitor.failures: limit', 1, 500),
    ...texts(request, 'JobMonitor.failures', ['types', 'fingerprints']),
  };
}

/** The longest of the intervals kept that fits into the step, and of those that are kept for long enough. */
function spanFor(step: number, age: number): number {
  if (step >= day || age > KEPT.hour) {
    return day;
  }
  if (step >= hour || age > KEPT.tenMinutes) {
    return hour;
  }
  return step >= tenMinutes || age > KEPT.minute ? tenMinutes : minute;
}

function texts<Field extends string>(
  request: Partial<Record<Field, string[]>>,
  name: string,
  fields: Field[],
): Partial<Record<Field, string[]>> {
  const given = fields.filter((field) => request[field] !== undefined);
  return Object.fromEntries(
    given.map((field) => [field, requireTexts(request[field], `${name}: ${field}`, 255, 1_000)]),
  ) as Partial<Record<Field, string[]>>;
}
