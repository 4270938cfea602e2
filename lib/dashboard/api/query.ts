import type { JobState } from '../../interfaces/job-state.type.js';

/**
 * A search of jobs as people write it:
 * `state:failed queue:mail args.user.id:42 error:TimeoutError after:-1h "free text"`.
 * Words with a colon are tokens, everything else is text to be found in the last error. Tokens of one
 * name and values separated by commas mean any of them; different names mean all of them.
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
  workerIds: string[];
  /** Created at this moment or later, and before this one. Epoch ms. */
  after: number | null;
  before: number | null;
  /** The same for when it finished. */
  finishedAfter: number | null;
  finishedBefore: number | null;
  /** Text that the last error has, all of them. */
  text: string[];
  /** Values in the arguments. `path`: the argument's number from 0 and the keys below it; any argument when it begins with a key. */
  args: { path: string[]; value: string }[];
}

/** What is wrong with a token: the browser has the words. */
export type QueryErrorCode =
  | 'unknown_name'
  | 'missing_value'
  | 'unknown_state'
  | 'invalid_id'
  | 'invalid_time'
  | 'unclosed_quote'
  | 'too_many_values'
  | 'too_long'
  | 'given_twice'
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
  tokens: QueryToken[];
}

/** A piece of the text: to mark it, to make a chip of it, to complete it. */
export interface QueryToken {
  /** As written, without `-`; `null` for text. */
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
  'worker',
  'error',
  'after',
  'before',
  'finished-after',
  'finished-before',
] as const;

export type QueryName = (typeof QUERY_NAMES)[number];
