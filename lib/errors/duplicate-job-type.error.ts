import { JobsError } from './jobs.error.js';

/** Two methods claim one job type (or alias): a stored row could mean either. Thrown at start-up. */
export class DuplicateJobTypeError extends JobsError {
  constructor(
    readonly type: string,
    first: string,
    second: string,
  ) {
    super(
      `The job type "${type}" is declared by both ${first} and ${second}. ` +
        'Give one of them another name: @BackgroundJob({ name: "…" }). ' +
        'If it is one class, provide it in one module only and import that module elsewhere.',
    );
  }
}
