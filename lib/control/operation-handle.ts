import type { JobActionOptions } from '../interfaces/index.js';
import type { OperationInfo } from '../store/index.js';
import type { Duration } from '../utils/index.js';

/** What a handle needs to act. */
export interface OperationActions {
  get(id: string): Promise<OperationInfo | null>;
  cancel(id: string, options?: JobActionOptions): Promise<boolean>;
  finished(id: string, options?: { timeout?: Duration }): Promise<OperationInfo>;
}

/**
 * An action on a set of jobs, which workers do slice by slice. Keep `id` to speak of it later, also
 * from other processes: `jobs.operations.handle(id)`.
 */
export class OperationHandle {
  /** @internal */
  constructor(
    readonly id: string,
    private readonly actions: OperationActions,
  ) {}

  /** How far it has come; `null` when there is no such operation (any more). */
  info(): Promise<OperationInfo | null> {
    return this.actions.get(this.id);
  }

  /**
   * Stops it; what it has done stays done. Once this resolves, it does nothing more.
   * @returns `false` when it has finished or does not exist.
   */
  cancel(options?: JobActionOptions): Promise<boolean> {
    return this.actions.cancel(this.id, options);
  }

  /**
   * Waits until it has finished, in whatever state: look at `state` of what comes back.
   * @param options.timeout How long to wait. Default `'30s'`; `Infinity` waits for ever.
   * @throws {OperationNotFoundError} when there is no such operation.
   * @throws {OperationTimeoutError} when it takes longer than `timeout`; the operation goes on.
   */
  finished(options?: { timeout?: Duration }): Promise<OperationInfo> {
    return this.actions.finished(this.id, options);
  }
}
