import type { ResolvedWorkerOptions } from '../jobs.options.js';

/** The resolved options of the worker of this process. */
export type WorkerOptions = ResolvedWorkerOptions;

export const WORKER_OPTIONS = Symbol('NESTFIRE_WORKER_OPTIONS');
