import 'reflect-metadata';
import { JobsOptionsError } from '../errors/index.js';
import type { BackgroundJobOptions } from '../interfaces/index.js';
import { validateJobOptions } from '../validation/job-options.js';

const BACKGROUND_JOB = Symbol.for('nestfire:background-job');

/**
 * Lets a provider's method run in the background, by a call recorded with `JobScheduler`. The
 * method may be synchronous or asynchronous; what it returns is stored as the job's result.
 * Calling it directly runs it at once, as any method.
 * @throws {JobsOptionsError} when the class is defined, naming the option that is not allowed.
 */
export function BackgroundJob(options: BackgroundJobOptions = {}): MethodDecorator {
  validateJobOptions('@BackgroundJob()', options);
  return (target, key, descriptor: PropertyDescriptor) => {
    if (typeof descriptor?.value !== 'function') {
      throw new JobsOptionsError(
        `@BackgroundJob() goes on a method; ${target.constructor.name}.${String(key)} is none`,
      );
    }
    Reflect.defineMetadata(BACKGROUND_JOB, options, descriptor.value as object);
  };
}

/** The options of a decorated method; `undefined` for any other value. */
export function backgroundJobOptions(method: unknown): BackgroundJobOptions | undefined {
  return typeof method === 'function'
    ? (Reflect.getMetadata(BACKGROUND_JOB, method) as BackgroundJobOptions | undefined)
    : undefined;
}
