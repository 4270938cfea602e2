import type { PauseRecurringBody, RecurringView } from '../../api/index.js';
import { samePause } from './same-pause.js';

type Job = Pick<RecurringView, 'id' | 'pause' | 'status'>;

/** Those that a pause stops: it leaves the pauses there are as they are. */
export function pausable<Some extends Job>(jobs: Some[]): Some[] {
  return jobs.filter(({ pause }) => pause === null);
}

/** Those that go on when they are resumed: one that has given up does too. */
export function resumable<Some extends Job>(jobs: Some[]): Some[] {
  return jobs.filter((job) => job.pause !== null || hasGivenUp(job));
}

/** It has failed too often to be tried again by itself. */
export function hasGivenUp({ status }: Pick<Job, 'status'>): boolean {
  return status === 'failed';
}

/** What gives each of those that are paused the pause again that it has; equal ones together. */
export function pausesOf(jobs: Job[]): PauseRecurringBody[] {
  const bodies = new Map<string, PauseRecurringBody>();
  for (const { id, pause } of jobs) {
    if (pause !== null) {
      const key = JSON.stringify([pause.until, pause.reason]);
      const ids = bodies.get(key)?.ids ?? [];
      bodies.set(key, { ids: [...ids, id], ...samePause(pause) });
    }
  }
  return [...bodies.values()];
}
