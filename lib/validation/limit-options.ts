import { JobsOptionsError } from '../errors/index.js';
import {
  LONGEST_PERIOD,
  MAX_LIMIT,
  type LimitOptions,
  type QueueLimitOptions,
  type RateLimit,
} from '../interfaces/index.js';
import type { Rate, StoredLimits } from '../store/index.js';
import { describeValue, requireKeys, requireOneOf, requireWholeNumber, toDelay } from '../utils/index.js';

export const LIMIT_KEYS = ['concurrency', 'rateLimit', 'overlap'] as const;

/** @throws {JobsOptionsError} naming the option, the value and what is allowed. */
export function validateLimits(
  subject: string,
  options: Pick<LimitOptions, (typeof LIMIT_KEYS)[number]>,
): void {
  const { concurrency, rateLimit, overlap } = options;
  if (typeof concurrency === 'object') {
    requireKeys(concurrency, `${subject}: concurrency`, ['limit', 'key']);
    requireLimit(concurrency.limit, `${subject}: concurrency.limit`);
    requireKeyFunction(concurrency.key, `${subject}: concurrency.key`);
  } else if (concurrency !== undefined) {
    requireLimit(concurrency, `${subject}: concurrency`);
  }
  if (rateLimit !== undefined) {
    requireKeys(rateLimit, `${subject}: rateLimit`, ['limit', 'per', 'mode', 'key']);
    toRate(rateLimit, `${subject}: rateLimit`);
    requireKeyFunction(rateLimit.key, `${subject}: rateLimit.key`);
  }
  if (overlap !== undefined) {
    requireOneOf(overlap, `${subject}: overlap`, ['wait', 'skip']);
  }
}

/** @throws {JobsOptionsError} as `validateLimits()` */
export function validateQueueLimits(subject: string, options: QueueLimitOptions): void {
  requireKeys(options, subject, ['concurrency', 'rateLimit']);
  if (options.concurrency !== undefined) {
    requireLimit(options.concurrency, `${subject}: concurrency`);
  }
  if (options.rateLimit !== undefined) {
    requireKeys(options.rateLimit, `${subject}: rateLimit`, ['limit', 'per', 'mode']);
    toRate(options.rateLimit, `${subject}: rateLimit`);
  }
}

/** The limits as they are stored; `null` when there are none. */
export function toStoredLimits({ concurrency, rateLimit, overlap }: LimitOptions): StoredLimits | null {
  const given = typeof concurrency === 'number' ? { limit: concurrency } : concurrency;
  const atOnce = given ?? (overlap === 'skip' ? { limit: 1 } : undefined);
  if (!atOnce && !rateLimit) {
    return null;
  }
  return {
    concurrency: atOnce ? { limit: atOnce.limit, isKeyed: atOnce.key !== undefined } : null,
    rate: rateLimit ? { ...toRate(rateLimit, 'rateLimit'), isKeyed: rateLimit.key !== undefined } : null,
    overlap: overlap ?? 'wait',
  };
}

export function toRate(rate: Omit<RateLimit, 'key'>, subject: string): Rate {
  const per = toDelay(rate.per, `${subject}.per`);
  return {
    limit: requireLimit(rate.limit, `${subject}.limit`),
    per: requireWholeNumber(per, `${subject}.per (in ms)`, 1, LONGEST_PERIOD),
    mode: requireOneOf(rate.mode ?? 'burst', `${subject}.mode`, ['burst', 'smooth']),
  };
}

export function requireLimit(value: unknown, option: string): number {
  return requireWholeNumber(value, option, 1, MAX_LIMIT);
}

function requireKeyFunction(key: unknown, option: string): void {
  if (key !== undefined && typeof key !== 'function') {
    throw new JobsOptionsError(`${option} must be a function of the arguments (got ${describeValue(key)})`);
  }
}
