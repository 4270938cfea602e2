import { describe, expect, it } from 'vitest';
import { describeError, describeValue, truncate } from '../../../lib/utils/index.js';

class Mailer {
  host = 'x';
}

describe('describeValue', () => {
  it.each([
    ['text', 'a', "'a'"],
    ['a number', 5, '5'],
    ['-0', -0, '-0'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object', { a: { b: { c: 1 } } }, '{ a: { b: [Object] } }'],
    ['an instance', new Mailer(), "Mailer { host: 'x' }"],
    ['a function', function send() {}, 'function send'],
    ['a class', Mailer, 'class Mailer'],
    [
      'a function without a name',
      (
        () => () =>
          1
      )(),
      'function (anonymous)',
    ],
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a text of several lines', 'a\nb', String.raw`'a\nb'`],
  ])('shows %s', (_, value, expected) => {
    expect(describeValue(value)).toBe(expected);
  });

  it('is short, whatever the value', () => {
    for (const value of ['x'.repeat(1_000), { text: 'x'.repeat(1_000) }, Array.from({ length: 1_000 })]) {
      expect(describeValue(value).length).toBeLessThanOrEqual(120);
    }
  });
});

describe('describeError', () => {
  it('shows name and message on one line', () => {
    expect(describeError(new TypeError('first\nsecond\nthird'))).toBe('TypeError: first second third');
  });

  it('shows whatever else was thrown', () => {
    expect(describeError('text')).toBe("'text'");
    expect(describeError(undefined)).toBe('undefined');
  });

  it('does not throw for an error that does', () => {
    const error = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(describeError(error)).toBe('(error that cannot be shown)');
    expect(describeError(Object.assign(new Error('x'), { name: Symbol('n') }))).toBe(
      '(error that cannot be shown)',
    );
  });
});

describe('truncate', () => {
  it('leaves text of the length, and shows where longer text was cut', () => {
    expect(truncate('12345', 5)).toBe('12345');
    expect(truncate('123456', 5)).toBe('1234…');
    expect(truncate('', 5)).toBe('');
  });
});
