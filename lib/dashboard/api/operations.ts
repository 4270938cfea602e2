import type { JobState } from '../../interfaces/job-state.type.js';
import type { ActionBody, Count, IsoTime, List } from './common.js';
import type { JobRow } from './jobs.js';

export const BULK_ACTIONS = ['requeue', 'delete', 'reschedule', 'move'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Jobs that were picked one by one (up to 1000), or everything that matches. */
export type Selection =
  | { ids: string[] }
  | {
      /** Query text. It must be understood whole: an action never means more than its query says. */
      q: string;
      state?: JobState[];
      /** Jobs created at this moment or later are left out: the `at` of the list that was looked at. */
      asOf: IsoTime;
      excludeIds?: string[];
    };

export interface BulkBody extends ActionBody {
  selection: Selection;
  /** Only say what would happen. */
  dryRun?: boolean;
}

export interface BulkRescheduleBody extends BulkBody {
  /** Either of the two; `delayMs: 0` is "run now": of the scheduled ones. */
  at?: IsoTime;
  delayMs?: number;
}

export interface BulkMoveBody extends BulkBody {
  queue: string;
}

export type BulkResult = { dryRun: DryRun } | { operation: OperationView };

export interface DryRun {
  matched: Count;
  /** Those the action changes: a deleted job is not deleted again, a running one does not move. */
  eligible: Count;
  sample: JobRow[];
}

export type OperationState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A bulk action under way, or done. */
export interface OperationView {
  id: string;
  action: BulkAction;
  state: OperationState;
  /** What it is about, as query text; `null` when jobs were picked one by one. */
  query: string | null;
  /** `null` while it is not known. */
  total: Count | null;
  /** Jobs it has looked at, and those it has changed. */
  processed: number;
  changed: number;
  params: { at?: IsoTime; delayMs?: number; queue?: string };
  reason: string | null;
  actor: string | null;
  createdAt: IsoTime;
  finishedAt: IsoTime | null;
  error: string | null;
}

export type OperationsResponse = List<OperationView>;
