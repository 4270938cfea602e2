import type {
  BackgroundJobOptions,
  JobEnhancer,
  RetentionOptions,
  RetryOptions,
  UniqueOptions,
} from '../interfaces/index.js';
import {
  requireKeys,
  requireList,
  requireNumber,
  requireOneOf,
  requireText,
  requireTexts,
  requireWholeNumber,
  toDelay,
  toMilliseconds,
} from '../utils/index.js';
import { LIMIT_KEYS, validateLimits } from './limit-options.js';

const MAX_TYPE = 255;
const MAX_QUEUE = 100;

/** The options that a job type and a single call have in common. */
export const COMMON_KEYS = ['queue', 'priority', 'timeout', 'retry', 'unique'] as const;

/**
 * Checks the options of `@BackgroundJob()`.
 * @throws {JobsOptionsError}
 */
export function validateJobOptions(subject: string, options: BackgroundJobOptions): void {
  requireKeys(options, subject, [...COMMON_KEYS, ...LIMIT_KEYS, 'name', 'aliases', 'retention', 'enhancers']);
  validateCommonOptions(subject, options);
  validateLimits(subject, options);
  if (options.name !== undefined) {
    requireText(options.name, `${subject}: name`, MAX_TYPE);
  }
  if (options.aliases !== undefined) {
    requireTexts(options.aliases, `${subject}: aliases`, MAX_TYPE, 100);
  }
  if (options.retention !== undefined) {
    validateRetention(`${subject}: retention`, options.retention);
  }
  if (options.enhancers !== undefined) {
    requireEnhancers(`${subject}: enhancers`, options.enhancers);
  }
}

export function requireEnhancers(subject: string, enhancers: unknown): JobEnhancer[] {
  return requireTexts(enhancers, subject, 20, 2).map((kind, index) =>
    requireOneOf<JobEnhancer>(kind, `${subject}[${index}]`, ['interceptors', 'pipes']),
  );
}

export function validateCommonOptions(
  subject: string,
  options: Pick<BackgroundJobOptions, (typeof COMMON_KEYS)[number]>,
): void {
  if (options.queue !== undefined) {
    requireQueue(options.queue, `${subject}: queue`);
  }
  if (options.priority !== undefined) {
    requireWholeNumber(options.priority, `${subject}: priority`, -32_768, 32_767);
  }
  if (options.timeout !== undefined) {
    toMilliseconds(options.timeout, `${subject}: timeout`);
  }
  if (options.retry !== undefined) {
    validateRetry(`${subject}: retry`, options.retry);
  }
  if (options.unique !== undefined) {
    validateUnique(`${subject}: unique`, options.unique);
  }
}

/** @throws {JobsOptionsError} when it is no name of a queue. */
export function requireQueue(queue: unknown, option: string): string {
  return requireText(queue, option, MAX_QUEUE);
}

function validateUnique(subject: string, unique: boolean | UniqueOptions): void {
  if (typeof unique === 'boolean') {
    return;
  }
  requireKeys(unique, `${subject} (true, false, or an object)`, ['key', 'while', 'within', 'onConflict']);
  if (unique.key !== undefined && typeof unique.key !== 'function') {
    requireText(unique.key, `${subject}.key`, 1_000);
  }
  if (unique.while !== undefined) {
    requireOneOf(unique.while, `${subject}.while`, ['queued', 'unfinished']);
  }
  if (unique.within !== undefined) {
    requireWholeNumber(toDelay(unique.within, `${subject}.within`), `${subject}.within`, 1);
  }
  if (unique.onConflict !== undefined) {
    requireOneOf(unique.onConflict, `${subject}.onConflict`, ['ignore', 'replace', 'error']);
  }
}

export function validateRetry(subject: string, retry: RetryOptions): void {
  requireKeys(retry, subject, ['attempts', 'backoff']);
  const { attempts, backoff } = retry;
  if (attempts !== undefined) {
    requireWholeNumber(attempts, `${subject}.attempts`, 1);
  }
  if (backoff === undefined || typeof backoff === 'function') {
    return;
  }
  if (typeof backoff === 'string') {
    requireOneOf(backoff, `${subject}.backoff`, ['default']);
    return;
  }

  requireKeys(backoff, `${subject}.backoff`, ['fixed', 'exponential', 'factor', 'max', 'delays']);
  const kinds = ['fixed', 'exponential', 'delays'].filter((kind) => kind in backoff);
  requireOneOf(kinds.length, `${subject}.backoff: the number of fixed, exponential and delays given`, [1]);
  if ('fixed' in backoff) {
    toDelay(backoff.fixed, `${subject}.backoff.fixed`);
  } else if ('exponential' in backoff) {
    toDelay(backoff.exponential, `${subject}.backoff.exponential`);
    toDelay(backoff.max ?? 0, `${subject}.backoff.max`);
    requireNumber(backoff.factor ?? 2, `${subject}.backoff.factor`, 1);
  } else {
    requireList(backoff.delays, `${subject}.backoff.delays`);
    backoff.delays.forEach((delay, index) => toDelay(delay, `${subject}.backoff.delays[${index}]`));
  }
}

export function validateRetention(subject: string, retention: RetentionOptions): void {
  requireKeys(retention, subject, ['succeeded', 'failed', 'deleted']);
  for (const [state, duration] of Object.entries(retention)) {
    toMilliseconds((duration as number | undefined) ?? 0, `${subject}.${state}`);
  }
}
