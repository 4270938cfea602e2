import type { JobState } from '../../interfaces/index.js';
import type { JobSummary } from '../../store/index.js';
import type { Viewer } from '../access/viewer.js';
import type { JobAction, JobUndo } from '../api/index.js';

/** Another queue means nothing to others, and what was done to them can be taken back without harm to a run. */
export const NOT_STARTED: JobState[] = ['scheduled', 'enqueued', 'awaiting', 'throttled'];

/** What makes sense in the job's state, and the viewer may do. */
export function actionsOf(
  state: JobState,
  { rights }: Viewer,
  readOnly: boolean,
): Record<JobAction, boolean> {
  const may = (isSensible: boolean, isAllowed: boolean) => isSensible && isAllowed && !readOnly;
  return {
    requeue: may(state !== 'enqueued', rights.requeueJobs),
    runNow: may(state === 'scheduled', rights.rescheduleJobs),
    reschedule: may(state !== 'processing', rights.rescheduleJobs),
    move: may(NOT_STARTED.includes(state), rights.moveJobs),
    delete: may(state !== 'deleted', rights.deleteJobs),
  };
}

/** A job that was deleted, or scheduled, can be so again; an outcome does not come back. */
export function undoRequeue(before: JobSummary, now: number): JobUndo | null {
  return before.state === 'deleted'
    ? { action: 'delete', body: { expected: NOT_STARTED } }
    : undoTime(before, now);
}

/** What takes another time back, as long as the job has not started. */
export function undoTime(before: JobSummary, now: number): JobUndo | null {
  return backTo(before, now, NOT_STARTED);
}

/** What takes a deletion back; nothing brings a run back that was broken off. */
export function undoDelete(before: JobSummary, now: number): JobUndo | null {
  return backTo(before, now, ['deleted']);
}

export function undoMove({ state, queue }: JobSummary): JobUndo | null {
  return NOT_STARTED.includes(state) ? { action: 'move', body: { expected: NOT_STARTED, queue } } : null;
}

function backTo(before: JobSummary, now: number, expected: JobState[]): JobUndo | null {
  switch (before.state) {
    case 'enqueued':
      return { action: 'requeue', body: { expected } };
    case 'scheduled':
      return before.attempt === 0 && before.runAt.getTime() > now
        ? { action: 'reschedule', body: { expected, at: before.runAt.toISOString() } }
        : null;
    default:
      return null;
  }
}
