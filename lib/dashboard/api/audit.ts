import type { IsoTime, List, PageQuery } from './common.js';
import type { ActionName } from './routes.js';

export interface AuditQuery extends PageQuery {
  actor?: string;
  action?: ActionName;
  /** The id of what was acted on. */
  target?: string;
}

export type AuditTargetKind =
  'job' | 'jobs' | 'operation' | 'recurring' | 'queue' | 'type' | 'worker' | 'batch';

export interface AuditEntry {
  id: string;
  at: IsoTime;
  /** `null`: nobody said who. */
  actor: string | null;
  action: ActionName;
  target: { kind: AuditTargetKind; id: string };
  reason: string | null;
  /**
   * `refused`: by what it is about, or by what it asked for; `failed`: it broke. `code` says why. `unknown`: it
   * was under way when the database had taken too long, and has been done since or not.
   */
  result: 'done' | 'refused' | 'failed' | 'unknown';
  code: string | null;
  /** What it was done with: a time, a queue, a query. */
  params: Record<string, string | number | boolean | null>;
}

export type AuditResponse = List<AuditEntry>;
