import type { EntityManager } from 'typeorm';
import type { NewOperation, OperationCancel, OperationInfo, OperationSlice } from './operation-records.js';

/** The part of `JobStore` that speaks of actions on sets of jobs. */
export abstract class OperationStore {
  /** Writes an operation; with `manager`, in the transaction it is in. Workers do it, slice by slice. */
  abstract startOperation(operation: NewOperation, manager?: EntityManager): Promise<void>;

  /**
   * Does one slice of an operation whose turn it is; `null`: there is none. Up to `limit` jobs beyond
   * the last one that was seen are moved as `transition()` does it, and how far it has come is
   * written in the same transaction, so that a crash neither repeats nor loses anything. Only jobs
   * that are no newer than the operation are moved. An operation that another slice is busy with is
   * passed over, and after a slice it rests for as long as that took, whoever asks.
   */
  abstract advanceOperation(limit: number): Promise<OperationSlice | null>;

  /** Waits for a slice under way; no other begins. `false`: it has finished, or does not exist. */
  abstract cancelOperation(cancel: OperationCancel, manager?: EntityManager): Promise<boolean>;

  abstract findOperation(id: string): Promise<OperationInfo | null>;

  /** Newest first, from below `cursor`. */
  abstract listOperations(limit: number, cursor: string | null): Promise<OperationInfo[]>;
}
