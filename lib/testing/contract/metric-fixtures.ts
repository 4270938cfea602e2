import {
  BUCKETS,
  COUNTERS,
  type FailureEntry,
  type MetricEntry,
  type MetricQuery,
} from '../../store/index.js';
import { newId } from '../../utils/index.js';

/** `times` as many of each number, each of which is another. */
export function entry(queue: string, type: string, times = 1): MetricEntry {
  const [created, succeeded, failedCount, retried, snoozed, deleted] = COUNTERS.map(
    (_, index) => times * (index + 1),
  );
  return {
    queue,
    type,
    counts: {
      created: created!,
      succeeded: succeeded!,
      failed: failedCount!,
      retried: retried!,
      snoozed: snoozed!,
      deleted: deleted!,
    },
    waitTime: times * 7_000_000_000,
    waits: Array.from({ length: BUCKETS }, (_, index) => times * (index + 1)),
    runTime: times * 11,
    runs: Array.from({ length: BUCKETS }, (_, index) => times * 2 * (index + 1)),
  };
}

/** One attempt that was the last, and two that were not. */
export function failure(fingerprint: string, type: string): FailureEntry {
  const frame = 'Probe.run (lib/probe.js)';
  return {
    fingerprint,
    type,
    name: 'TypeError',
    message: 'broken',
    frame,
    jobId: newId(),
    failed: 1,
    retried: 2,
  };
}

export function everything(query: Pick<MetricQuery, 'span' | 'step'> & Partial<MetricQuery>): MetricQuery {
  return { from: 0, to: 2 ** 48, groupBy: null, top: 10, ...query };
}
