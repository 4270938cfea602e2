import { describe, expect, it } from 'vitest';
import { JobsOptionsError } from '../../../lib/errors/index.js';
import {
  newId,
  requireJobId,
  requireKeys,
  requireNumber,
  requireOneOf,
  requireText,
  requireTexts,
  requireWholeNumber,
} from '../../../lib/utils/index.js';

function refusal(guard: () => unknown): string {
  try {
    guard();
  } catch (error) {
    expect(error).toBeInstanceOf(JobsOptionsError);
    return (error as Error).message;
  }
  throw new Error('The value was accepted.');
}

describe('requireWholeNumber', () => {
  it.each([1, 5, 10])('gives back %d', (value) => {
    expect(requireWholeNumber(value, 'x', 1, 10)).toBe(value);
  });

  it('has no upper limit unless given one', () => {
    expect(requireWholeNumber(Number.MAX_SAFE_INTEGER, 'x', 0)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([0, 11, 1.5, NaN, Infinity, '5', 5n, null, undefined, [5], true])('refuses %s', (value) => {
    expect(refusal(() => requireWholeNumber(value, 'worker.concurrency', 1, 10))).toMatch(
      /^worker\.concurrency must be a whole number from 1 to 10 \(got /,
    );
  });

  it('says at least, when there is no upper limit', () => {
    expect(refusal(() => requireWholeNumber('20', 'n', 1))).toBe(
      "n must be a whole number of at least 1 (got '20')",
    );
  });
});

describe('requireNumber', () => {
  it.each([1, 1.5, Number.MAX_VALUE])('gives back %d', (value) => {
    expect(requireNumber(value, 'x', 1)).toBe(value);
  });

  it.each([0.999, -1, NaN, Infinity, '2', 2n, null, undefined])('refuses %s', (value) => {
    expect(refusal(() => requireNumber(value, 'factor', 1))).toMatch(
      /^factor must be a number of at least 1 \(got /,
    );
  });
});

describe('requireText', () => {
  it.each(['a', ' a ', 'ünïcode', 'a'.repeat(10)])('gives back "%s"', (value) => {
    expect(requireText(value, 'x', 10)).toBe(value);
  });

  it.each(['', ' ', '\t\n', 'a'.repeat(11), 'a\0b', 5, null, undefined, ['a'], Symbol('a')])(
    'refuses %s',
    (value) => {
      expect(refusal(() => requireText(value, 'queue', 10))).toMatch(
        /^queue must be a text of 1 to 10 characters \(got /,
      );
    },
  );
});

describe('requireTexts', () => {
  it('gives back lists, empty ones included', () => {
    expect(requireTexts(['a', 'b'], 'tags', 5, 2)).toEqual(['a', 'b']);
    expect(requireTexts([], 'tags', 5, 2)).toEqual([]);
  });

  it('refuses what is no list, and a list that is too long', () => {
    for (const value of ['ab', { length: 1, 0: 'a' }, new Set(['a']), undefined, null, ['a', 'b', 'c']]) {
      expect(refusal(() => requireTexts(value, 'tags', 5, 2))).toMatch(
        /^tags must be a list of up to 2 texts \(got /,
      );
    }
  });

  it('names the item', () => {
    expect(refusal(() => requireTexts(['a', ''], 'tags', 5, 2))).toMatch(
      /^tags\[1\] must be a text of 1 to 5/,
    );
  });
});

describe('requireOneOf', () => {
  it('gives back a value that is allowed', () => {
    expect(requireOneOf('auto', 'migrations', ['auto', 'manual'])).toBe('auto');
  });

  it.each(['Auto', 'toString', '', null, undefined, 0])('refuses %s and names what is allowed', (value) => {
    expect(refusal(() => requireOneOf(value, 'migrations', ['auto', 'manual']))).toMatch(
      /^migrations must be one of 'auto', 'manual' \(got /,
    );
  });
});

describe('requireKeys', () => {
  it('accepts some, all and none of the keys', () => {
    for (const value of [{}, { a: 1 }, { b: undefined, a: 1 }, Object.create(null) as object]) {
      expect(() => requireKeys(value, 'x', ['a', 'b'])).not.toThrow();
    }
  });

  it.each([null, undefined, 'a', 5, true, [], () => 1])('refuses %s, which is no object', (value) => {
    expect(refusal(() => requireKeys(value, 'options', ['a']))).toMatch(/^options must be an object \(got /);
  });

  it('names an unknown key and the known ones', () => {
    expect(refusal(() => requireKeys({ a: 1, c: 2 }, 'options', ['a', 'b']))).toBe(
      'options has no option "c"; it knows a, b',
    );
  });

  it('does not take the keys of every object for known', () => {
    expect(refusal(() => requireKeys({ constructor: 1 }, 'options', ['a']))).toContain('"constructor"');
    expect(refusal(() => requireKeys(JSON.parse('{"__proto__":1}'), 'options', ['a']))).toContain(
      '"__proto__"',
    );
  });
});

describe('requireJobId', () => {
  it('gives back an id', () => {
    const id = newId();
    expect(requireJobId(id, 'A job')).toBe(id);
  });

  it.each([
    ['nothing', ''],
    ['another text', 'job-1'],
    ['upper case', '0197D0A0-0000-7000-8000-00000000000A'],
    ['braces', '{0197d0a0-0000-7000-8000-000000000001}'],
    ['something after it', '0197d0a0-0000-7000-8000-000000000001\n'],
    ['an injection', "0197d0a0-0000-7000-8000-000000000001'; --"],
    ['a number', 7],
    ['undefined', undefined],
    ['an object with an id', { id: '0197d0a0-0000-7000-8000-000000000001' }],
  ])('refuses %s', (_, value) => {
    expect(refusal(() => requireJobId(value, 'A job'))).toMatch(
      /^A job must be given by its id, a UUID in lower case \(got /,
    );
  });
});
