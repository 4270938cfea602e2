import { JobsError } from './jobs.error.js';

/** There is no such operation: its transaction rolled back or has not committed, or it finished more than 30 days ago. */
export class OperationNotFoundError extends JobsError {
  constructor(readonly operationId: string) {
    super(
      `There is no operation ${operationId}: it was never started, its transaction has not committed, ` +
        'or it finished more than 30 days ago.',
    );
  }
}

/** `OperationHandle.finished({ timeout })`: the operation did not finish in time. It goes on by itself. */
export class OperationTimeoutError extends JobsError {
  constructor(
    readonly operationId: string,
    readonly timeout: number,
  ) {
    super(
      `Operation ${operationId} did not finish within ${timeout} ms. It goes on if there is a worker; ` +
        'ask again, or give a longer timeout.',
    );
  }
}
