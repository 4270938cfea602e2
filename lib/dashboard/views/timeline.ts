import { isFinal, type JobState } from '../../interfaces/index.js';
import type { JobStory } from '../../monitor/index.js';
import type { JobSummary } from '../../store/index.js';
import type { TimelineEntry, WorkerReference } from '../api/index.js';
import { iso, isoOrNull, later } from './basics.js';
import type { WorkerNames } from './job-row.js';

/** Somebody may have rescheduled a job for a moment it was due at anyway. */
const AT_ONCE = 1;

/**
 * Every state that a job was in. What goes the straight way leaves no history: those states are told
 * from when the job was created, due, claimed and finished.
 */
export function timelineOf(job: Story, now: number, workers: WorkerNames): TimelineEntry[] {
  const { history, parents, hasMore } = job;
  // When it was due until each of these, and is now.
  const dues = [...history.map(({ dueAt }) => dueAt), job.runAt];
  // Where the beginning is not shown, it is not known what was before the first of these.
  const steps: Step[] = hasMore.history ? [] : [firstStep(job, dues[0]!, parents.length > 0)];
  history.forEach((entry, index) => {
    const { state, at, claimedAt, attempt, actor, reason } = entry;
    steps.push(...dueStep(steps.at(-1), entry.dueAt, at, claimedAt !== null));
    if (claimedAt) {
      steps.push({ state: 'processing', at: claimedAt, attempt, worker: workers.of(entry.workerId) });
    }
    steps.push({ state, at, attempt, actor, reason, dueAt: dues[index + 1] });
  });
  steps.push(...lastSteps(job, steps.at(-1)!, workers));
  return steps.map((step, index) => toEntry(step, steps[index + 1], now));
}

type Story = JobSummary & Pick<JobStory, 'history' | 'parents' | 'hasMore'>;

interface Step {
  state: JobState;
  at: Date;
  attempt: number;
  actor?: string | null;
  reason?: string | null;
  worker?: WorkerReference | null;
  /** As long as it stays in this state. */
  dueAt?: Date | null;
}

function firstStep({ createdAt }: JobSummary, dueAt: Date | null, hasParents: boolean): Step {
  const isDelayed = dueAt !== null && dueAt.getTime() > createdAt.getTime() + AT_ONCE;
  const state = hasParents ? 'awaiting' : isDelayed ? 'scheduled' : 'enqueued';
  return { state, at: createdAt, attempt: 0, dueAt };
}

/** It has become due in between: certainly if a worker has got it, and else if `until` was later. */
function dueStep(last: Step | undefined, dueAt: Date | null, until: Date | null, isReady: boolean): Step[] {
  if (!last) {
    return [];
  }
  const { state, at, attempt } = last;
  const isWaiting = state === 'scheduled' || state === 'awaiting' || state === 'throttled';
  // One that waits for others is due from when they have ended: one that still does, since it was created.
  const isDue = dueAt !== null && until !== null && dueAt <= until && (state === 'scheduled' || dueAt > at);
  return isWaiting && dueAt !== null && (isReady || isDue)
    ? [{ state: 'enqueued', at: later(dueAt, at), attempt }]
    : [];
}

/** From the last thing that is written of it to where it stands. */
function lastSteps(job: JobSummary, last: Step, workers: WorkerNames): Step[] {
  const isThrough = job.state === 'processing' || job.state === 'succeeded';
  const isReady = isThrough || job.state === 'enqueued';
  const steps = last.state === job.state ? [] : dueStep(last, job.runAt, job.finishedAt, isReady);
  if (isThrough && job.claimedAt) {
    const worker = workers.of(job.workerId);
    steps.push({ state: 'processing', at: later(job.claimedAt, last.at), attempt: job.attempt, worker });
  }
  if ((steps.at(-1) ?? last).state !== job.state) {
    const at = later(job.finishedAt ?? job.runAt, last.at);
    steps.push({ state: job.state, at, attempt: job.attempt, dueAt: job.runAt });
  }
  return steps;
}

function toEntry(
  { state, at, attempt, actor = null, reason = null, worker = null, dueAt = null }: Step,
  next: Step | undefined,
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
    dueAt: state === 'scheduled' ? isoOrNull(dueAt) : null,
  };
}
