import { JOB_STATES, type JobState } from '../../interfaces/job-state.type.js';
import {
  ARGUMENT_PREFIX,
  emptyQuery,
  QUERY_NAMES,
  type JobQuery,
  type ParsedQuery,
  type QueryErrorCode,
  type QueryName,
  type QueryToken,
} from './query.js';
import { parseTime } from './query-time.js';
import { tokenize } from './query-tokens.js';

const MAX_VALUES = 100;
const MAX_LENGTH = 255;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Longer numbers are no indexes to a database. */
const INDEX = /^(0|[1-9]\d{0,8})$/;
const FINGERPRINT = /^[\w-]{1,64}$/;

const LISTS = {
  state: 'states',
  queue: 'queues',
  type: 'types',
  id: 'ids',
  tag: 'tags',
  recurring: 'recurringIds',
  batch: 'batchIds',
  fingerprint: 'fingerprints',
} as const;

const TIMES = {
  after: 'after',
  before: 'before',
  'finished-after': 'finishedAfter',
  'finished-before': 'finishedBefore',
} as const;

/**
 * Reads a search as people write it:
 * `state:failed queue:mail,sms args.user.id:42 error:TimeoutError after:-1h "free text"`.
 * It never fails: a token that is not understood is reported and left out, the rest applies.
 */
export function parseQuery(text: string, now = Date.now()): ParsedQuery {
  const query = emptyQuery();
  const tokens = tokenize(text);
  for (const token of tokens) {
    token.error ??= apply(query, token, now);
  }
  const errors = tokens
    .filter((token) => token.error !== null)
    .map(({ error, start, end }) => ({ code: error!, token: text.slice(start, end), start, end }));
  return { query, errors, tokens };
}

function apply(query: JobQuery, { name, values }: QueryToken, now: number): QueryErrorCode | null {
  if (values.some((value) => value.length > MAX_LENGTH)) {
    return 'too_long';
  }
  if (name === null || name === 'error') {
    return add(query.text, values);
  }
  if (name.startsWith(ARGUMENT_PREFIX)) {
    return addArgument(query, name.slice(ARGUMENT_PREFIX.length), values);
  }
  if (!isQueryName(name)) {
    return 'unknown_name';
  }
  if (name in TIMES) {
    return setTime(query, TIMES[name as keyof typeof TIMES], values, now);
  }
  const field = LISTS[name as keyof typeof LISTS];
  const given = name === 'id' || name === 'batch' ? values.map((value) => value.toLowerCase()) : values;
  return check(field, given) ?? add(query[field] as string[], given);
}

function check(field: (typeof LISTS)[keyof typeof LISTS], values: string[]): QueryErrorCode | null {
  switch (field) {
    case 'states':
      return values.every((value) => JOB_STATES.includes(value as JobState)) ? null : 'unknown_state';
    case 'ids':
    case 'batchIds':
      return values.every((value) => UUID.test(value)) ? null : 'invalid_id';
    case 'fingerprints':
      return values.every((value) => FINGERPRINT.test(value)) ? null : 'invalid_id';
    default:
      return null;
  }
}

function add(list: string[], values: string[]): QueryErrorCode | null {
  const added = values.filter((value) => !list.includes(value));
  if (list.length + added.length > MAX_VALUES) {
    return 'too_many_values';
  }
  list.push(...added);
  return null;
}

function addArgument(query: JobQuery, written: string, values: string[]): QueryErrorCode | null {
  const path = written.split('.');
  if (path.some((key) => key === '' || (/^\d+$/.test(key) && !INDEX.test(key))) || path.length > 10) {
    return 'invalid_path';
  }
  if (values.length > 1 || query.args.length >= 10) {
    return 'too_many_values';
  }
  query.args.push({ path, value: values[0]! });
  return null;
}

function setTime(
  query: JobQuery,
  field: (typeof TIMES)[keyof typeof TIMES],
  values: string[],
  now: number,
): QueryErrorCode | null {
  const time = values.length === 1 ? parseTime(values[0]!, now) : null;
  if (time === null) {
    return 'invalid_time';
  }
  if (query[field] !== null) {
    return 'given_twice';
  }
  query[field] = time;
  return null;
}

function isQueryName(name: string): name is QueryName {
  return (QUERY_NAMES as readonly string[]).includes(name);
}
