import { JobsError } from './jobs.error.js';

/** An argument or a result would not survive being stored, or a stored one cannot be read back. */
export class JobSerializationError extends JobsError {
  /** Trying again cannot help: the attempt that meets it fails at once. */
  readonly permanent = true;
}
