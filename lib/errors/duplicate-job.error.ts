import { JobsError } from './jobs.error.js';

/** A unique job was to be written, another one holds its key, and `onConflict` is `'error'`. */
export class DuplicateJobError extends JobsError {
  constructor(
    readonly type: string,
    /** The job that holds the key. */
    readonly existingId: string,
  ) {
    super(`There is a job of the type ${type} with this key already: ${existingId}.`);
  }
}
