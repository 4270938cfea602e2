import type { JobState } from '../interfaces/index.js';

/** Which jobs are meant. Fields combine with AND, values within a field with OR; `{}` means every job. */
export interface JobFilter {
  states?: JobState[];
  queues?: string[];
  types?: string[];
  ids?: string[];
  /** All that are meant otherwise, but these. */
  excludeIds?: string[];
  /** Jobs that these recurring jobs have created. */
  recurringIds?: string[];
  /** Jobs of these batches. */
  batchIds?: string[];
  /** Jobs that carry at least one of these tags. */
  tags?: string[];
  /** At this moment or later. */
  createdAfter?: Date;
  /** Before this moment. */
  createdBefore?: Date;
  /** At this moment or later; jobs that are not finished are left out. */
  finishedAfter?: Date;
  /** Before this moment; jobs that are not finished are left out. */
  finishedBefore?: Date;
  /** Jobs whose last failure belongs to one of these groups of `JobMonitor.failures()`. */
  fingerprints?: string[];
  /** Text anywhere in the last error's name and message; upper and lower case are the same. */
  errorText?: string;
}

/** What the fields of a filter hold. */
export const FILTER_FIELDS: Record<keyof JobFilter, 'texts' | 'text' | 'moment'> = {
  states: 'texts',
  queues: 'texts',
  types: 'texts',
  ids: 'texts',
  excludeIds: 'texts',
  recurringIds: 'texts',
  batchIds: 'texts',
  tags: 'texts',
  fingerprints: 'texts',
  createdAfter: 'moment',
  createdBefore: 'moment',
  finishedAfter: 'moment',
  finishedBefore: 'moment',
  errorText: 'text',
};

/** A page of a list, the newest first. */
export interface PageRequest {
  /** Entries on the page: 1 to 1000, default 50. */
  limit?: number;
  /** The `next` of the page before. */
  cursor?: string | null;
}
