import type { JobFilter, OperationSlice, OperationState } from '../../../lib/store/index.js';
import { follow } from './machine.js';
import { moveJobs } from './transition.js';
import { jobsIn, type ModelJob, type World } from './world.js';

export function isOpen(state: OperationState): boolean {
  return state === 'pending' || state === 'running';
}

/** One slice of the operation that came first: all are due. */
export function advance(world: World, limit: number, answer: OperationSlice | null): OperationSlice | null {
  const operation = [...world.operations.values()]
    .filter(({ state }) => isOpen(state))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
  if (!operation) {
    return null;
  }
  const { id, action, filter } = operation;
  const createdAt = operation.createdAt as number;
  const found = jobsIn(world)
    .filter((job) => job.id > operation.cursor && (job.createdAt as number) <= createdAt)
    .filter((job) => isMeant(job, filter))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, limit);
  const interrupted = found.filter((job) => job.state === 'processing').map((job) => job.id);
  // A delay counts from when the operation was asked for.
  const since =
    action.to === 'scheduled' && action.at === null ? { ...action, at: createdAt + action.delay! } : action;
  const moved = moveJobs(world, found, since);
  const released = follow(world);

  operation.state = found.length < limit ? 'succeeded' : 'running';
  operation.cursor = found.at(-1)?.id ?? operation.cursor;
  operation.matched += found.length;
  operation.moved += moved.length;
  const movedIds = new Set(moved.map((job) => job.id));
  const stopped = interrupted.filter((each) => movedIds.has(each));
  const wakes =
    moved.length > 0 &&
    (action.to !== 'deleted' || released.queues.length > 0 || released.due || stopped.length > 0);
  return {
    id,
    state: operation.state,
    error: null,
    interrupted: stopped,
    // To wake them in vain is no mistake.
    wakes: wakes || (answer?.wakes ?? false),
  };
}

function isMeant(job: ModelJob, { states, queues, types, ids, batchIds }: JobFilter): boolean {
  return (
    (states?.includes(job.state) ?? true) &&
    (queues?.includes(job.queue) ?? true) &&
    (types?.includes(job.type) ?? true) &&
    (ids?.includes(job.id) ?? true) &&
    (batchIds?.includes(job.batchId!) ?? true)
  );
}
