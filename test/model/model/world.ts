import {
  controlId,
  type BatchState,
  type Control,
  type JobAction,
  type JobFilter,
  type NewJob,
  type OperationState,
  type UniqueClaim,
} from '../../../lib/store/index.js';
import type { ContinuationCondition, JobState } from '../../../lib/interfaces/index.js';
import { CONTROLS } from './gates.js';

/** A time in epoch ms, or one that the last command has set: so many ms after it. The check makes it the former. */
export type Time = number | { in: number };

/** What the model knows of a job: what its row must say. */
export interface ModelJob {
  id: string;
  type: string;
  queue: string;
  priority: number;
  args: string;
  state: JobState;
  attempt: number;
  /** How often it was claimed. */
  claim: number;
  lost: number;
  /** Of its last attempt that has begun. */
  runTime: number | null;
  /** Who holds it or held it last. */
  workerId: string | null;
  /** How many parents it waits for, while it is awaiting. */
  pending: number;
  batchId: string | null;
  /** The id of the gate it has to come through. */
  gate: string | null;
  createdAt: Time;
  runAt: Time;
  claimedAt: Time | null;
  finishedAt: Time | null;
  expiresAt: Time | null;
  unique: (Pick<UniqueClaim, 'key' | 'while'> & { until: Time | null }) | null;
  result: string | null;
  progress: number | null;
  /** One line for each entry, as `state@attempt`. */
  history: string[];
  /** Its row has been pruned. It still counts in its batch. */
  isGone: boolean;
}

export interface BatchCounts {
  total: number;
  pending: number;
  succeeded: number;
  failed: number;
  deleted: number;
}

export interface ModelBatch {
  id: string;
  parentId: string | null;
  isCancelled: boolean;
  finishedAt: Time | null;
  /** Its row has been pruned, when it was in this state. */
  gone: BatchState | null;
}

export interface ModelDependency {
  childId: string;
  parentId: string;
  kind: 'job' | 'batch';
  on: ContinuationCondition;
  delay: number;
  keep: number;
  /** How the parent ended; `null`: it has not. */
  state: JobState | BatchState | null;
  result: string | null;
}

/** A place in a lane that was given to a job, at its so many-th claim. */
export interface ModelPermit {
  lane: string;
  jobId: string;
  claim: number;
  /** Of a rate: how long a start counts. */
  per: number | null;
  /** Until when it counts; `null`: until its job is done, or has started. */
  expiresAt: Time | null;
}

/** An action on a set of jobs. */
export interface ModelOperation {
  id: string;
  action: JobAction;
  filter: JobFilter;
  state: OperationState;
  createdAt: Time;
  /** The last job that was looked at. */
  cursor: string;
  matched: number;
  moved: number;
}

/** The whole state machine: plain data, so that a copy is a snapshot. */
export interface World {
  jobs: Map<string, ModelJob>;
  batches: Map<string, ModelBatch>;
  dependencies: ModelDependency[];
  /** Every worker there was, and whether its lease is valid. */
  workers: Map<string, boolean>;
  controls: Map<string, Control>;
  permits: ModelPermit[];
  operations: Map<string, ModelOperation>;
}

export function emptyWorld(): World {
  return {
    jobs: new Map(),
    batches: new Map(),
    dependencies: [],
    workers: new Map(),
    controls: new Map(CONTROLS.map((control) => [controlId(control), control])),
    permits: [],
    operations: new Map(),
  };
}

/** Adds a job as it is written. */
export function addJob(world: World, job: NewJob, batchId: string | null = job.batchId): ModelJob {
  const { id, type, queue, priority, args, delay, unique } = job;
  const gate = job.gate && job.gate.id;
  const added: ModelJob = {
    id,
    type,
    queue,
    priority,
    args,
    state: job.pending > 0 ? 'awaiting' : due(gate, delay ?? 0),
    attempt: 0,
    claim: 0,
    lost: 0,
    runTime: null,
    workerId: null,
    pending: job.pending,
    batchId,
    gate,
    createdAt: { in: 0 },
    claimedAt: null,
    runAt: { in: job.pending > 0 ? 0 : (delay ?? 0) },
    finishedAt: null,
    expiresAt: null,
    unique: unique && {
      key: unique.key,
      while: unique.while,
      until: unique.within === null ? null : { in: unique.within },
    },
    result: null,
    progress: null,
    history: [],
    isGone: false,
  };
  world.jobs.set(id, added);
  return added;
}

/** The state of a job that may run after so many ms: one with a gate has to come through it first. */
export function due(gate: string | null, delay: number): 'scheduled' | 'throttled' | 'enqueued' {
  return delay > 0 ? 'scheduled' : gate === null ? 'enqueued' : 'throttled';
}

/** The job, if its row is there. */
export function jobIn(world: World, id: string): ModelJob | undefined {
  const job = world.jobs.get(id);
  return job?.isGone ? undefined : job;
}

export function batchIn(world: World, id: string): ModelBatch | undefined {
  const batch = world.batches.get(id);
  return batch?.gone ? undefined : batch;
}

/** Jobs whose rows are there. */
export function jobsIn(world: World): ModelJob[] {
  return [...world.jobs.values()].filter((job) => !job.isGone);
}

/** Whether a job that is unique holds its key. */
export function holdsKey({ unique, claim, finishedAt }: ModelJob): boolean {
  switch (unique!.while) {
    case 'window':
      return true;
    case 'unfinished':
      return finishedAt === null;
    case 'queued':
      return finishedAt === null && claim === 0;
  }
}
