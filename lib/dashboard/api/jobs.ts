import type { JobState } from '../../interfaces/job-state.type.js';
import type { Count, IsoTime, List, PageQuery, WorkerReference } from './common.js';
import type { QueryError } from './query.js';

export interface JobsQuery extends PageQuery {
  /** Query text; see `parseQuery()`. */
  q?: string;
  /** Of the tab, separated by commas. Replaces what `q` says of states. */
  state?: string;
}

/** A job in a list. */
export interface JobRow {
  id: string;
  type: string;
  queue: string;
  state: JobState;
  priority: number;
  /** Attempts started so far. */
  attempt: number;
  tags: string[];
  /** The last error, as `Name: message`, cut at 500 characters. */
  error: string | null;
  /** From 0 to 1, as the handler reported it. */
  progress: number | null;
  createdAt: IsoTime;
  /** When the job is or was due. */
  runAt: IsoTime;
  claimedAt: IsoTime | null;
  finishedAt: IsoTime | null;
  expiresAt: IsoTime | null;
  /** From being due until the last attempt started; `null` when it has not started. */
  waitMs: number | null;
  /** Of the last attempt. */
  runMs: number | null;
  worker: WorkerReference | null;
  recurringId: string | null;
  batchId: string | null;
}

export interface JobsResponse extends List<JobRow> {
  at: IsoTime;
  /** What was not understood: the rest was applied. */
  errors: QueryError[];
  /** Only the next so many jobs were looked at, and `nextCursor` goes on from there; `null` when all were. */
  horizon: number | null;
}

/**
 * How many jobs there are in each state under the query; its own states are left aside. Where no index
 * answers, the newest few thousand of each state are looked at, and the numbers are capped below 10,000.
 */
export interface JobCounts {
  states: Record<JobState, Count>;
  errors: QueryError[];
}

export const SUGGESTED = ['type', 'queue', 'tag', 'recurring', 'batch'] as const;

export interface SuggestQuery {
  field: (typeof SUGGESTED)[number];
  prefix?: string;
}

export interface Suggestions {
  items: { value: string; label: string | null }[];
}

/** The jobs beside one in the list it was opened from. */
export interface Neighbours {
  newer: string | null;
  older: string | null;
}
