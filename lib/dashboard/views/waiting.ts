import type { LimitInfo, PauseInfo } from '../../limits/index.js';
import type { JobStory } from '../../monitor/index.js';
import type { JobSummary, WorkerInfo } from '../../store/index.js';
import type { WaitingReason } from '../api/index.js';
import { isServing } from '../engine/problems.js';
import { iso, isoOrNull } from './basics.js';
import { isOf, isOfQueue, isOfType, toLimitView, toTarget } from './pauses.js';

/** Why a job does not run. Empty: it does, or it has ended. Keys are made of arguments: not everybody may see them. */
export function waitingReasons(
  job: JobStory,
  workers: WorkerInfo[],
  pauses: PauseInfo[],
  limits: LimitInfo[],
  isKeyShown: boolean,
): WaitingReason[] {
  switch (job.state) {
    case 'scheduled':
      return [{ code: 'scheduled', until: iso(job.runAt), isRetry: job.attempt > 0 }, ...paused(job, pauses)];
    case 'awaiting':
      return [{ code: 'parents', pending: job.pending }];
    case 'throttled':
      return [...limited(job, limits, isKeyShown), ...paused(job, pauses)];
    case 'enqueued': {
      const reasons = [...paused(job, pauses), ...unserved(job, workers)];
      return reasons.length > 0 ? reasons : [{ code: 'busy', queue: job.queue, ahead: null }];
    }
    default:
      return [];
  }
}

/** The limits it must have a place in, with its keys: whichever of them is full holds it back. */
function limited({ lanes }: JobStory, limits: LimitInfo[], isKeyShown: boolean): WaitingReason[] {
  return lanes.flatMap(({ scope, name, kind, key }): WaitingReason[] => {
    const limit = limits.find((each) => isOf(each, scope, name));
    const { concurrency, rate } = limit ? toLimitView(limit) : { concurrency: null, rate: null };
    const about = {
      code: 'limit',
      target: toTarget(scope === 'queue' ? { queue: name } : { type: name }),
      isKeyed: key !== null,
      key: isKeyShown ? key : null,
    } as const;
    switch (kind) {
      case 'concurrency':
        return concurrency === null ? [] : [{ ...about, concurrency, rate: null }];
      case 'rate':
        return rate === null ? [] : [{ ...about, concurrency: null, rate }];
      case 'pause':
        return [];
    }
  });
}

/** Pauses of its queue and its type, also where that has another name by now: its lane says which. */
function paused({ queue, type, lanes }: JobStory, pauses: PauseInfo[]): WaitingReason[] {
  return pauses
    .filter(
      (pause) =>
        isOfQueue(pause, queue) ||
        isOfType(pause, type) ||
        lanes.some(({ scope, name, kind }) => kind === 'pause' && isOf(pause, scope, name)),
    )
    .map((pause) => ({
      code: 'paused',
      target: toTarget(pause.target),
      reason: pause.reason,
      actor: pause.actor,
      until: isoOrNull(pause.until),
    }));
}

function unserved({ queue, type }: JobSummary, workers: WorkerInfo[]): WaitingReason[] {
  const alive = workers.filter((worker) => worker.alive && !worker.draining);
  if (alive.length === 0) {
    return [{ code: 'no_workers' }];
  }
  const serving = alive.filter((worker) => isServing([worker], queue));
  if (serving.length === 0) {
    return [{ code: 'no_worker_for_queue', queue }];
  }
  return serving.some(({ types }) => types.includes(type)) ? [] : [{ code: 'no_worker_for_type', type }];
}
