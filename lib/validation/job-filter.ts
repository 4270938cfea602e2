import { JobsOptionsError } from '../errors/index.js';
import { JOB_STATES } from '../interfaces/index.js';
import { FILTER_DATES, FILTER_LISTS, type JobFilter } from '../store/index.js';
import {
  describeValue,
  requireJobId,
  requireKeys,
  requireOneOf,
  requireText,
  requireTexts,
} from '../utils/index.js';

const MAX_VALUES = 1_000;

/** @throws {JobsOptionsError} naming the field: a misspelt one would mean every job. */
export function validateFilter(filter: JobFilter): void {
  requireKeys(filter, 'JobFilter', [...FILTER_LISTS, 'errorText', ...FILTER_DATES]);
  for (const field of FILTER_LISTS) {
    if (filter[field] !== undefined) {
      requireTexts(filter[field], `JobFilter.${field}`, 255, MAX_VALUES);
    }
  }
  filter.states?.forEach((state) => requireOneOf(state, 'JobFilter.states', JOB_STATES));
  filter.ids?.forEach((id) => requireJobId(id, 'JobFilter.ids'));
  filter.excludeIds?.forEach((id) => requireJobId(id, 'JobFilter.excludeIds'));
  filter.batchIds?.forEach((id) => requireJobId(id, 'JobFilter.batchIds'));
  if (filter.errorText !== undefined) {
    requireText(filter.errorText, 'JobFilter.errorText', 1_000);
  }
  for (const field of FILTER_DATES) {
    const date: unknown = filter[field];
    if (date !== undefined && !(date instanceof Date && !Number.isNaN(date.getTime()))) {
      throw new JobsOptionsError(`JobFilter.${field} must be a valid Date (got ${describeValue(date)})`);
    }
  }
}
