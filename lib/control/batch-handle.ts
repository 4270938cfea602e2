import type { JobActionOptions } from '../interfaces/index.js';
import type { BatchInfo } from '../store/index.js';

/** What a handle needs to act. */
export interface BatchActions {
  find(id: string): Promise<BatchInfo | null>;
  cancel(id: string, options?: JobActionOptions): Promise<boolean>;
}

/** A batch of jobs. Keep `id` to speak of it later, also from other processes: `jobs.batches.handle(id)`. */
export class BatchHandle {
  /** @internal */
  constructor(
    readonly id: string,
    private readonly actions: BatchActions,
  ) {}

  /** Its state and counts; `null` when there is no such batch (any more). */
  info(): Promise<BatchInfo | null> {
    return this.actions.find(this.id);
  }

  /**
   * Deletes every job in it, and in the batches in it, that has not finished.
   * @returns `false` when it has finished or does not exist.
   */
  cancel(options?: JobActionOptions): Promise<boolean> {
    return this.actions.cancel(this.id, options);
  }
}
