import type { JobState } from '../../interfaces/job-state.type.js';
import type { Count, IsoTime, Percentiles } from './common.js';
import type { FailureGroup, FailingType } from './failures.js';
import type { HealthProblem } from './health.js';
import type { RecurringView } from './recurring.js';

/** The numbers in the head of the overview, and in the badges of the navigation. The stream sends them too. */
export interface Stats {
  at: IsoTime;
  verdict: Verdict;
  states: Record<JobState, Count>;
  /** Over the last five minutes. */
  rates: Rates;
  /** How long jobs waited before they started, over the last hour. */
  wait: Percentiles | null;
  run: Percentiles | null;
  oldestWaiting: OldestWaiting | null;
  /** Until everything that waits is done, at the present rates; `null` when nothing waits, or it will not end. */
  drainMs: number | null;
  workers: WorkerTotals;
  failed: { last24h: number; previous24h: number };
}

/** `stopped`: jobs wait and nobody will run them. `causes` are the problems that make it so, the worst first. */
export interface Verdict {
  level: 'healthy' | 'degraded' | 'stopped';
  causes: HealthProblem[];
}

export interface Rates {
  /** Jobs a minute. */
  createdPerMinute: number;
  finishedPerMinute: number;
  failedPerMinute: number;
  /** Failed attempts among all that ended, from 0 to 1; `null` when none ended. */
  failedShare: number | null;
}

export interface OldestWaiting {
  jobId: string;
  type: string;
  queue: string;
  /** Since when it could have started. */
  since: IsoTime;
  waitMs: number;
}

export interface WorkerTotals {
  alive: number;
  stale: number;
  draining: number;
  /** Jobs running, and how many could at once. */
  busy: number;
  concurrency: number;
}

/** The overview in one answer. */
export interface Overview {
  stats: Stats;
  failingTypes: FailingType[];
  failures: FailureGroup[];
  nextRecurring: RecurringView[];
  /** There has never been a job: show how to write one. */
  isEmpty: boolean;
}
