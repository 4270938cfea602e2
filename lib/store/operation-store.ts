import type { EntityManager } from 'typeorm';
import type { NewOperation, OperationCancel, OperationInfo, OperationSlice } from './operation-records.js';

/** Actions on sets of jobs: part of the `JobStore`'s contract. */
export abstract class OperationStore {
  /** Writes an operation; with `manager`, in the transaction it is in. Workers do it, slice by slice. */
  abstract start(operation: NewOperation, manager?: EntityManager): Promise<void>;

  /**
   * Does one slice of an operation whose turn it is; `null`: there is none. Up to `limit` jobs beyond
   * the last one that was seen are moved as `transition()` does it, and how far it has come is
   * written in the same transaction, so that a crash neither repeats nor loses anything. Only jobs
   * that are no newer than the operation are moved. An operation that another slice is busy with is
   * passed over, and after a slice it rests for as long as that took, whoever asks.
   */
  abstract advance(limit: number): Promise<OperationSlice | null>;

  /** Waits for a slice under way; no other begins. `false`: it has finished, or does not exist. */
  abstract cancel(cancel: OperationCancel, manager?: EntityManager): Promise<boolean>;

  abstract find(id: string): Promise<OperationInfo | null>;

  /** Newest first, from below `cursor`. */
  abstract list(limit: number, cursor: string | null): Promise<OperationInfo[]>;
}
