import type { ActionBody, Count, IsoTime, Percentiles, Target, WorkerReference } from './common.js';
import type { JobRow } from './jobs.js';

export interface QueueView {
  name: string;
  waiting: Count;
  scheduled: Count | null;
  throttled: Count | null;
  processing: Count;
  /** Of those that could start. */
  oldestSince: IsoTime | null;
  oldestWaitMs: number | null;
  /** Over the last five minutes. */
  createdPerMinute: number;
  finishedPerMinute: number;
  /** Of the attempts that ended in the last five minutes; `null`: none did. */
  wait: Percentiles | null;
  /** Jobs finished in equal parts of the last hour, oldest first. */
  trend: number[];
  drainMs: number | null;
  /** Live workers that serve it, and how many jobs they run at once. */
  workers: number;
  concurrency: number;
  pause: PauseView | null;
  limit: LimitView | null;
}

export interface QueuesResponse {
  at: IsoTime;
  items: QueueView[];
}

export interface QueueQuery {
  name: string;
}

export interface QueueDetail extends QueueView {
  at: IsoTime;
  servedBy: WorkerReference[];
  /** What runs next, in order. */
  next: JobRow[];
  /** Pauses and limits of types that have jobs among `next`. */
  typePauses: PauseView[];
}

export interface PauseView {
  target: Target;
  at: IsoTime;
  /** `null`: until somebody resumes it. */
  until: IsoTime | null;
  reason: string | null;
  actor: string | null;
}

export interface PauseBody extends ActionBody {
  target: Target;
  until?: IsoTime;
}

export interface TargetBody extends ActionBody {
  target: Target;
}

export interface LimitView {
  target: Target;
  /** Jobs at once; `null`: as many as there are. */
  concurrency: number | null;
  rate: { limit: number; perMs: number } | null;
  /** It counts each key by itself. */
  isKeyed: boolean;
  /** `runtime`: set here, whatever the code says. */
  source: 'code' | 'runtime';
}

export interface LimitBody extends ActionBody {
  target: Target;
  concurrency?: number | null;
  rate?: { limit: number; perMs: number } | null;
}

export interface PausesResponse {
  items: PauseView[];
}

export interface LimitsResponse {
  items: LimitView[];
}
