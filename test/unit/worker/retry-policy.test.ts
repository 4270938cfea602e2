import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackoffFunction, RetryOptions } from '../../../lib/interfaces/index.js';
import { RetryPolicy } from '../../../lib/worker/retry-policy.js';

const DAY = 86_400_000;
const error = new Error('x');
const logger = { error: vi.fn<(message: string) => void>() };

function policyOf(...sources: (RetryOptions | undefined)[]): RetryPolicy {
  return new RetryPolicy(logger, ...sources);
}

function delaysOf(backoff: RetryOptions['backoff'], attempts: number[]): number[] {
  const policy = policyOf({ backoff });
  return attempts.map((attempt) => policy.delayAfter(attempt, error));
}

describe('RetryPolicy', () => {
  beforeEach(() => {
    logger.error.mockClear();
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  const random = (value: number) => vi.spyOn(Math, 'random').mockReturnValue(value);

  describe('waits by default as Hangfire: (k − 1)⁴ + 15 + random(0…29) · k seconds', () => {
    it.each([
      [1, 15, 44],
      [2, 16, 74],
      [3, 31, 118],
      [4, 96, 212],
      [5, 271, 416],
      [10, 6_576, 6_866],
      [25, 331_791, 332_516],
    ])('after attempt %d from %d to %d seconds', (attempt, least, most) => {
      const mock = random(0);
      expect(delaysOf('default', [attempt])).toEqual([least * 1_000]);
      mock.mockReturnValue(0.999_999);
      expect(delaysOf(undefined, [attempt])).toEqual([most * 1_000]);
    });

    it('and never less or more', () => {
      for (let attempt = 1; attempt <= 10; attempt++) {
        const least = (attempt - 1) ** 4 + 15;
        const seconds = delaysOf(
          'default',
          Array.from({ length: 200 }, () => attempt),
        ).map((ms) => ms / 1_000);
        expect(Math.min(...seconds)).toBeGreaterThanOrEqual(least);
        expect(Math.max(...seconds)).toBeLessThanOrEqual(least + 29 * attempt);
        expect(new Set(seconds).size).toBeGreaterThan(5);
        expect(seconds.every((each) => Number.isInteger((each - least) / attempt))).toBe(true);
      }
    });
  });

  it('waits always the same with a fixed delay', () => {
    expect(delaysOf({ fixed: '5s' }, [1, 2, 50])).toEqual([5_000, 5_000, 5_000]);
    expect(delaysOf({ fixed: 0 }, [1])).toEqual([0]);
  });

  describe('waits exponentially', () => {
    it('twice as long each time, by default', () => {
      random(0);
      expect(delaysOf({ exponential: '1s' }, [1, 2, 3, 4, 11])).toEqual([
        1_000, 2_000, 4_000, 8_000, 1_024_000,
      ]);
    });

    it('by the factor that is asked for, in whole milliseconds', () => {
      random(0);
      expect(delaysOf({ exponential: 100, factor: 3 }, [1, 2, 3])).toEqual([100, 300, 900]);
      expect(delaysOf({ exponential: 101, factor: 1.5 }, [1, 2, 3])).toEqual([101, 152, 227]);
      expect(delaysOf({ exponential: 100, factor: 1 }, [1, 9])).toEqual([100, 100]);
    });

    it('up to max, a day by default, however many attempts there were', () => {
      random(0);
      expect(delaysOf({ exponential: '1s', max: '3s' }, [1, 2, 3, 5_000])).toEqual([
        1_000, 2_000, 3_000, 3_000,
      ]);
      expect(delaysOf({ exponential: '1h' }, [5, 6, 5_000])).toEqual([16 * 3_600_000, DAY, DAY]);
    });

    it('with up to a tenth of jitter added', () => {
      const mock = random(0.999_999);
      expect(delaysOf({ exponential: 1_000 }, [1, 3])).toEqual([1_100, 4_400]);
      mock.mockReturnValue(0.5);
      expect(delaysOf({ exponential: 1_000 }, [1, 3])).toEqual([1_050, 4_200]);
    });
  });

  it('waits by a list of delays, of which the last repeats', () => {
    expect(delaysOf({ delays: ['1s', 20, '1m'] }, [1, 2, 3, 4, 100])).toEqual([
      1_000, 20, 60_000, 60_000, 60_000,
    ]);
    expect(delaysOf({ delays: [7] }, [1, 2])).toEqual([7, 7]);
  });

  describe('asks a function', () => {
    it('with the attempt and the error', () => {
      const backoff = vi.fn<BackoffFunction>((attempt) => (attempt === 1 ? '2s' : attempt * 10));
      expect(delaysOf(backoff, [1, 2])).toEqual([2_000, 20]);
      expect(backoff.mock.calls).toEqual([
        [1, error],
        [2, error],
      ]);
    });

    it.each([
      [
        'throws',
        () => {
          throw new Error('bug');
        },
        'Error: bug',
      ],
      ['returns nothing', () => undefined, 'got undefined'],
      ['returns NaN', () => NaN, 'got NaN'],
      ['returns a negative number', () => -1, 'got -1'],
      ['returns words', () => 'later', "got 'later'"],
      ['returns a promise', async () => 5, 'Promise'],
    ])('[I10] and when it %s, waits by default and says so', (_, backoff, said) => {
      random(0);
      expect(delaysOf(backoff as BackoffFunction, [3])).toEqual([31_000]);
      expect(logger.error).toHaveBeenCalledOnce();
      expect(logger.error.mock.calls[0]![0]).toMatch(/^The retry back-off failed, using the default one: /);
      expect(logger.error.mock.calls[0]![0]).toContain(said);
    });
  });

  it('takes a delay of more than a hundred years, which no date could hold, for nonsense', () => {
    random(0);
    expect(delaysOf(() => Infinity, [1])).toEqual([15_000]);
    expect(delaysOf(() => '40000d', [1])).toEqual([15_000]);
    expect(delaysOf({ fixed: Infinity }, [1])).toEqual([15_000]);
    expect(logger.error).toHaveBeenCalledTimes(3);
    expect(delaysOf(() => '36525d', [1])).toEqual([36_525 * DAY]);
  });

  describe('takes from the first source that says it', () => {
    it('ten attempts when none does', () => {
      expect(policyOf().attempts).toBe(10);
      expect(policyOf(undefined, {}, { backoff: 'default' }).attempts).toBe(10);
    });

    it('attempts: the call before the type before the module', () => {
      expect(policyOf({ attempts: 2 }, { attempts: 3 }, { attempts: 4 }).attempts).toBe(2);
      expect(policyOf(undefined, { attempts: 3 }, { attempts: 4 }).attempts).toBe(3);
      expect(policyOf({}, { attempts: undefined }, { attempts: 4 }).attempts).toBe(4);
    });

    it('the back-off, apart from the attempts', () => {
      const policy = policyOf(
        { attempts: 2 },
        { backoff: { fixed: 3 } },
        { attempts: 4, backoff: { fixed: 4 } },
      );
      expect(policy.attempts).toBe(2);
      expect(policy.delayAfter(1, error)).toBe(3);
    });

    it("and 'default' is a choice", () => {
      random(0);
      expect(policyOf({ backoff: 'default' }, { backoff: { fixed: 3 } }).delayAfter(1, error)).toBe(15_000);
    });
  });
});
