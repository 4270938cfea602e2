import { JobsError } from './jobs.error.js';

/** `JobContext` was read outside of a running job. */
export class NoJobContextError extends JobsError {
  constructor(member: string) {
    super(
      `JobContext.${member} was read outside of a running job. ` +
        'Ask JobContext.active first in code that also runs outside of jobs.',
    );
  }
}
