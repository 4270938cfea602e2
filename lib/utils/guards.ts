import { JobsOptionsError } from '../errors/options.error.js';
import { describeValue } from './describe.js';

/** Guards for options: each returns the value or throws, naming the option, the value and what is allowed. */

export function requireWholeNumber(
  value: unknown,
  option: string,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new JobsOptionsError(`${option} must be a whole number ${range} (got ${describeValue(value)})`);
  }
  return value;
}

export function requireNumber(value: unknown, option: string, min: number): number {
  if (typeof value !== 'number' || !(value >= min) || value === Infinity) {
    throw new JobsOptionsError(`${option} must be a number of at least ${min} (got ${describeValue(value)})`);
  }
  return value;
}

export function requireText(value: unknown, option: string, maxLength: number): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > maxLength || value.includes('\0')) {
    throw new JobsOptionsError(
      `${option} must be a text of 1 to ${maxLength} characters (got ${describeValue(value)})`,
    );
  }
  return value;
}

export function requireTexts(value: unknown, option: string, maxLength: number, maxCount: number): string[] {
  if (!Array.isArray(value) || value.length > maxCount) {
    throw new JobsOptionsError(
      `${option} must be a list of up to ${maxCount} texts (got ${describeValue(value)})`,
    );
  }
  return value.map((text, index) => requireText(text, `${option}[${index}]`, maxLength));
}

export function requireOneOf<Value>(value: unknown, option: string, allowed: readonly Value[]): Value {
  if (!allowed.includes(value as Value)) {
    throw new JobsOptionsError(
      `${option} must be one of ${allowed.map((each) => describeValue(each)).join(', ')} (got ${describeValue(value)})`,
    );
  }
  return value as Value;
}

export function requireList(value: unknown, option: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new JobsOptionsError(`${option} must be a list of at least one (got ${describeValue(value)})`);
  }
  return value;
}

export function requireObject(value: unknown, option: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new JobsOptionsError(`${option} must be an object (got ${describeValue(value)})`);
  }
  return value;
}

/** An object with no other keys than these: a misspelt option is an error, not a default. */
export function requireKeys(value: unknown, option: string, allowed: readonly string[]): void {
  const unknown = Object.keys(requireObject(value, option)).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    throw new JobsOptionsError(`${option} has no option "${unknown}"; it knows ${allowed.join(', ')}`);
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of a job: the database would only say that the text cannot be cast. */
export function requireJobId(value: unknown, option: string): string {
  if (typeof value !== 'string' || !UUID.test(value)) {
    throw new JobsOptionsError(
      `${option} must be given by its id, a UUID in lower case (got ${describeValue(value)})`,
    );
  }
  return value;
}

/** @throws {JobsOptionsError} for anything but a valid date; its time in epoch ms otherwise. */
export function epoch(date: Date, option: string): number {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
    throw new JobsOptionsError(`${option} must be a valid Date (got ${describeValue(date)})`);
  }
  return date.getTime();
}
