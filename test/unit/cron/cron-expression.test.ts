import { describe, expect, it } from 'vitest';
import { InvalidCronError, JobsOptionsError } from '../../../lib/errors/index.js';
import { CronSchedule, cronScheduleOf } from '../../../lib/cron/index.js';

// A Thursday.
const NEW_YEAR = Date.UTC(2026, 0, 1);

function times(cron: string, count = 3, after = NEW_YEAR): string[] {
  return new CronSchedule(cron, 'UTC', '')
    .between(after, Infinity, count)
    .map((at) => new Date(at).toISOString().slice(0, 19));
}

describe('A cron expression', () => {
  it.each([
    ['nothing', '', 'it is empty; write e.g. "0 8 * * *", or "never"'],
    ['blanks', '   ', 'it is empty'],
    ['4 fields', '* * * *', 'it has 4 field(s) and needs 5 (minute, hour, day of month, month, day of week)'],
    ['7 fields', '0 0 8 * * * 2026', 'it has 7 field(s) and needs 5'],
    ['very many fields', '* '.repeat(10_000), 'it has 10000 field(s)'],
    ['a minute of 61', '61 * * * *', 'got value 61 expected range 0-59'],
    ['an hour of 24', '0 24 * * *', 'got value 24 expected range 0-23'],
    ['a day of 0', '0 0 0 * *', 'got value 0 expected range 1-31'],
    ['a month of 13', '0 0 * 13 *', 'got value 13 expected range 1-12'],
    ['a weekday of 8', '0 0 * * 8', 'got value 8 expected range 0-7'],
    ['a second of 60', '60 * * * * *', 'got value 60 expected range 0-59'],
    [
      '31 February',
      '0 0 31 2 *',
      'no such date ever comes; for a recurring job that is only triggered write "never"',
    ],
    ['30 February', '0 0 30 2 *', 'write "never"'],
    ['31 of months that have 30', '0 0 31 4,6,9,11 *', 'write "never"'],
    ['a step of 0', '*/0 * * * *', 'cannot repeat at every 0 time'],
    ['a negative step', '*/-5 * * * *', 'cannot repeat at every -5 time'],
    ['a fractional step', '*/1.5 * * * *', 'Invalid characters, got value: */1.5'],
    [
      'a step that is longer than its field',
      '*/90 * * * *',
      'the step of 90 in its field minute is longer than the 60 values there are',
    ],
    [
      'that in another field',
      '0 0 */25 * * *',
      'the step of 25 in its field hour is longer than the 24 values',
    ],
    ['a range that ends before it begins', '0 22-2 * * *', 'Invalid range: 22-2'],
    ['half a range', '5- * * * *', 'got range 5-NaN'],
    ['a list with a gap', '1,,2 * * * *', 'Invalid list value format'],
    ['letters', 'a * * * *', 'Invalid characters, got value: a'],
    ['the nearest weekday', '0 0 15W * *', 'Invalid characters, got value: 15W'],
    ['an unknown month', '0 0 1 FOO *', 'cannot resolve alias "foo"'],
    ['a sixth Monday', '0 0 * * 1#6', 'invalid dayOfWeek occurrence number (#)'],
    [
      'an unknown macro',
      '@fortnightly',
      'the macros are @yearly, @annually, @monthly, @weekly, @daily, @midnight',
    ],
    ['the hash of an impossible range', 'H(10-5) * * * *', 'Invalid range: 10-5'],
  ])('refuses %s', (_, cron, reason) => {
    const parse = () => new CronSchedule(cron, 'UTC', '');
    expect(parse).toThrow(InvalidCronError);
    expect(parse).toThrow(JobsOptionsError);
    expect(parse).toThrow(/^The cron expression .* is not valid: /);
    expect(parse).toThrow(reason);
  });

  it.each([[null], [undefined], [5], [{}], [['* * * * *']], [true]])(
    'refuses %o, which is no text',
    (cron) => {
      expect(() => new CronSchedule(cron as unknown as string, 'UTC', '')).toThrow(InvalidCronError);
      expect(() => cronScheduleOf(cron as unknown as string, 'UTC', 'id')).toThrow('The cron expression');
    },
  );

  it.each<[string, string, string[]]>([
    ['5 fields', '30 8 * * *', ['2026-01-01T08:30:00', '2026-01-02T08:30:00']],
    ['6 fields, seconds first', '15 30 8 * * *', ['2026-01-01T08:30:15', '2026-01-02T08:30:15']],
    ['any blanks between them', ' 30\t8  * * *\n', ['2026-01-01T08:30:00']],
    ['lists', '5,40 8,20 * * *', ['2026-01-01T08:05:00', '2026-01-01T08:40:00', '2026-01-01T20:05:00']],
    ['ranges', '0 22-23 * * *', ['2026-01-01T22:00:00', '2026-01-01T23:00:00', '2026-01-02T22:00:00']],
    ['steps', '*/25 * * * *', ['2026-01-01T00:25:00', '2026-01-01T00:50:00', '2026-01-01T01:00:00']],
    [
      'steps from a value on',
      '40/10 * * * *',
      ['2026-01-01T00:40:00', '2026-01-01T00:50:00', '2026-01-01T01:40:00'],
    ],
    [
      'steps in a range',
      '1-9/4 0 * * *',
      ['2026-01-01T00:01:00', '2026-01-01T00:05:00', '2026-01-01T00:09:00'],
    ],
    ['a step as long as its field', '*/60 * * * *', ['2026-01-01T01:00:00', '2026-01-01T02:00:00']],
    [
      'names of weekdays',
      '0 0 * * MON-wed',
      ['2026-01-05T00:00:00', '2026-01-06T00:00:00', '2026-01-07T00:00:00'],
    ],
    [
      'names of months',
      '0 0 1 feb,DEC *',
      ['2026-02-01T00:00:00', '2026-12-01T00:00:00', '2027-02-01T00:00:00'],
    ],
    ['Sunday as 0', '0 0 * * 0', ['2026-01-04T00:00:00', '2026-01-11T00:00:00']],
    ['Sunday as 7', '0 0 * * 7', ['2026-01-04T00:00:00', '2026-01-11T00:00:00']],
    ['no matter which day', '0 0 ? * 1', ['2026-01-05T00:00:00', '2026-01-12T00:00:00']],
    [
      'a day or a weekday',
      '0 0 6 * FRI',
      ['2026-01-02T00:00:00', '2026-01-06T00:00:00', '2026-01-09T00:00:00'],
    ],
    ['the last day', '0 0 L * *', ['2026-01-31T00:00:00', '2026-02-28T00:00:00', '2026-03-31T00:00:00']],
    ['the last Friday', '0 0 * * 5L', ['2026-01-30T00:00:00', '2026-02-27T00:00:00']],
    ['the second Monday', '0 0 * * 1#2', ['2026-01-12T00:00:00', '2026-02-09T00:00:00']],
    ['29 February', '0 0 29 2 *', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
    ['the fifth Monday of February', '0 0 * 2 1#5', ['2044-02-29T00:00:00', '2072-02-29T00:00:00']],
    ['@yearly', '@yearly', ['2027-01-01T00:00:00', '2028-01-01T00:00:00']],
    ['@annually', '@annually', ['2027-01-01T00:00:00', '2028-01-01T00:00:00']],
    ['@monthly', '@monthly', ['2026-02-01T00:00:00', '2026-03-01T00:00:00']],
    ['@weekly', '@weekly', ['2026-01-04T00:00:00', '2026-01-11T00:00:00']],
    ['@daily', '@daily', ['2026-01-02T00:00:00', '2026-01-03T00:00:00']],
    ['@midnight', '@midnight', ['2026-01-02T00:00:00', '2026-01-03T00:00:00']],
    ['@hourly', '@hourly', ['2026-01-01T01:00:00', '2026-01-01T02:00:00']],
    ['@minutely', '@minutely', ['2026-01-01T00:01:00', '2026-01-01T00:02:00']],
    ['@secondly', '@secondly', ['2026-01-01T00:00:01', '2026-01-01T00:00:02']],
    ['@weekdays', '@weekdays', ['2026-01-02T00:00:00', '2026-01-05T00:00:00']],
    ['@weekends', '@weekends', ['2026-01-03T00:00:00', '2026-01-04T00:00:00', '2026-01-10T00:00:00']],
  ])('knows %s', (_, cron, expected) => {
    expect(times(cron, expected.length)).toEqual(expected);
  });

  it('never occurs when it says so', () => {
    const schedule = new CronSchedule('never', 'UTC', '');
    expect(schedule.next(NEW_YEAR)).toBeNull();
    expect(schedule.between(NEW_YEAR, Infinity)).toEqual([]);
    expect(schedule.latest(NEW_YEAR, NEW_YEAR * 2, 5)).toEqual([]);
  });

  it('occurs on whole seconds, also when asked between two', () => {
    expect(times('* * * * * *', 2, NEW_YEAR + 1)).toEqual(['2026-01-01T00:00:01', '2026-01-01T00:00:02']);
    expect(times('0 0 * * *', 1, NEW_YEAR - 1)).toEqual(['2026-01-01T00:00:00']);
  });

  it('gives the occurrences up to and including an instant, and no more than asked for', () => {
    const schedule = new CronSchedule('0 * * * *', 'UTC', '');
    const hours = (...all: number[]) => all.map((hour) => NEW_YEAR + hour * 3_600_000);
    const [zero, two, five] = hours(0, 2, 5) as [number, number, number];
    expect(schedule.between(zero, two)).toEqual(hours(1, 2));
    expect(schedule.between(zero, two - 1)).toEqual(hours(1));
    expect(schedule.between(zero, five, 3)).toEqual(hours(1, 2, 3));
    expect(schedule.latest(zero, five, 3)).toEqual(hours(3, 4, 5));
    expect(schedule.latest(zero, two, 3)).toEqual(hours(1, 2));
    expect(schedule.latest(two, two, 3)).toEqual([]);
  });
});

describe('H', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `report:${index}`);
  const minutes = (cron: string) =>
    ids.map((id) => new Date(new CronSchedule(cron, 'UTC', id).next(NEW_YEAR)!).getUTCMinutes());

  it('stands for the same time whenever the id is the same', () => {
    expect(minutes('H H * * *')).toEqual(minutes('H H * * *'));
    expect(cronScheduleOf('H * * * *', 'UTC', 'a').next(NEW_YEAR)).toBe(
      new CronSchedule('H * * * *', 'UTC', 'a').next(NEW_YEAR),
    );
  });

  it('spreads other ids', () => {
    expect(new Set(minutes('H * * * *')).size).toBeGreaterThan(40);
    expect(cronScheduleOf('H H * * *', 'UTC', 'a').next(NEW_YEAR)).not.toBe(
      cronScheduleOf('H H * * *', 'UTC', 'b').next(NEW_YEAR),
    );
  });

  it('stays in its range', () => {
    const found = new Set(minutes('H(10-14) * * * *'));
    expect([...found].toSorted()).toEqual([10, 11, 12, 13, 14]);
  });

  it('has a step', () => {
    const found = new CronSchedule('H/20 * * * *', 'UTC', 'a').between(NEW_YEAR, Infinity, 4);
    expect(found.slice(1).map((at, index) => at - found[index]!)).toEqual([1_200_000, 1_200_000, 1_200_000]);
  });

  it('is one fixed time of the day, which occurs once when the clock is set back', () => {
    const schedule = new CronSchedule('H(0-59) 2 * * *', 'Europe/Berlin', 'a');
    expect(schedule.between(Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 25, 12))).toHaveLength(1);
  });

  it('stands for a day that comes, whatever the id, where the expression was accepted', () => {
    expect(() => new CronSchedule('0 0 H 2 *', 'UTC', '')).not.toThrow();
    for (const id of ids) {
      expect(new CronSchedule('0 0 H 2 *', 'UTC', id).next(NEW_YEAR), id).not.toBeNull();
    }
  });
});

describe('A time zone', () => {
  it.each([
    ['Mars/Phobos'],
    ['+03:00'],
    ['-0500'],
    ['UTC+3'],
    [''],
    ['local'],
    ['system'],
    [null],
    [undefined],
    [3],
  ])('is refused when it is %o', (zone) => {
    const make = () => new CronSchedule('0 8 * * *', zone as unknown as string, '');
    expect(make).toThrow(InvalidCronError);
    expect(make).toThrow(
      /^The time zone .* is not known here; use an IANA name like "Europe\/Istanbul" or "UTC"$/,
    );
  });

  it.each([
    ['UTC', 8],
    ['Europe/Istanbul', 5],
    ['America/New_York', 13],
    ['Asia/Kathmandu', 2.25],
    ['Etc/GMT+3', 11],
  ])('says when it is 8 o’clock: %s', (zone, hour) => {
    expect(new CronSchedule('0 8 * * *', zone, '').next(NEW_YEAR)).toBe(NEW_YEAR + hour * 3_600_000);
  });
});
