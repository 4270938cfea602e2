import { JobsError } from './jobs.error.js';

/**
 * Throw it from a handler to fail the job at once, whatever attempts are left. Any other error
 * whose `permanent` property is `true` does the same.
 */
export class NonRetryableJobError extends JobsError {
  readonly permanent = true;
}
