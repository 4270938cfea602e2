import { JobsOptionsError } from '../errors/options.error.js';
import { describeError, describeValue } from './describe.js';
import { requireText } from './guards.js';

/**
 * What a key function of the application says of a call's arguments.
 * @throws {JobsOptionsError} when it throws, or returns anything but a text of 1 to 1000 characters.
 */
export function callKey(subject: string, key: (...args: never[]) => string, args: unknown[]): string {
  let value: unknown;
  try {
    value = key(...(args as never[]));
  } catch (error) {
    throw new JobsOptionsError(`${subject} threw ${describeError(error)}`, { cause: error });
  }
  if (typeof value !== 'string') {
    throw new JobsOptionsError(`${subject} must return a text (got ${describeValue(value)})`);
  }
  return requireText(value, `What ${subject} returns`, 1_000);
}
