import type { Type } from '@nestjs/common';
import { backgroundJobOptions } from '../decorators/index.js';
import type { BackgroundJobOptions } from '../interfaces/index.js';

/** A job type as its class declares it: known wherever the class can be imported, with or without a worker. */
export interface JobType {
  /** The stored name. */
  name: string;
  options: BackgroundJobOptions;
}

/** The job type of a class's method; `undefined` when the method is not decorated. */
export function jobTypeOf(target: Type<unknown>, method: string): JobType | undefined {
  const options = backgroundJobOptions((target.prototype as Record<string, unknown>)[method]);
  return options && { name: options.name ?? `${target.name}.${method}`, options };
}
