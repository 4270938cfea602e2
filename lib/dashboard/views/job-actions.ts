import type { JobState } from '../../interfaces/index.js';
import type { JobSummary } from '../../store/index.js';
import type { Viewer } from '../access/viewer.js';
import type { JobAction, JobUndo } from '../api/index.js';

/** Jobs that have not started; another queue means nothing to others. */
export const MOVABLE: readonly JobState[] = ['scheduled', 'enqueued', 'awaiting', 'throttled'];

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
    move: may(MOVABLE.includes(state), rights.moveJobs),
    delete: may(state !== 'deleted', rights.deleteJobs),
  };
}

/** A job that was deleted, or scheduled, can be so again; an outcome does not come back. */
export function undoRequeue(before: JobSummary, now: number): JobUndo | null {
  return before.state === 'deleted' ? { action: 'delete', body: {} } : undoOf(before, now);
}

/** What takes a deletion or another time back; nothing brings a run back that was broken off, or an outcome. */
export function undoOf(before: JobSummary, now: number): JobUndo | null {
  switch (before.state) {
    case 'enqueued':
      return { action: 'requeue', body: {} };
    case 'scheduled':
      return before.attempt === 0 && before.runAt.getTime() > now
        ? { action: 'reschedule', body: { at: before.runAt.toISOString() } }
        : null;
    default:
      return null;
  }
}
