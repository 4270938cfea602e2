import { engineReason } from '../../interfaces/index.js';
import type { JobStory } from '../../monitor/index.js';
import type { JobHistoryEntry, JobSummary } from '../../store/index.js';
import type { AttemptOutcome, AttemptView } from '../api/index.js';
import { isoOrNull, later } from './basics.js';
import { toErrorView } from './error-view.js';
import type { WorkerNames } from './job-row.js';

type Story = JobSummary & Pick<JobStory, 'history'>;

/**
 * The attempts that the history tells of, and the one that left nothing there: it runs, or it has succeeded.
 * Each has waited since the job was due, or since the one before ended, if it was handed back.
 */
export function attemptsOf(job: Story, workers: WorkerNames): AttemptView[] {
  const attempts: AttemptView[] = [];
  let endedAt = job.createdAt;
  for (const entry of job.history) {
    const outcome = outcomeOf(entry);
    if (outcome) {
      attempts.push({
        number: entry.attempt,
        outcome,
        worker: workers.of(entry.workerId),
        startedAt: isoOrNull(entry.claimedAt),
        endedAt: isoOrNull(entry.at),
        waitMs: entry.dueAt && between(later(entry.dueAt, endedAt), entry.claimedAt),
        runMs: entry.runTime ?? between(entry.claimedAt, entry.at),
        reason: entry.reason,
        error: entry.error ? toErrorView(entry.error) : null,
      });
      endedAt = entry.at;
    }
  }
  if ((job.state === 'processing' || job.state === 'succeeded') && job.claimedAt) {
    attempts.push({
      number: job.attempt,
      outcome: job.state === 'processing' ? 'running' : 'succeeded',
      worker: workers.of(job.workerId),
      startedAt: isoOrNull(job.claimedAt),
      endedAt: isoOrNull(job.finishedAt),
      waitMs: between(later(job.runAt, endedAt), job.claimedAt),
      // Of a running job, it is still that of the attempt before.
      runMs: job.state === 'processing' ? null : job.runTime,
      reason: null,
      error: null,
    });
  }
  return attempts;
}

/** `null`: it is about no attempt. */
function outcomeOf(entry: JobHistoryEntry): AttemptOutcome | null {
  if (entry.claimedAt === null && entry.error === null) {
    return null;
  }
  if (entry.actor !== null) {
    return 'aborted';
  }
  switch (entry.state) {
    case 'failed':
      return 'failed';
    case 'scheduled':
      return entry.error ? 'retried' : 'snoozed';
    case 'enqueued':
      if (entry.error) {
        return 'retried';
      }
      return entry.reason === engineReason('lost')
        ? 'lost'
        : entry.reason === engineReason('snoozed')
          ? 'snoozed'
          : 'released';
    default:
      return null;
  }
}

function between(from: Date | null, until: Date | null): number | null {
  return from && until ? Math.max(0, until.getTime() - from.getTime()) : null;
}
