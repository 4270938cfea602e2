import type { IsoTime } from './common.js';

/** What can be wrong; the browser has cause, effect and remedy of each in words. */
export const HEALTH_CODES = [
  /** Jobs wait and no worker is alive. */
  'no_workers',
  /** params: queue, waiting, oldestMs */
  'queue_without_worker',
  /** params: type, waiting */
  'type_without_worker',
  /** params: worker, host, silentMs */
  'worker_stale',
  /** params: worker, lagMs */
  'event_loop_blocked',
  /** params: worker, host, skewMs: of a worker, or of the process that answers, against the database's clock */
  'clock_skew',
  /** params: recurring, dueAt, lateMs */
  'recurring_late',
  /** params: recurring, failures, error */
  'recurring_failed',
  /** params: recurring */
  'recurring_orphaned',
  /** params: behindMs: finished jobs are kept for so much longer than they should be */
  'retention_behind',
  /** params: queue, since */
  'queue_paused',
  /** params: queue, oldestMs: its oldest job has been waiting for long */
  'queue_behind',
  /** params: count: more failures than usual, share, usualShare */
  'failures_rising',
] as const;

export type HealthCode = (typeof HEALTH_CODES)[number];

export interface HealthProblem {
  /** Of this problem: the code, and what it is about. */
  id: string;
  code: HealthCode;
  severity: 'info' | 'warning' | 'error';
  /** `null`: not known. */
  since: IsoTime | null;
  params: Record<string, string | number>;
}

export interface ProblemsResponse {
  at: IsoTime;
  items: HealthProblem[];
}
