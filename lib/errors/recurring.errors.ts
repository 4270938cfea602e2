import { JobsError } from './jobs.error.js';
import { JobsOptionsError } from './options.error.js';

/** A cron expression or a time zone that cannot be understood. */
export class InvalidCronError extends JobsOptionsError {}

/** There is no recurring job with this id. */
export class RecurringJobNotFoundError extends JobsError {
  constructor(id: string) {
    super(`There is no recurring job "${id}". jobs.recurring.list() shows those there are.`);
  }
}

/** A recurring job that running code declares cannot be removed from outside: it would be back at the next start. */
export class RecurringJobDeclaredError extends JobsError {
  constructor(id: string) {
    super(
      `The recurring job "${id}" is declared in the code of a running application. ` +
        'Pause it, or remove its @Recurring() from the code.',
    );
  }
}

/** Two definitions have the same id. */
export class DuplicateRecurringJobError extends JobsError {
  constructor(id: string, first: string, second: string) {
    super(
      `The recurring job "${id}" is declared twice: at ${first} and at ${second}. ` +
        'Give each an id of its own: @Recurring(cron, { id }), or remove() the one that is added at run time.',
    );
  }
}
