import type { IsoTime } from './common.js';

/** `stale`: its lease has ended, its jobs go to others; `draining`: it starts no more jobs. */
export type WorkerStatus = 'alive' | 'stale' | 'draining';

export interface WorkerView {
  id: string;
  name: string;
  host: string;
  pid: number;
  status: WorkerStatus;
  queues: string[];
  types: string[];
  concurrency: number;
  /** At its last heartbeat. */
  running: number;
  startedAt: IsoTime;
  heartbeatAt: IsoTime;
  heartbeatAgeMs: number;
  /** As it last reported; `null` when it does not. */
  memoryBytes: number | null;
  eventLoopLagMs: number | null;
  /** What it runs now, the longest first, 50 at most. */
  jobs: RunningJob[];
}

export interface RunningJob {
  id: string;
  type: string;
  queue: string;
  attempt: number;
  since: IsoTime | null;
  progress: number | null;
}

export interface WorkersResponse {
  at: IsoTime;
  items: WorkerView[];
}
