import type { RecurringView } from '../../api/index.js';

type Job = Pick<RecurringView, 'pause' | 'status'>;

/** Those that go on when they are resumed: one that has given up does too. */
export function resumable<Some extends Job>(jobs: Some[]): Some[] {
  return jobs.filter((job) => job.pause !== null || hasGivenUp(job));
}

/** It has failed too often to be tried again by itself. */
export function hasGivenUp({ status }: Pick<Job, 'status'>): boolean {
  return status === 'failed';
}
