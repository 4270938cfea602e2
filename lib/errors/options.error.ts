import { JobsError } from './jobs.error.js';

/** An option of the module, a decorator or a call has a value that is not allowed. */
export class JobsOptionsError extends JobsError {}
