import { JobsOptionsError } from '../errors/options.error.js';
import { describeValue } from './describe.js';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A length of time: milliseconds, or a number with a unit: `'500ms' | '30s' | '5m' | '2h' | '7d'`. */
export type Duration = number | `${number}${keyof typeof UNITS}`;

/**
 * A duration in whole milliseconds, at least 0. `Infinity` stays as it is.
 * @throws {JobsOptionsError} naming `option` when the value is no duration.
 */
export function toMilliseconds(value: Duration, option: string): number {
  if (typeof value === 'number' && value >= 0) {
    return Math.round(value);
  }

  const match = typeof value === 'string' ? PATTERN.exec(value) : null;
  if (!match) {
    throw new JobsOptionsError(
      `${option} must be a duration: milliseconds from 0, or '500ms', '30s', '5m', '2h', '7d' (got ${describeValue(value)})`,
    );
  }
  return Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]);
}

/** The longest time a Node.js timer can wait, in ms; it fires at once if it is given more. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A hundred years: what goes beyond it is a mistake, and would overflow dates. */
const LONGEST_DELAY = 36_525 * UNITS.d;

/**
 * A duration that something is due after: as `toMilliseconds()`, and at most a hundred years.
 * @throws {JobsOptionsError}
 */
export function toDelay(value: Duration, option: string): number {
  const delay = toMilliseconds(value, option);
  if (delay > LONGEST_DELAY) {
    throw new JobsOptionsError(`${option} must be at most a hundred years (got ${describeValue(value)})`);
  }
  return delay;
}
