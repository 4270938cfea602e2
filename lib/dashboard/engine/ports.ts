import type { JobFilter } from '../../store/index.js';

/** What the dashboard uses of parts that not every version of the engine has. */

interface Who {
  reason?: string;
  actor?: string;
}

export interface OperationRecord {
  id: string;
  state: 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  action: { to: string; queue?: string; at?: number | null; delay?: number | null };
  filter: JobFilter;
  createdAt: Date;
  finishedAt: Date | null;
  matched: number;
  moved: number;
  skipped: number;
  error: string | null;
  reason: string | null;
  actor: string | null;
}

export interface BulkPort {
  deleteAll(filter: JobFilter, who: Who): Promise<{ id: string }>;
  requeueAll(filter: JobFilter, who: Who): Promise<{ id: string }>;
  rescheduleAll(filter: JobFilter, when: Date | number, who: Who): Promise<{ id: string }>;
  moveAllToQueue(filter: JobFilter, queue: string, who: Who): Promise<{ id: string }>;
  moveToQueue(id: string, queue: string, who: Who): Promise<boolean>;
  operations: {
    get(id: string): Promise<OperationRecord | null>;
    list(page: { limit: number; cursor: string | null }): Promise<{
      operations: OperationRecord[];
      next: string | null;
    }>;
    cancel(id: string, who: Who): Promise<boolean>;
  };
}

/** What a pause or a limit is about. */
export type EngineTarget = { queue: string } | { type: string };

export interface PauseRecord {
  target: EngineTarget;
  pausedAt: Date;
  until: Date | null;
  reason: string | null;
  actor: string | null;
}

export interface PausesPort {
  pause(target: EngineTarget, options: Who & { until?: Date }): Promise<unknown>;
  resume(target: EngineTarget): Promise<unknown>;
  list(): Promise<PauseRecord[]>;
}

export interface LimitRecord {
  target: EngineTarget;
  concurrency: { limit: number; isKeyed: boolean } | null;
  rateLimit: { limit: number; per: number; isKeyed: boolean } | null;
  isOverridden: boolean;
}

export interface LimitsPort {
  list(): Promise<LimitRecord[]>;
  set(
    target: EngineTarget,
    limit: { concurrency?: number | null; rateLimit?: { limit: number; per: number } | null },
  ): Promise<unknown>;
  reset(target: EngineTarget): Promise<unknown>;
}

interface Durations {
  count: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface MetricFigures extends Record<
  'created' | 'succeeded' | 'failed' | 'retried' | 'snoozed' | 'deleted',
  number
> {
  wait: Durations;
  run: Durations;
}

export interface MetricReport {
  from: Date;
  to: Date;
  step: number;
  partial: boolean;
  series: { key: string | null; total: MetricFigures; points: (MetricFigures & { at: Date })[] }[];
}

export interface QueueReport {
  name: string;
  waiting: { value: number; capped: boolean };
  processing: number;
  oldestWaiting: number | null;
  createdPerMinute: number;
  endedPerMinute: number;
  wait: Durations;
  drainTime: number | null;
}

type FailureRange = '1h' | '3h' | '24h' | '7d';

export interface FailureRecord {
  fingerprint: string;
  name: string;
  message: string;
  frame: string | null;
  jobId: string;
  types: string[];
  firstAt: Date;
  lastAt: Date;
  counts: Record<FailureRange, { attempts: number; jobs: number }>;
  /** Attempts that failed in each of the last 24 hours. */
  trend: number[];
}

export interface MetricsPort {
  metrics(request: {
    from: Date;
    to?: Date;
    step?: number;
    groupBy?: 'queue' | 'type';
    top?: number;
    queues?: string[];
    types?: string[];
  }): Promise<MetricReport>;
  queues(cap?: number): Promise<QueueReport[]>;
}

export interface FailuresPort {
  failures(request: {
    range?: FailureRange;
    limit?: number;
    types?: string[];
    fingerprints?: string[];
  }): Promise<FailureRecord[]>;
}

/** What a worker says of itself, where it does. */
export interface WorkerVitals {
  draining?: boolean;
  memory?: number | null;
  eventLoopDelay?: number | null;
  clockSkew?: number | null;
}

export interface DrainPort {
  drain(workerIds: string[], draining: boolean): Promise<string[]>;
}
