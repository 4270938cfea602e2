import { JOB_STATES } from '../interfaces/index.js';
import { FILTER_FIELDS, type JobFilter } from '../store/index.js';
import { epoch, requireJobId, requireKeys, requireOneOf, requireText, requireTexts } from '../utils/index.js';

const MAX_VALUES = 1_000;

/** @throws {JobsOptionsError} naming the field: a misspelt one would mean every job. */
export function validateFilter(filter: JobFilter): void {
  requireKeys(filter, 'JobFilter', Object.keys(FILTER_FIELDS));
  for (const [field, kind] of Object.entries(FILTER_FIELDS)) {
    const value = filter[field as keyof JobFilter];
    if (value !== undefined) {
      requireField(value, `JobFilter.${field}`, kind);
    }
  }
  filter.states?.forEach((state) => requireOneOf(state, 'JobFilter.states', JOB_STATES));
  for (const field of ['ids', 'excludeIds', 'batchIds'] as const) {
    filter[field]?.forEach((id) => requireJobId(id, `JobFilter.${field}`));
  }
}

function requireField(value: unknown, option: string, kind: (typeof FILTER_FIELDS)[keyof JobFilter]): void {
  switch (kind) {
    case 'texts':
      requireTexts(value, option, 255, MAX_VALUES);
      break;
    case 'text':
      requireText(value, option, 1_000);
      break;
    case 'moment':
      epoch(value as Date, option);
  }
}
