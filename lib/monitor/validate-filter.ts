import { JobsOptionsError } from '../errors/index.js';
import { JOB_STATES } from '../interfaces/index.js';
import type { JobFilter } from '../store/index.js';
import {
  describeValue,
  requireJobId,
  requireKeys,
  requireOneOf,
  requireText,
  requireTexts,
} from '../utils/index.js';

const MAX_VALUES = 1_000;
const LISTS = [
  'states',
  'queues',
  'types',
  'ids',
  'recurringIds',
  'batchIds',
  'tags',
  'fingerprints',
] as const;
const DATES = ['createdAfter', 'createdBefore', 'finishedAfter', 'finishedBefore'] as const;

/** @throws {JobsOptionsError} naming the field: a misspelt one would mean every job. */
export function validateFilter(filter: JobFilter): void {
  requireKeys(filter, 'JobFilter', [...LISTS, 'errorText', ...DATES]);
  for (const field of LISTS) {
    if (filter[field] !== undefined) {
      requireTexts(filter[field], `JobFilter.${field}`, 255, MAX_VALUES);
    }
  }
  filter.states?.forEach((state) => requireOneOf(state, 'JobFilter.states', JOB_STATES));
  filter.ids?.forEach((id) => requireJobId(id, 'JobFilter.ids'));
  filter.batchIds?.forEach((id) => requireJobId(id, 'JobFilter.batchIds'));
  if (filter.errorText !== undefined) {
    requireText(filter.errorText, 'JobFilter.errorText', 1_000);
  }
  for (const field of DATES) {
    const date: unknown = filter[field];
    if (date !== undefined && !(date instanceof Date && !Number.isNaN(date.getTime()))) {
      throw new JobsOptionsError(`JobFilter.${field} must be a valid Date (got ${describeValue(date)})`);
    }
  }
}
