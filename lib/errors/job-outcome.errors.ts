import type { StoredError } from '../interfaces/stored-error.interface.js';
import { JobsError } from './jobs.error.js';

/** No job has this id, or no batch that a continuation was to wait for: it was never created, or its retention is over. */
export class JobNotFoundError extends JobsError {
  constructor(readonly id: string) {
    super(
      `There is no job ${id}: it was never created, its transaction rolled back, or its retention is over.`,
    );
  }
}

/** `JobHandle.result()`: the job failed. `cause` carries the stored error. */
export class JobFailedError extends JobsError {
  constructor(
    readonly id: string,
    readonly error: StoredError | null,
  ) {
    super(`Job ${id} failed${error ? `: ${error.name}: ${error.message}` : ''}`, {
      cause: error ?? undefined,
    });
  }
}

/** `JobContext.complete()`: the job is no longer this worker's, so its transaction must not commit. */
export class JobLostError extends JobsError {
  constructor(readonly id: string) {
    super(
      `Job ${id} is no longer this worker's: it was completed already, deleted, requeued or taken over. ` +
        'Let this error roll the transaction back: whoever has the job does the work.',
    );
  }
}

/** `JobHandle.result()`: the job was deleted and has no result. */
export class JobDeletedError extends JobsError {
  constructor(readonly id: string) {
    super(`Job ${id} was deleted and has no result. Requeue it to run it.`);
  }
}

/** `JobHandle.result({ timeout })`: the job did not finish in time. It goes on by itself. */
export class JobResultTimeoutError extends JobsError {
  constructor(
    readonly id: string,
    readonly timeout: number,
  ) {
    super(`Job ${id} did not finish within ${timeout} ms. It goes on; ask again, or give a longer timeout.`);
  }
}
