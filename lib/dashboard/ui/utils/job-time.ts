import type { JobRow, TimelineEntry } from '../../api/index.js';
import type { JobState } from '../../../interfaces/job-state.type.js';

/** The moment that matters in this state, and what it is. */
export function jobTime(job: JobRow): { at: string; what: 'created' | 'due' | 'started' | 'finished' } {
  switch (job.state) {
    case 'scheduled':
      return { at: job.runAt, what: 'due' };
    case 'processing':
      return job.claimedAt === null
        ? { at: job.createdAt, what: 'created' }
        : { at: job.claimedAt, what: 'started' };
    case 'succeeded':
    case 'failed':
    case 'deleted':
      return job.finishedAt === null
        ? { at: job.createdAt, what: 'created' }
        : { at: job.finishedAt, what: 'finished' };
    default:
      return { at: job.createdAt, what: 'created' };
  }
}

export function timeOf(state: JobState | undefined): 'created' | 'due' | 'started' | 'finished' | 'time' {
  switch (state) {
    case undefined:
      return 'time';
    case 'scheduled':
      return 'due';
    case 'processing':
      return 'started';
    case 'succeeded':
    case 'failed':
    case 'deleted':
      return 'finished';
    default:
      return 'created';
  }
}

/** Whether the job is in this state now and will leave it: then how long it has been so grows as one looks. */
export function goesOn({ state, until }: Pick<TimelineEntry, 'state' | 'until'>): boolean {
  return until === null && state !== 'succeeded' && state !== 'failed' && state !== 'deleted';
}
