import { isFinal, type JobState } from '../../../lib/interfaces/index.js';
import type { BatchState, WakeHint } from '../../../lib/store/index.js';
import {
  batchIn,
  due,
  jobIn,
  type BatchCounts,
  type ModelBatch,
  type ModelDependency,
  type ModelJob,
  type World,
} from './world.js';

/** What a batch counts: nothing is carried on from command to command. */
export function countsOf(world: World, batch: ModelBatch): BatchCounts {
  const jobs = [...world.jobs.values()].filter((job) => job.batchId === batch.id).map((job) => job.state);
  const nested = [...world.batches.values()]
    .filter((each) => each.parentId === batch.id)
    .map((each) => memberState(world, each));
  const counts: BatchCounts = { total: 0, pending: 0, succeeded: 0, failed: 0, deleted: 0 };
  for (const state of [...jobs, ...nested]) {
    counts.total++;
    counts[isFinal(state) ? state : 'pending']++;
  }
  return counts;
}

export function batchState(world: World, batch: ModelBatch): BatchState {
  if (batch.gone) {
    return batch.gone;
  }
  const { pending, failed, deleted } = countsOf(world, batch);
  if (pending > 0) {
    return 'processing';
  }
  return batch.isCancelled ? 'cancelled' : failed + deleted > 0 ? 'failed' : 'succeeded';
}

/** How a batch counts in the one it is in. */
function memberState(world: World, batch: ModelBatch): JobState {
  const state = batchState(world, batch);
  return state === 'cancelled' ? 'deleted' : state;
}

/** A job comes to its end, kept for so many ms from now on. */
export function end(job: ModelJob, state: 'succeeded' | 'failed' | 'deleted', keep: number): void {
  job.state = state;
  job.finishedAt = { in: 0 };
  job.expiresAt = keep === Infinity ? null : { in: keep };
}

/**
 * What follows from jobs and batches that have ended, until nothing more does: the continuations
 * that wait for them go, or are deleted. Returns where those are that may run.
 */
export function follow(world: World): WakeHint {
  noteEnds(world);
  const queues = new Set<string>();
  let isDue = false;
  for (;;) {
    const settled = world.dependencies.filter((dependency) => settle(world, dependency));
    if (settled.length === 0) {
      noteEnds(world);
      return { queues: [...queues], due: isDue };
    }
    for (const childId of new Set(settled.map((each) => each.childId))) {
      const child = jobIn(world, childId);
      if (child?.state === 'awaiting') {
        const state = inform(
          child,
          settled.filter((each) => each.childId === childId),
        );
        if (state === 'enqueued') {
          queues.add(child.queue);
        }
        isDue ||= state === 'scheduled' || state === 'throttled';
      }
    }
  }
}

/** A batch ends when the last of its members has, and has not ended when it goes on. */
function noteEnds(world: World): void {
  for (const batch of world.batches.values()) {
    batch.finishedAt = batchState(world, batch) === 'processing' ? null : (batch.finishedAt ?? { in: 0 });
  }
}

/** Notes how the parent has ended; `false`: it has not, or that is known. */
function settle(world: World, dependency: ModelDependency): boolean {
  if (dependency.state !== null) {
    return false;
  }
  if (dependency.kind === 'job') {
    const parent = world.jobs.get(dependency.parentId)!;
    if (!isFinal(parent.state)) {
      return false;
    }
    dependency.state = parent.state;
    dependency.result = parent.result;
    return true;
  }
  const state = batchState(world, world.batches.get(dependency.parentId)!);
  dependency.state = state === 'processing' ? null : state;
  return dependency.state !== null;
}

/** Tells a child which of its parents have ended; returns its state then. */
function inform(child: ModelJob, ended: ModelDependency[]): JobState {
  const { delay, keep } = ended[0]!;
  if (ended.every(isMet)) {
    child.pending -= ended.length;
    if (child.pending === 0) {
      child.state = due(child.gate, delay);
      child.runAt = { in: delay };
    }
  } else {
    end(child, 'deleted', keep);
    child.history.push('deleted@0');
  }
  return child.state;
}

function isMet({ on, state }: ModelDependency): boolean {
  return on === 'finished' || on === (state === 'cancelled' ? 'deleted' : state);
}

/** Whether a job or batch waits for itself, by way of any others: then it would do so for ever. */
export function hasCircle(world: World): boolean {
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (id: string): boolean => {
    if (path.has(id)) {
      return true;
    }
    if (done.has(id)) {
      return false;
    }
    path.add(id);
    const found = waitsFor(world, id).some(visit);
    path.delete(id);
    done.add(id);
    return found;
  };
  return [...world.jobs.keys(), ...world.batches.keys()].some(visit);
}

function waitsFor(world: World, id: string): string[] {
  if (jobIn(world, id)?.state === 'awaiting') {
    return world.dependencies
      .filter((each) => each.childId === id && each.state === null)
      .map((each) => each.parentId);
  }
  const batch = batchIn(world, id);
  if (!batch) {
    return [];
  }
  const jobs = [...world.jobs.values()].filter((job) => job.batchId === id && job.state === 'awaiting');
  const nested = [...world.batches.values()].filter((each) => each.parentId === id);
  return [...jobs, ...nested].map((each) => each.id);
}
