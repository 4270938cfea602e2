import 'reflect-metadata';
import { JobsOptionsError } from '../errors/index.js';
import type { CronSource, RecurringOptions } from '../interfaces/index.js';
import { requireCronSource, validateRecurringOptions } from '../validation/recurring-options.js';

const RECURRING = Symbol.for('nestfire:recurring');

/** What one `@Recurring()` says. */
export interface RecurringDeclaration {
  cron: CronSource;
  options: RecurringOptions;
}

/** A method that can be called without arguments: a recurring job has none to give. */
type RecurringMethod = <Method extends () => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Runs a provider's method again and again, once for each occurrence in the whole cluster. The
 * expression is read in `timeZone`; see the README for what happens where the clock is set
 * forward or back. A method may have several, each with an id of its own, and `@BackgroundJob()`
 * beside them. Its parameters need default values, because nobody gives arguments.
 * @throws {InvalidCronError} when the class is defined, or at start-up when the expression comes from a factory.
 * @throws {JobsOptionsError} when the class is defined, naming the option that is not allowed.
 */
export function Recurring(cron: CronSource, options: RecurringOptions = {}): RecurringMethod {
  return (target, key, descriptor) => {
    const name = `${target.constructor.name}.${String(key)}`;
    validateRecurringOptions(`@Recurring() of ${name}`, options);
    requireCronSource(`@Recurring() of ${name}`, cron);
    const method: unknown = descriptor?.value;
    if (typeof method !== 'function') {
      throw new JobsOptionsError(`@Recurring() goes on a method; ${name} is none`);
    }
    if (method.length > 0) {
      throw new JobsOptionsError(
        `@Recurring() gives no arguments and ${name} has ${method.length} required parameter(s). ` +
          'Give them default values, or add it at run time with arguments: jobs.recurring.addOrUpdate().',
      );
    }
    // Decorators run from the last to the first.
    Reflect.defineMetadata(RECURRING, [{ cron, options }, ...recurringDeclarations(method)], method);
  };
}

/** Every `@Recurring()` of a method, in the order they are written. */
export function recurringDeclarations(method: unknown): RecurringDeclaration[] {
  return typeof method === 'function'
    ? ((Reflect.getMetadata(RECURRING, method) as RecurringDeclaration[] | undefined) ?? [])
    : [];
}
