import { truncate } from '../../utils/index.js';
import type { FailingType, FailureCounts, FailureGroup } from '../api/index.js';
import type { JobMonitor } from '../../monitor/index.js';
import type { FailureGroup as StoredGroup } from '../../store/index.js';
import { iso } from './basics.js';

/** A part of a trend: the last 24 hours, hour by hour. */
export const TREND_STEP = 3_600_000;
const LONGEST = 1_000;
/** Only sums are asked for: fewer intervals are less to read, more begin closer to the time they are to begin at. */
const PARTS = 24;

export function toFailureGroup(record: StoredGroup, from: number): FailureGroup {
  return {
    fingerprint: record.fingerprint,
    name: record.name,
    message: truncate(record.message, LONGEST),
    types: record.types,
    counts: countsOf(record),
    trend: record.trend,
    firstAt: iso(record.firstAt),
    lastAt: iso(record.lastAt),
    isNew: record.firstAt.getTime() > from,
    lastJobId: record.jobId,
  };
}

/**
 * The groups by the types in which they occur; a group of several types counts for each. `range`: how far
 * back to look, in ms.
 */
export async function failingTypes(
  records: StoredGroup[],
  now: number,
  range: number,
  monitor: JobMonitor,
): Promise<FailingType[]> {
  const types = new Map<string, FailingType>();
  for (const record of records) {
    for (const type of record.types) {
      const known = types.get(type);
      const counts = countsOf(record);
      types.set(type, {
        type,
        counts: known ? addCounts(known.counts, counts) : counts,
        trend: record.trend.map((value, index) => value + (known?.trend[index] ?? 0)),
        failedShare: null,
        groups: (known?.groups ?? 0) + 1,
      });
    }
  }
  const request = {
    from: new Date(now - range),
    to: new Date(now),
    step: range / PARTS,
    groupBy: 'type',
    top: 50,
  } as const;
  const report = types.size > 0 ? await monitor.metrics(request) : null;
  for (const { key, total } of report?.series ?? []) {
    const found = key === null ? undefined : types.get(key);
    const attempts = total.succeeded + total.failed + total.retried;
    if (found && attempts > 0) {
      found.failedShare = (total.failed + total.retried) / attempts;
    }
  }
  return [...types.values()].toSorted((a, b) => b.counts.h24 - a.counts.h24 || b.counts.d7 - a.counts.d7);
}

function countsOf({ counts }: StoredGroup): FailureCounts {
  return {
    h1: counts['1h'].attempts,
    h3: counts['3h'].attempts,
    h24: counts['24h'].attempts,
    d7: counts['7d'].attempts,
  };
}

function addCounts(a: FailureCounts, b: FailureCounts): FailureCounts {
  return { h1: a.h1 + b.h1, h3: a.h3 + b.h3, h24: a.h24 + b.h24, d7: a.d7 + b.d7 };
}
