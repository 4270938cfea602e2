import type { JobState } from '../../interfaces/job-state.type.js';

/**
 * A search of jobs, understood. Values of one field mean any of them, different fields mean all of them.
 */
export interface JobQuery {
  states: JobState[];
  queues: string[];
  types: string[];
  ids: string[];
  tags: string[];
  recurringIds: string[];
  batchIds: string[];
  fingerprints: string[];
  /** Created at this moment or later, and before this one. Epoch ms. */
  after: number | null;
  before: number | null;
  /** The same for when it finished. */
  finishedAfter: number | null;
  finishedBefore: number | null;
  /** Texts that the last error has, all of them. */
  text: string[];
  /** Values in the arguments, all of them. */
  args: ArgumentQuery[];
}

/** The key or index below an argument; `path` begins with the argument's number, or is about any of them. */
export interface ArgumentQuery {
  path: string[];
  value: string;
}

/** What is wrong with a token; the browser has the words. */
export type QueryErrorCode =
  | 'unknown_name'
  | 'missing_value'
  | 'unknown_state'
  | 'invalid_id'
  | 'invalid_time'
  | 'invalid_path'
  | 'unclosed_quote'
  | 'too_many_values'
  | 'too_long'
  | 'given_twice'
  /** By this store or version, for this viewer, or in an action on all that match. */
  | 'not_supported';

/** A token that was left out, and where it stands in the text. */
export interface QueryError {
  code: QueryErrorCode;
  token: string;
  start: number;
  end: number;
}

export interface ParsedQuery {
  query: JobQuery;
  errors: QueryError[];
  /** To mark, to complete, or to make chips of. */
  tokens: QueryToken[];
}

/** A piece of the text, from `start` up to but without `end`. */
export interface QueryToken {
  /** As it is written; `null` for text. */
  name: string | null;
  values: string[];
  start: number;
  end: number;
  error: QueryErrorCode | null;
}

export const QUERY_NAMES = [
  'state',
  'queue',
  'type',
  'id',
  'tag',
  'recurring',
  'batch',
  'fingerprint',
  'error',
  'after',
  'before',
  'finished-after',
  'finished-before',
] as const;

export type QueryName = (typeof QUERY_NAMES)[number];

/** `args.user.id:42` */
export const ARGUMENT_PREFIX = 'args.';

export function emptyQuery(): JobQuery {
  return {
    states: [],
    queues: [],
    types: [],
    ids: [],
    tags: [],
    recurringIds: [],
    batchIds: [],
    fingerprints: [],
    after: null,
    before: null,
    finishedAfter: null,
    finishedBefore: null,
    text: [],
    args: [],
  };
}
