import { summarise, type DurationSummary } from '../metrics/index.js';
import type { CappedCount, QueueFigures } from '../store/index.js';

/** How a queue is doing. */
export interface QueueReport {
  name: string;
  /** Jobs that are due and not claimed. */
  waiting: CappedCount;
  /** Jobs that workers hold. */
  processing: number;
  /** How long the job that has been due for longest has waited, in ms; `null` when none waits. */
  oldestWaiting: number | null;
  /**
   * Jobs created, and jobs that an attempt ended, per minute, over the last five minutes. Attempts after
   * which the job runs again are not counted: it is in the queue still.
   */
  createdPerMinute: number;
  endedPerMinute: number;
  /** How long the attempts that ended in this time had waited. Quiet when nothing ends: see `oldestWaiting`. */
  wait: Omit<DurationSummary, 'mean'>;
  /**
   * In how many ms the jobs that wait now are done, at the rate of the last five minutes: at least,
   * where `waiting` is capped. `null` when no job has ended in this time.
   */
  drainTime: number | null;
}

const MINUTE = 60_000;

export function reportQueue(figures: QueueFigures): QueueReport {
  const { name, waiting, processing, oldestWaiting, created, ended, waits, window } = figures;
  const { mean: _, ...wait } = summarise(waits, 0);
  const empty = waiting.value === 0 ? 0 : null;
  return {
    name,
    waiting,
    processing,
    oldestWaiting,
    createdPerMinute: (created * MINUTE) / window,
    endedPerMinute: (ended * MINUTE) / window,
    wait,
    drainTime: ended === 0 ? empty : Math.round((waiting.value * window) / ended),
  };
}
