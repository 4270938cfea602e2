import type { HealthProblem, Rates, Stats, Verdict } from '../api/index.js';
import type { Snapshot } from '../engine/snapshot.js';
import { iso, percentiles } from './basics.js';

const MINUTE = 60_000;

export function toStats(snapshot: Snapshot, problems: HealthProblem[]): Stats {
  const { at, states, oldest, hour, failed } = snapshot;
  const rates = ratesOf(snapshot);
  return {
    at: iso(new Date(at)),
    verdict: verdictOf(problems),
    states,
    rates,
    wait: percentiles(hour.wait),
    run: percentiles(hour.run),
    oldestWaiting: oldest && {
      jobId: oldest.id,
      type: oldest.type,
      queue: oldest.queue,
      since: iso(oldest.runAt),
      waitMs: Math.max(0, at - oldest.runAt.getTime()),
    },
    drainMs: drainTime(states.enqueued.value, rates),
    workers: workersOf(snapshot),
    failed,
  };
}

function verdictOf(problems: HealthProblem[]): Verdict {
  const causes = problems.filter(({ severity }) => severity !== 'info');
  const isStopped = causes.some(({ code, severity }) => code === 'no_workers' && severity === 'error');
  return { level: isStopped ? 'stopped' : causes.length > 0 ? 'degraded' : 'healthy', causes };
}

function ratesOf({ recent, recentMs }: Snapshot): Rates {
  const { created, succeeded, failed, retried, deleted } = recent;
  const attempts = succeeded + failed + retried;
  const perMinute = (count: number) => (count * MINUTE) / recentMs;
  return {
    createdPerMinute: perMinute(created),
    finishedPerMinute: perMinute(succeeded + failed + deleted),
    failedPerMinute: perMinute(failed),
    failedShare: attempts === 0 ? null : (failed + retried) / attempts,
  };
}

/** At least, where the number of those that wait is capped. */
function drainTime(waiting: number, rates: Rates): number | null {
  const perMinute = rates.finishedPerMinute - rates.createdPerMinute;
  return waiting === 0 || perMinute <= 0 ? null : Math.round((waiting / perMinute) * 60_000);
}

function workersOf({ workers }: Snapshot): Stats['workers'] {
  const alive = workers.filter((worker) => worker.alive);
  return {
    alive: alive.filter(({ draining }) => !draining).length,
    stale: workers.length - alive.length,
    draining: alive.filter(({ draining }) => draining).length,
    busy: alive.reduce((sum, { running }) => sum + running, 0),
    concurrency: alive.reduce((sum, { concurrency }) => sum + concurrency, 0),
  };
}
