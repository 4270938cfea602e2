import { JobsError } from './jobs.error.js';

/** The lambda given to `enqueue()` and its siblings did not make exactly one call of a job method. */
export class InvalidJobCallError extends JobsError {}
