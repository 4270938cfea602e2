import type { IsoTime, List, PageQuery } from './common.js';
import type { RelationView } from './job.js';

export type BatchState = 'processing' | 'succeeded' | 'failed' | 'cancelled';

export interface BatchesQuery extends PageQuery {
  state?: BatchState;
}

export interface BatchView {
  id: string;
  name: string;
  parentId: string | null;
  state: BatchState;
  /** Jobs and batches in it. */
  total: number;
  pending: number;
  succeeded: number;
  failed: number;
  deleted: number;
  createdAt: IsoTime;
  finishedAt: IsoTime | null;
  cancelled: { at: IsoTime; reason: string | null; actor: string | null } | null;
}

export type BatchesResponse = List<BatchView>;

/** Its jobs: the query `batch:ID`. */
export interface BatchDetail extends BatchView {
  at: IsoTime;
  parent: { id: string; name: string } | null;
  /** Batches in it, 100 at most. */
  batches: BatchView[];
  /** What waits for it. */
  continuations: RelationView[];
  /** These are the first ones. */
  hasMoreContinuations: boolean;
}
