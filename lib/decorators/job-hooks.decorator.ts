import 'reflect-metadata';
import { JobsOptionsError } from '../errors/index.js';
import type { JobHooksClass } from '../interfaces/index.js';
import { describeValue, requireKeys, requireNumber } from '../utils/index.js';

const USE_HOOKS = Symbol.for('nestfire:use-job-hooks');
const GLOBAL_HOOKS = Symbol.for('nestfire:global-job-hooks');

/** Options of `@GlobalJobHooks()`. */
export interface GlobalJobHooksOptions {
  /** Lower ones are called first (and last, on the way back). A number of any kind, default 0. */
  order?: number;
}

/**
 * Calls these hooks for the jobs of a class, or of one method. An instance is the provider of its
 * class, or is made with the dependencies of the module that provides the job.
 * @throws {JobsOptionsError} when the class is defined, for anything but classes.
 */
export function UseJobHooks(...hooks: JobHooksClass[]): ClassDecorator & MethodDecorator {
  requireHookClasses(hooks, '@UseJobHooks()');
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const owner: unknown = key === undefined ? target : descriptor?.value;
    if (typeof owner !== 'function') {
      throw new JobsOptionsError(
        `@UseJobHooks() goes on a class or a method; ${target.constructor.name}.${String(key)} is neither`,
      );
    }
    // Decorators run from the last to the first.
    const others = (Reflect.getOwnMetadata(USE_HOOKS, owner) as JobHooksClass[] | undefined) ?? [];
    Reflect.defineMetadata(USE_HOOKS, [...hooks, ...others], owner);
  };
}

/**
 * Calls the hooks of this provider for every job of the application.
 * @throws {JobsOptionsError} when the class is defined, for an order that is no number.
 */
export function GlobalJobHooks(options: GlobalJobHooksOptions = {}): ClassDecorator {
  requireKeys(options, '@GlobalJobHooks()', ['order']);
  const order = requireNumber(options.order ?? 0, '@GlobalJobHooks(): order', -Number.MAX_VALUE);
  return (target) => Reflect.defineMetadata(GLOBAL_HOOKS, order, target);
}

/** The hooks of a class and of its method, the outer ones first. */
export function usedJobHooks(target: object, method: unknown): JobHooksClass[] {
  return [target, method].flatMap((owner) =>
    typeof owner === 'function'
      ? ((Reflect.getMetadata(USE_HOOKS, owner) as JobHooksClass[] | undefined) ?? [])
      : [],
  );
}

/** The order of a class with `@GlobalJobHooks()`; `undefined` for any other. */
export function globalJobHooksOrder(target: object): number | undefined {
  return Reflect.getOwnMetadata(GLOBAL_HOOKS, target) as number | undefined;
}

/** @throws {JobsOptionsError} unless they are a list of classes. */
export function requireHookClasses(hooks: unknown, subject: string): JobHooksClass[] {
  if (!Array.isArray(hooks)) {
    throw new JobsOptionsError(`${subject} must be a list of classes (got ${describeValue(hooks)})`);
  }
  for (const hook of hooks as unknown[]) {
    if (typeof hook !== 'function' || typeof hook.prototype !== 'object') {
      throw new JobsOptionsError(`${subject} takes classes with hooks (got ${describeValue(hook)})`);
    }
  }
  return hooks as JobHooksClass[];
}
