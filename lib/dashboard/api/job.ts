import type { JobState } from '../../interfaces/job-state.type.js';
import type { LogLevel } from '../../interfaces/log-level.type.js';
import type { ActionBody, Count, IsoTime, Target, WorkerReference } from './common.js';
import type { JobRow } from './jobs.js';
import type { LimitView } from './queues.js';
import type { ValueNode } from './values.js';

/** Everything about one job, except its log. */
export interface JobView extends JobRow {
  at: IsoTime;
  /** The arguments of the call, in order; empty when `unreadable` says why. */
  args: ValueNode[];
  /** `null` until it has succeeded. */
  result: ValueNode | null;
  /** The serialiser's message. */
  unreadable: string | null;
  /** How often it was claimed, and how often its worker was lost. */
  claims: number;
  lost: number;
  /** `null`: not known here. */
  maxAttempts: number | null;
  /** Every state it was in, oldest first; the last one is the present one. Of a long story, the end. */
  timeline: TimelineEntry[];
  /** Oldest first. */
  attempts: AttemptView[];
  /** Why it does not run: empty unless it waits. */
  waiting: WaitingReason[];
  parents: RelationView[];
  children: RelationView[];
  /** Where there is more than the timeline and the attempts, the parents or the children show. */
  hasMore: { history: boolean; parents: boolean; children: boolean };
  batch: { id: string; name: string } | null;
  recurring: { id: string; occurrenceAt: IsoTime | null } | null;
  /** What makes sense in this state and the viewer may do. */
  actions: Record<JobAction, boolean>;
}

export const JOB_ACTIONS = ['requeue', 'runNow', 'reschedule', 'move', 'delete'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

export interface TimelineEntry {
  state: JobState;
  from: IsoTime;
  /** `null` for the present state. */
  until: IsoTime | null;
  durationMs: number | null;
  attempt: number;
  /** Who moved it here, and why; `null`: the engine, or nobody said. */
  actor: string | null;
  reason: string | null;
  worker: WorkerReference | null;
  /** With `scheduled`: until when it waits. */
  dueAt: IsoTime | null;
}

/** `released`: handed back when its worker stopped; `lost`: its worker vanished; `aborted`: by a person. */
export type AttemptOutcome =
  'running' | 'succeeded' | 'failed' | 'retried' | 'snoozed' | 'released' | 'lost' | 'aborted';

export interface AttemptView {
  /** From 1. Those that were not spent have the number of the next. */
  number: number;
  outcome: AttemptOutcome;
  worker: WorkerReference | null;
  startedAt: IsoTime | null;
  endedAt: IsoTime | null;
  waitMs: number | null;
  runMs: number | null;
  reason: string | null;
  error: ErrorView | null;
}

export interface ErrorView {
  name: string;
  message: string;
  code: string | null;
  /** Of the stack; empty when there is none. */
  frames: StackFrame[];
  cause: ErrorView | null;
}

export interface StackFrame {
  /** The line as it is stored. */
  text: string;
  /** Of the application: not of Node, and not of a package in `node_modules`. */
  isApp: boolean;
}

/** Something a job waits for, or that waits for it. */
export interface RelationView {
  id: string;
  kind: 'job' | 'batch';
  /** The job's type, or the batch's name; `null` when it is gone. */
  label: string | null;
  on: 'succeeded' | 'failed' | 'deleted' | 'finished';
  state: JobState | 'cancelled' | null;
}

export type WaitingReason =
  | { code: 'scheduled'; until: IsoTime; isRetry: boolean }
  | { code: 'paused'; target: Target; reason: string | null; actor: string | null; until: IsoTime | null }
  | LimitReason
  | { code: 'parents'; pending: number }
  | { code: 'no_workers' }
  | { code: 'no_worker_for_queue'; queue: string }
  | { code: 'no_worker_for_type'; type: string }
  /** Jobs of the queue that come first. */
  | { code: 'busy'; queue: string; ahead: Count | null };

/** A limit that the job must have a place in: of jobs at once, or of starts in a stretch of time. */
export interface LimitReason extends Pick<LimitView, 'target' | 'concurrency' | 'rate' | 'isKeyed'> {
  code: 'limit';
  /** The job's own; `null` for none, and for those who may not see arguments. */
  key: string | null;
}

export interface LogQuery {
  /** Lines after this one: a `seq`. Default: from the beginning. */
  after?: string;
  attempt?: number;
  /** This level and those above it. */
  level?: LogLevel;
  /** 1 to 1000, default 500. */
  limit?: number;
}

export interface LogLine {
  seq: string;
  at: IsoTime;
  attempt: number;
  level: LogLevel;
  /** Cut at 10,000 characters; `length` is the whole. */
  message: string;
  length: number;
}

export interface LogResponse {
  lines: LogLine[];
  /** `after` of the next request; `null` while there is nothing. */
  last: string | null;
  /** There are more lines already. */
  hasMore: boolean;
}

export interface JobActionBody extends ActionBody {
  /**
   * How the viewer saw it, or in which states it makes sense: when it is in another one now, nothing
   * happens and the answer is `state_changed`.
   */
  expected?: JobState | JobState[];
}

export interface RescheduleBody extends JobActionBody {
  /** Either of the two. */
  at?: IsoTime;
  delayMs?: number;
}

export interface MoveBody extends JobActionBody {
  queue: string;
}

export interface JobActionResult {
  job: JobView;
  /** The request that takes it back; `null` where nothing does. */
  undo: JobUndo | null;
}

export type JobUndo =
  | { action: 'requeue'; body: JobActionBody }
  | { action: 'reschedule'; body: RescheduleBody }
  | { action: 'move'; body: MoveBody }
  | { action: 'delete'; body: JobActionBody };
