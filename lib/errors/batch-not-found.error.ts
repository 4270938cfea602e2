import { JobsError } from './jobs.error.js';

/** There is no such batch, or no longer: it is removed with the last of its jobs, a day after its end at the earliest. */
export class BatchNotFoundError extends JobsError {
  constructor(readonly batchId: string) {
    super(`There is no batch ${batchId}.`);
  }
}
