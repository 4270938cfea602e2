import { describe, expect, it } from 'vitest';
import { JobsOptionsError } from '../../../lib/errors/index.js';
import { dueOccurrences } from '../../../lib/recurring/occurrences.js';
import { CronSchedule } from '../../../lib/cron/index.js';
import { HOUR, NOW } from './rows.js';

const hourly = new CronSchedule('0 * * * *', 'UTC', '');
const seconds = (count: number) => count * 1_000;
/** Ten o'clock, half an hour ago; and so many hours after it. */
const at = (hour: number) => NOW - HOUR / 2 + hour * HOUR;

describe('What is due', () => {
  describe('with misfire: relaxed', () => {
    const policy = { misfire: 'relaxed', misfireLimit: null } as const;

    it('is the one occurrence that has come', () => {
      expect(dueOccurrences(hourly, policy, at(0), at(0))).toEqual({
        fired: [at(0)],
        next: at(1),
        dropped: null,
      });
    });

    it('is the latest of those that were missed', () => {
      expect(dueOccurrences(hourly, policy, at(-500), NOW)).toEqual({
        fired: [at(0)],
        next: at(1),
        dropped: null,
      });
    });
  });

  describe('with misfire: strict', () => {
    const strict = (misfireLimit: number) => ({ misfire: 'strict', misfireLimit }) as const;

    it('is every one that was missed, in order', () => {
      expect(dueOccurrences(hourly, strict(100), at(-3), NOW)).toEqual({
        fired: [at(-3), at(-2), at(-1), at(0)],
        next: at(1),
        dropped: null,
      });
    });

    it('is all of them when they are as many as the limit', () => {
      expect(dueOccurrences(hourly, strict(4), at(-3), NOW)).toMatchObject({
        fired: [at(-3), at(-2), at(-1), at(0)],
        dropped: null,
      });
    });

    it('is the latest up to the limit, and what is left out is said', () => {
      expect(dueOccurrences(hourly, strict(2), at(-3), NOW)).toEqual({
        fired: [at(-1), at(0)],
        next: at(1),
        dropped: { from: at(-3), until: at(-1) },
      });
    });

    it('is found without going through years of them', () => {
      const everySecond = new CronSchedule('* * * * * *', 'UTC', '');
      const { fired, dropped } = dueOccurrences(everySecond, strict(3), NOW - 24 * 365 * HOUR, NOW);
      expect(fired).toEqual([NOW - seconds(2), NOW - seconds(1), NOW]);
      expect(dropped).toEqual({ from: NOW - 24 * 365 * HOUR, until: NOW - seconds(2) });
    });
  });

  describe('with misfire: ignorable', () => {
    const policy = { misfire: 'ignorable', misfireLimit: seconds(15) } as const;

    it.each([
      [0, true],
      [seconds(15), true],
      [seconds(15) + 1, false],
      [HOUR / 2, false],
    ])('and a delay of %i ms, is something: %s', (late, isFired) => {
      expect(dueOccurrences(hourly, policy, at(0), at(0) + late)).toEqual({
        fired: isFired ? [at(0)] : [],
        next: at(1),
        dropped: null,
      });
    });

    it('is only the latest, however many were missed', () => {
      expect(dueOccurrences(hourly, policy, at(-9), at(0) + 5).fired).toEqual([at(0)]);
    });
  });

  it.each(['relaxed', 'strict', 'ignorable'] as const)(
    'is the announced time although it does not occur any more, because the rules of its zone have changed: %s',
    (misfire) => {
      const announced = NOW - 5;
      expect(dueOccurrences(hourly, { misfire, misfireLimit: 100 }, announced, NOW)).toEqual({
        fired: [announced],
        next: at(1),
        dropped: null,
      });
    },
  );

  it('is the last one there is', () => {
    const never = new CronSchedule('never', 'UTC', '');
    const policy = { misfire: 'relaxed', misfireLimit: null } as const;
    expect(dueOccurrences(never, policy, at(0), NOW)).toEqual({ fired: [at(0)], next: null, dropped: null });
  });

  it('is an error when the stored policy is none', () => {
    const policy = { misfire: 'lenient' as 'strict', misfireLimit: null };
    const decide = () => dueOccurrences(hourly, policy, at(0), NOW);
    expect(decide).toThrow(JobsOptionsError);
    expect(decide).toThrow("misfire must be relaxed, strict or ignorable (got 'lenient')");
  });
});
