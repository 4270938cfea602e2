import { ARGUMENT_PREFIX, emptyQuery, type JobQuery } from './query.js';

const LISTS = [
  ['state', 'states'],
  ['queue', 'queues'],
  ['type', 'types'],
  ['id', 'ids'],
  ['tag', 'tags'],
  ['recurring', 'recurringIds'],
  ['batch', 'batchIds'],
  ['fingerprint', 'fingerprints'],
] as const;

const TIMES = [
  ['after', 'after'],
  ['before', 'before'],
  ['finished-after', 'finishedAfter'],
  ['finished-before', 'finishedBefore'],
] as const;

/** The text of a query: `parseQuery()` makes the same query of it. */
export function formatQuery(parts: Partial<JobQuery>): string {
  const query = { ...emptyQuery(), ...parts };
  return [
    ...LISTS.filter(([, field]) => query[field].length > 0).map(
      ([name, field]) => `${name}:${query[field].map(quote).join(',')}`,
    ),
    ...TIMES.filter(([, field]) => query[field] !== null).map(
      ([name, field]) => `${name}:${new Date(query[field]!).toISOString()}`,
    ),
    ...query.args.map(({ path, value }) => `${ARGUMENT_PREFIX}${path.join('.')}:${quote(value)}`),
    ...query.text.map((text) => (/^[^\s",:]+$/.test(text) ? text : quoted(text))),
  ].join(' ');
}

function quote(value: string): string {
  return /^[^\s",]+$/.test(value) ? value : quoted(value);
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
