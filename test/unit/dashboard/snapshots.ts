import type { Snapshot } from '../../../lib/dashboard/engine/snapshot.js';
import { summarise } from '../../../lib/metrics/index.js';
import type { MetricFigures } from '../../../lib/monitor/index.js';
import { JOB_STATES } from '../../../lib/interfaces/index.js';
import { COUNTERS, type Counter } from '../../../lib/store/index.js';

export const AT = Date.parse('2026-03-01T12:30:00Z');

export function figures(counts: Partial<Record<Counter, number>>): MetricFigures {
  const none = Object.fromEntries(COUNTERS.map((name) => [name, 0])) as Record<Counter, number>;
  return { ...none, ...counts, wait: summarise([], 0), run: summarise([], 0) };
}

/** Nothing happens, and nobody works. */
export function snapshot(changes: Partial<Snapshot>): Snapshot {
  const none = { value: 0, capped: false };
  return {
    at: AT,
    states: Object.fromEntries(JOB_STATES.map((state) => [state, none])) as Snapshot['states'],
    queues: [],
    workers: [],
    pauses: [],
    oldest: null,
    recent: figures({}),
    recentMs: 300_000,
    hour: figures({}),
    failed: { last24h: 0, previous24h: 0 },
    ...changes,
  };
}
