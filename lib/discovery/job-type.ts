import type { Type } from '@nestjs/common';
import {
  backgroundJobOptions,
  recurringDeclarations,
  usedJobHooks,
  type RecurringDeclaration,
} from '../decorators/index.js';
import type { BackgroundJobOptions, JobHooksClass } from '../interfaces/index.js';

/** A job type as its class declares it: known wherever the class can be imported, with or without a worker. */
export interface JobType {
  /** The stored name. */
  name: string;
  /** Other names under which rows may be stored. */
  aliases: string[];
  options: BackgroundJobOptions;
  /** The hooks of its class and its method, the outer ones first, if it has any. */
  hooks?: JobHooksClass[];
}

/** Asked for with every call, and slow to read from metadata. */
const known = new WeakMap<Type<unknown>, Map<string, JobType>>();

/** The job type of a class's method; `undefined` when the method is not decorated. */
export function jobTypeOf(target: Type<unknown>, method: string): JobType | undefined {
  const types = known.get(target) ?? new Map<string, JobType>();
  const type = types.get(method) ?? readJobType(target, method);
  if (type) {
    known.set(target, types.set(method, type));
  }
  return type;
}

function readJobType(target: Type<unknown>, method: string): JobType | undefined {
  const decorated = methodOf(target.prototype as object, method);
  const options =
    backgroundJobOptions(decorated) ?? (recurringDeclarations(decorated).length > 0 ? {} : undefined);
  if (!options) {
    return undefined;
  }
  const type = { name: options.name ?? `${target.name}.${method}`, aliases: options.aliases ?? [], options };
  const hooks = usedJobHooks(target, decorated);
  return hooks.length > 0 ? { ...type, hooks } : type;
}

/** The `@Recurring()`s of a class's method. */
export function recurringDeclarationsOf(target: Type<unknown>, method: string): RecurringDeclaration[] {
  return recurringDeclarations(methodOf(target.prototype as object, method));
}

/** The method by its descriptor: reading the property would run a getter. */
function methodOf(prototype: object | null, method: string): unknown {
  for (let owner = prototype; owner; owner = Object.getPrototypeOf(owner) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, method);
    if (descriptor) {
      return descriptor.value;
    }
  }
  return undefined;
}
