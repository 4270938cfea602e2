import { describe, expect, it } from 'vitest';
import { JobsOptionsError } from '../../../lib/errors/index.js';
import { toDelay, toMilliseconds, type Duration } from '../../../lib/utils/index.js';

describe('toMilliseconds', () => {
  it.each<[Duration, number]>([
    [0, 0],
    [1, 1],
    [1_500, 1_500],
    [1.4, 1],
    [1.5, 2],
    [Infinity, Infinity],
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['0.5ms', 1],
    ['365d', 31_536_000_000],
  ])('reads %s as %d', (value, expected) => {
    expect(toMilliseconds(value, 'timeout')).toBe(expected);
  });

  it.each([
    ['a negative number', -1],
    ['NaN', NaN],
    ['-Infinity', -Infinity],
    ['digits without a unit', '30'],
    ['a negative text', '-5m'],
    ['a unit alone', 's'],
    ['words', '5 minutes'],
    ['a space', '5 m'],
    ['space around it', ' 5m '],
    ['an upper-case unit', '5M'],
    ['an unknown unit', '5w'],
    ['an exponent', '1e3ms'],
    ['two dots', '1.2.3s'],
    ['a dot alone', '.5s'],
    ['something after it', '5m\n'],
    ['nothing', ''],
    ['null', null],
    ['undefined', undefined],
    ['a BigInt', 5n],
    ['a Date', new Date(5)],
    ['a list', ['5m']],
    ['a boxed number', Object(5) as unknown],
  ])('refuses %s', (_, value) => {
    const read = () => toMilliseconds(value as Duration, 'retry.backoff.fixed');
    expect(read).toThrow(JobsOptionsError);
    expect(read).toThrow(
      /^retry\.backoff\.fixed must be a duration: milliseconds from 0, or '500ms', .* \(got /s,
    );
  });

  it('shows the value that was refused', () => {
    expect(() => toMilliseconds('soon' as Duration, 'x')).toThrow("(got 'soon')");
  });
});

describe('toDelay', () => {
  it('reads durations of up to a hundred years', () => {
    expect(toDelay('5m', 'delay')).toBe(300_000);
    expect(toDelay(0, 'delay')).toBe(0);
    expect(toDelay('36525d', 'delay')).toBe(36_525 * 86_400_000);
  });

  it.each<Duration>(['36526d', Infinity, Number.MAX_VALUE])(
    'refuses %s, which no date could hold',
    (value) => {
      expect(() => toDelay(value, 'snooze: delay')).toThrow(JobsOptionsError);
      expect(() => toDelay(value, 'snooze: delay')).toThrow(
        /^snooze: delay must be at most a hundred years \(got /,
      );
    },
  );

  it('refuses what is no duration', () => {
    expect(() => toDelay(-1, 'delay')).toThrow('delay must be a duration');
  });
});
