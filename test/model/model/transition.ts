import type { JobAction } from '../../../lib/store/index.js';
import { returnPlaces } from './limits.js';
import { end } from './machine.js';
import { due, holdsKey, type ModelJob, type World } from './world.js';

/** Moves those of the jobs to which the action applies, and returns them; what follows is left to `follow()`. */
export function moveJobs(world: World, jobs: ModelJob[], action: JobAction): ModelJob[] {
  const moved = jobs.filter((job) =>
    action.to === 'deleted' ? job.state !== 'deleted' : action.to !== 'queue' || job.queue !== action.queue,
  );
  moved.forEach((job) => move(world, job, action));
  return moved;
}

function move(world: World, job: ModelJob, action: JobAction): void {
  switch (action.to) {
    case 'deleted':
      end(job, 'deleted', action.keep!.fallback);
      job.history.push(`deleted@${job.attempt}`);
      return;
    case 'queue':
      Object.assign(job, { queue: action.queue, gate: null });
      job.state = job.state === 'throttled' ? 'enqueued' : job.state;
      job.history.push(`${job.state}@${job.attempt}`);
      return returnPlaces(world, job);
    case 'enqueued':
      job.state = due(job.gate, 0);
      job.runAt = { in: 0 };
      break;
    case 'scheduled':
      job.state = 'scheduled';
      job.runAt = action.at ?? { in: action.delay ?? 0 };
  }
  // A key that was let go is not taken back.
  job.unique = job.unique && holdsKey(job) ? job.unique : null;
  Object.assign(job, { attempt: 0, lost: 0, runTime: null, pending: 0, claimedAt: null });
  Object.assign(job, { finishedAt: null, expiresAt: null, result: null, progress: null });
  job.history.push(`${action.to}@0`);
}
