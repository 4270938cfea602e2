import { JobsError } from './jobs.error.js';

/** The reason of `JobContext.signal` when the attempt used up its `timeout`. The attempt fails with it. */
export class JobTimeoutError extends JobsError {
  constructor(readonly timeout: number) {
    super(`The attempt did not finish within its timeout of ${timeout} ms.`);
  }
}

/** The reason of `JobContext.signal` when the job was deleted, requeued or taken over while it ran. */
export class JobCancelledError extends JobsError {
  constructor() {
    super(
      'The job was deleted, requeued or taken over by another worker while it ran; its outcome is dropped.',
    );
  }
}

/** The reason of `JobContext.signal` when the worker stops and the job outlived `shutdownTimeout`. */
export class WorkerStoppingError extends JobsError {
  constructor() {
    super('The worker is stopping; the job goes back to its queue and spends no attempt.');
  }
}
