import { JobsOptionsError } from '../errors/index.js';
import type { CronSource, MisfirePolicy, RecurringChange, RecurringOptions } from '../interfaces/index.js';
import { cronScheduleOf } from '../cron/index.js';
import {
  describeValue,
  requireKeys,
  requireOneOf,
  requireText,
  requireWholeNumber,
  toDelay,
} from '../utils/index.js';
import { validateCommonOptions } from '../validation/job-options.js';

const RECURRING_KEYS = ['timeZone', 'misfire', 'overlap', 'queue', 'priority', 'jitter', 'enabled'] as const;

/** Stands for "does not fire" where an expression comes from configuration. */
const OFF = '-';

/**
 * Checks what `@Recurring()` and `addOrUpdate()` have in common, and the id if there is one.
 * @throws {JobsOptionsError}
 */
export function validateRecurringOptions(
  subject: string,
  options: RecurringOptions,
  moreKeys: string[] = ['id'],
): void {
  requireKeys(options, subject, [...RECURRING_KEYS, ...moreKeys]);
  validateCommonOptions(subject, options);
  if (options.id !== undefined) {
    requireRecurringId(options.id, `${subject}: id`);
  }
  if (options.timeZone !== undefined) {
    requireSchedule(subject, 'never', options.timeZone, '');
  }
  if (options.misfire !== undefined) {
    validateMisfire(`${subject}: misfire`, options.misfire);
  }
  if (options.overlap !== undefined) {
    requireOneOf(options.overlap, `${subject}: overlap`, ['allow', 'skip']);
  }
  if (options.jitter !== undefined) {
    toDelay(options.jitter, `${subject}: jitter`);
  }
  if (options.enabled !== undefined) {
    requireOneOf(options.enabled, `${subject}: enabled`, [true, false]);
  }
}

/** An expression that is valid, a factory that will say, or nothing. */
export function requireCronSource(subject: string, cron: CronSource | undefined): void {
  if (typeof cron === 'object' && cron !== null) {
    requireKeys(cron, `${subject}: cron`, ['inject', 'useFactory']);
    if (typeof cron.useFactory !== 'function') {
      throw new JobsOptionsError(
        `${subject}: cron.useFactory must be a function (got ${describeValue(cron.useFactory)})`,
      );
    }
    if (cron.inject !== undefined && !Array.isArray(cron.inject)) {
      throw new JobsOptionsError(
        `${subject}: cron.inject must be a list of tokens (got ${describeValue(cron.inject)})`,
      );
    }
  } else if (!isOff(cron)) {
    requireSchedule(subject, cron!, 'UTC', '');
  }
}

/** @throws {JobsOptionsError} for anything but what `jobs.recurring.change()` takes. */
export function validateRecurringChange(subject: string, change: RecurringChange): void {
  const { cron, ...options } = change;
  requireKeys(change, subject, ['cron', 'timeZone', 'queue', 'priority', 'enabled']);
  const missing = Object.entries(change).find(([, value]) => value === undefined);
  if (missing) {
    throw new JobsOptionsError(`${subject}: ${missing[0]} is undefined; leave it out if it is to stay`);
  }
  validateRecurringOptions(subject, options);
  if (cron !== undefined) {
    requireText(cron, `${subject}: cron`, 1_000);
  }
}

/** Whether there is no expression on purpose: the recurring job does not fire. */
export function isOff(cron: unknown): cron is null | typeof OFF {
  return cron === null || cron === OFF;
}

/** @throws {InvalidCronError} */
export function requireSchedule(subject: string, cron: string, timeZone: string, id: string): void {
  try {
    cronScheduleOf(cron, timeZone, id);
  } catch (error) {
    (error as Error).message = `${subject}: ${(error as Error).message}`;
    throw error;
  }
}

export function requireRecurringId(id: unknown, option: string): string {
  const text = requireText(id, option, 200);
  if (text.trim() !== text) {
    throw new JobsOptionsError(`${option} must not begin or end with a space (got ${describeValue(id)})`);
  }
  return text;
}

function validateMisfire(subject: string, misfire: MisfirePolicy): void {
  if (typeof misfire !== 'object' || misfire === null) {
    requireOneOf(misfire, subject, ['relaxed', 'strict', 'ignorable']);
    return;
  }
  requireKeys(misfire, subject, ['strict', 'ignorable']);
  if (Object.keys(misfire).length !== 1) {
    throw new JobsOptionsError(`${subject}: give either strict or ignorable (got ${describeValue(misfire)})`);
  }
  if ('strict' in misfire) {
    requireWholeNumber(misfire.strict, `${subject}.strict`, 1, 1_000);
  } else {
    toDelay(misfire.ignorable, `${subject}.ignorable`);
  }
}
