import { describe, expect, it } from 'vitest';
import { emptyQuery, formatQuery, parseQuery, type JobQuery } from '../../lib/dashboard/api/index.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ID = '019ab6e0-0000-7000-8000-000000000001';

function parse(text: string) {
  const { query, errors } = parseQuery(text, NOW);
  const given = Object.entries(query).filter(([, value]) => value !== null && value.length !== 0);
  return { given: Object.fromEntries(given) as Partial<JobQuery>, errors };
}

describe('parseQuery', () => {
  it.each<[string, Partial<JobQuery>]>([
    ['', {}],
    ['   ', {}],
    ['state:failed', { states: ['failed'] }],
    ['state:failed,deleted state:awaiting', { states: ['failed', 'deleted', 'awaiting'] }],
    ['queue:mail queue:mail', { queues: ['mail'] }],
    ['queue:"a b, \\"c\\" \\\\d"', { queues: ['a b, "c" \\d'] }],
    ['type:EmailService.send', { types: ['EmailService.send'] }],
    ['recurring:digest:42', { recurringIds: ['digest:42'] }],
    [`id:${ID.toUpperCase()}`, { ids: [ID] }],
    [`batch:${ID}`, { batchIds: [ID] }],
    ['tag:vip,new', { tags: ['vip', 'new'] }],
    ['fingerprint:0a1b', { fingerprints: ['0a1b'] }],
    ['error:TimeoutError "free text" word', { text: ['TimeoutError', 'free text', 'word'] }],
    ['a,b', { text: ['a,b'] }],
    ['args.user.id:42', { args: [{ path: ['user', 'id'], value: '42' }] }],
    ['args.0:"x y"', { args: [{ path: ['0'], value: 'x y' }] }],
    ['after:-1h before:now', { after: NOW - 3_600_000, before: NOW }],
    ['after:2026-11-22', { after: Date.parse('2026-11-22T00:00:00Z') }],
    ['after:2026-11-22T10:30', { after: Date.parse('2026-11-22T10:30:00Z') }],
    ['finished-after:2026-11-22T10:30:00.5+03:00', { finishedAfter: Date.parse('2026-11-22T07:30:00.500Z') }],
    ['finished-before:-2w', { finishedBefore: NOW - 14 * 86_400_000 }],
  ])('understands %j', (text, expected) => {
    expect(parse(text)).toEqual({ given: expected, errors: [] });
  });

  it.each([
    ['state:broken', 'unknown_state'],
    ['colour:red', 'unknown_name'],
    ['queue:', 'missing_value'],
    ['queue:""', 'missing_value'],
    ['queue:,', 'missing_value'],
    ['id:42', 'invalid_id'],
    ['batch:x', 'invalid_id'],
    ["fingerprint:'", 'invalid_id'],
    ['after:yesterday', 'invalid_time'],
    ['after:2026-13-40', 'invalid_time'],
    ['after:-1h,-2h', 'invalid_time'],
    ['after:-999999999d', 'invalid_time'],
    ['finished-before:-999999999w', 'invalid_time'],
    ['args.0.99999999999:x', 'invalid_path'],
    ['args.007:x', 'invalid_path'],
    ['args..a:1', 'invalid_path'],
    ['args.:1', 'invalid_path'],
    ['args.a:1,2', 'too_many_values'],
    [`tag:${Array.from({ length: 101 }, (_, index) => index).join(',')}`, 'too_many_values'],
    [`tag:${'x'.repeat(256)}`, 'too_long'],
    ['tag:"open', 'unclosed_quote'],
  ])('reports %j as %s and applies the rest', (text, code) => {
    const start = 'type:A '.length;
    expect(parse(`type:A ${text}`)).toEqual({
      given: { types: ['A'] },
      errors: [{ code, token: text, start, end: start + text.length }],
    });
  });

  it('takes a moment only once', () => {
    const { given, errors } = parse('after:-1h after:-2h');
    expect(given).toEqual({ after: NOW - 3_600_000 });
    expect(errors).toEqual([{ code: 'given_twice', token: 'after:-2h', start: 10, end: 19 }]);
  });

  it('says where each token stands', () => {
    const text = '  state:failed  "a b"';
    expect(parseQuery(text, NOW).tokens.map(({ start, end }) => text.slice(start, end))).toEqual([
      'state:failed',
      '"a b"',
    ]);
  });

  it('survives anything, and comes to an end', () => {
    const pieces = ['"', '\\', ':', ',', ' ', 'state', 'args.', '.', '-1h', 'failed', '\n', 'é', '\u0000'];
    let seed = 1;
    const next = () => (seed = (seed * 48_271) % 2_147_483_647);
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: next() % 12 }, () => pieces[next() % pieces.length]).join('');
      const { tokens, errors } = parseQuery(text, NOW);
      const covered = tokens.map(({ start, end }) => text.slice(start, end)).join('');
      expect(covered.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      expect(errors.length).toBe(tokens.filter(({ error }) => error).length);
    }
  });
});

describe('formatQuery', () => {
  it('writes what parseQuery reads', () => {
    const query: JobQuery = {
      ...emptyQuery(),
      states: ['failed', 'deleted'],
      queues: ['mail', 'a b', 'quo"te', 'back\\slash', 'com,ma'],
      types: ['EmailService.send'],
      ids: [ID],
      tags: ['x:y'],
      recurringIds: ['digest:42'],
      batchIds: [ID],
      fingerprints: ['abc'],
      after: NOW,
      finishedBefore: NOW - 1,
      args: [{ path: ['0', 'id'], value: '4 2' }],
      text: ['word', 'two words', 'state:failed', '"'],
    };
    expect(parseQuery(formatQuery(query), NOW)).toMatchObject({ query, errors: [] });
  });
});
