import { isFinal, type JobState } from '../../interfaces/index.js';
import type { JobHistoryEntry, JobSummary } from '../../store/index.js';
import type { TimelineEntry, WorkerReference } from '../api/index.js';
import { iso } from './basics.js';
import type { WorkerNames } from './job-row.js';

/** Somebody may have rescheduled a job for a moment it was due at anyway. */
const AT_ONCE = 1;

/**
 * Every state that a job was in. What goes the straight way leaves no history: those states are told
 * from when the job was created, due, claimed and finished.
 */
export function timelineOf(
  job: JobSummary,
  history: JobHistoryEntry[],
  hasParents: boolean,
  now: number,
  workers: WorkerNames,
): TimelineEntry[] {
  const steps: Step[] = [firstStep(job, history, hasParents)];
  for (const entry of history) {
    if (entry.claimedAt) {
      steps.push({
        state: 'processing',
        at: entry.claimedAt,
        attempt: entry.attempt,
        worker: workers.of(entry.workerId),
      });
    }
    steps.push({
      state: entry.state,
      at: entry.at,
      attempt: entry.attempt,
      actor: entry.actor,
      reason: entry.reason,
    });
  }
  steps.push(...lastSteps(job, steps.at(-1)!, workers));
  return steps.map((step, index) => toEntry(step, steps[index + 1], index === steps.length - 1, job, now));
}

interface Step {
  state: JobState;
  at: Date;
  attempt: number;
  actor?: string | null;
  reason?: string | null;
  worker?: WorkerReference | null;
}

function firstStep(job: JobSummary, history: JobHistoryEntry[], hasParents: boolean): Step {
  const isDelayed = job.runAt.getTime() > job.createdAt.getTime() + AT_ONCE;
  const state = hasParents ? 'awaiting' : history.length === 0 && isDelayed ? 'scheduled' : 'enqueued';
  return { state, at: job.createdAt, attempt: 0 };
}

/** From the last thing that is written of it to where it stands. */
function lastSteps(job: JobSummary, last: Step, workers: WorkerNames): Step[] {
  const steps: Step[] = [];
  const isThrough = job.state === 'processing' || job.state === 'succeeded';
  const isWaiting = last.state === 'scheduled' || last.state === 'awaiting' || last.state === 'throttled';
  if (isWaiting && (isThrough || job.state === 'enqueued')) {
    steps.push({ state: 'enqueued', at: later(job.runAt, last.at), attempt: last.attempt });
  }
  if (isThrough && job.claimedAt) {
    const worker = workers.of(job.workerId);
    steps.push({ state: 'processing', at: later(job.claimedAt, last.at), attempt: job.attempt, worker });
  }
  if ((steps.at(-1) ?? last).state !== job.state) {
    steps.push({ state: job.state, at: later(job.finishedAt ?? job.runAt, last.at), attempt: job.attempt });
  }
  return steps;
}

function toEntry(
  { state, at, attempt, actor = null, reason = null, worker = null }: Step,
  next: Step | undefined,
  isPresent: boolean,
  job: JobSummary,
  now: number,
): TimelineEntry {
  const until = next?.at ?? null;
  const end = until?.getTime() ?? (isFinal(state) ? null : now);
  return {
    state,
    from: iso(at),
    until: until && iso(until),
    durationMs: end === null ? null : Math.max(0, end - at.getTime()),
    attempt,
    actor,
    reason,
    worker,
    dueAt: state === 'scheduled' && (isPresent || next?.state === 'enqueued') ? iso(job.runAt) : null,
  };
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
