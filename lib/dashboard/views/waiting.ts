import type { Dependency, JobSummary, WorkerInfo } from '../../store/index.js';
import type { WaitingReason } from '../api/index.js';
import type { LimitRecord, PauseRecord, WorkerVitals } from '../engine/ports.js';
import { iso, isoOrNull } from './basics.js';
import { isOfQueue, isOfType, toLimitView, toTarget } from './pauses.js';

/** Why a job does not run. Empty: it does, or it has ended. */
export function waitingReasons(
  job: JobSummary,
  parents: Dependency[],
  workers: WorkerInfo[],
  pauses: PauseRecord[],
  limits: LimitRecord[],
): WaitingReason[] {
  switch (job.state) {
    case 'scheduled':
      return [{ code: 'scheduled', until: iso(job.runAt), isRetry: job.attempt > 0 }, ...paused(job, pauses)];
    case 'awaiting':
      return [{ code: 'parents', pending: parents.filter(({ state }) => state === null).length }];
    case 'throttled':
      return [...limited(job, limits), ...paused(job, pauses)];
    case 'enqueued': {
      const reasons = [...paused(job, pauses), ...unserved(job, workers)];
      return reasons.length > 0 ? reasons : [{ code: 'busy', queue: job.queue, ahead: null }];
    }
    default:
      return [];
  }
}

/** Of its queue's and its type's limits: whichever holds it back. */
function limited(job: JobSummary, limits: LimitRecord[]): WaitingReason[] {
  const own = limits.filter((limit) => isOfQueue(limit, job.queue) || isOfType(limit, job.type));
  return own.map((limit) => ({ code: 'limit', ...toLimitView(limit) }));
}

function paused(job: JobSummary, pauses: PauseRecord[]): WaitingReason[] {
  return pauses
    .filter((pause) => isOfQueue(pause, job.queue) || isOfType(pause, job.type))
    .map((pause) => ({
      code: 'paused',
      target: toTarget(pause.target),
      reason: pause.reason,
      actor: pause.actor,
      until: isoOrNull(pause.until),
    }));
}

function unserved({ queue, type }: JobSummary, workers: WorkerInfo[]): WaitingReason[] {
  const alive = workers.filter((worker) => worker.alive && !(worker as WorkerVitals).draining);
  if (alive.length === 0) {
    return [{ code: 'no_workers' }];
  }
  const serving = alive.filter(({ queues }) => queues.includes(queue) || queues.includes('*'));
  if (serving.length === 0) {
    return [{ code: 'no_worker_for_queue', queue }];
  }
  return serving.some(({ types }) => types.includes(type)) ? [] : [{ code: 'no_worker_for_type', type }];
}
