import type { OneJobActionOptions, JobState } from '../interfaces/index.js';
import type { Duration } from '../utils/index.js';
import type { JobControl } from './job-control.js';

/**
 * A job that was created. Keep `id` to speak of the job later, also from other processes:
 * `JobScheduler` takes ids wherever it takes handles.
 */
export class JobHandle<Result = unknown> {
  /** @internal */
  constructor(
    readonly id: string,
    private readonly control: JobControl,
    /** Whether it was there already: nothing was created, because it must not be there twice. */
    readonly isDuplicate = false,
  ) {}

  /** Where the job stands now; `null` when there is no such job (any more). */
  state(): Promise<JobState | null> {
    return this.control.state(this.id);
  }

  /**
   * Waits for the job to succeed and returns its result, also when another process runs it.
   * @param options.timeout How long to wait. Default `'30s'`; `Infinity` waits for ever.
   * @throws {JobFailedError} when the job fails for good. Waits on while it is retried.
   * @throws {JobDeletedError} when it is deleted.
   * @throws {JobNotFoundError} when there is no such job.
   * @throws {JobResultTimeoutError} when it takes longer than `timeout`; the job goes on.
   */
  result(options: { timeout?: Duration } = {}): Promise<Result> {
    return this.control.result<Result>(this.id, options);
  }

  /** See `JobScheduler.delete()`. */
  delete(options?: OneJobActionOptions): Promise<boolean> {
    return this.control.delete(this.id, options);
  }

  /** See `JobScheduler.requeue()`. */
  requeue(options?: OneJobActionOptions): Promise<boolean> {
    return this.control.requeue(this.id, options);
  }

  /** See `JobScheduler.moveToQueue()`. */
  moveToQueue(queue: string, options?: OneJobActionOptions): Promise<boolean> {
    return this.control.moveToQueue(this.id, queue, options);
  }
}
