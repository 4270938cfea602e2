import { describe, expect, it } from 'vitest';
import { CronSchedule } from '../../../lib/cron/index.js';
import { randomFrom } from '../serialization/random-value.js';
import { RandomCron } from './random-cron.js';
import { WallClock } from './wall-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function iso(times: number[]): string[] {
  return times.map((at) => new Date(at).toISOString().replace('.000', ''));
}

describe('A schedule', () => {
  // Berlin: 2026-03-29 02:00 → 03:00 (01:00 UTC) and 2026-10-25 03:00 → 02:00 (01:00 UTC).
  // New York: 2026-03-08 02:00 → 03:00 (07:00 UTC) and 2026-11-01 02:00 → 01:00 (06:00 UTC).
  // Lord Howe: 2026-04-05 02:00 → 01:30 (15:00 UTC) and 2026-10-04 02:00 → 02:30 (15:30 UTC).
  // São Paulo: 2018-11-04 00:00 → 01:00. Apia: 2011-12-30 does not exist. Havana: 2026-11-01 01:00 → 00:00.
  it.each<[string, string, string, string, string[]]>([
    [
      'a time that is skipped occurs when the gap is over',
      'Europe/Berlin',
      '30 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
    ],
    [
      'several that are skipped occur once',
      'Europe/Berlin',
      '0,20,40 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z'],
    ],
    [
      'so do skipped ones of an interval',
      'Europe/Berlin',
      '*/20 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z'],
    ],
    [
      'a skipped time and the end of the gap are one',
      'Europe/Berlin',
      '0 2,3 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z'],
    ],
    [
      'an interval goes on past the gap',
      'Europe/Berlin',
      '*/15 * * * *',
      '2026-03-29T00:30:00Z',
      ['2026-03-29T00:45:00Z', '2026-03-29T01:00:00Z', '2026-03-29T01:15:00Z'],
    ],
    [
      'a date is that of the skipped time',
      'Europe/Berlin',
      '30 2 29 3 *',
      '2026-03-01T00:00:00Z',
      ['2026-03-29T01:00:00Z', '2027-03-29T00:30:00Z'],
    ],
    [
      'a fixed time that exists twice occurs the first time',
      'Europe/Berlin',
      '30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ],
    [
      'an interval occurs both times',
      'Europe/Berlin',
      '*/30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:30:00Z'],
    ],
    [
      'every hour is every hour',
      'Europe/Berlin',
      '0 * * * *',
      '2026-10-24T23:00:00Z',
      ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z'],
    ],
    [
      'the end of the repeated hour is not repeated',
      'Europe/Berlin',
      '0 3 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T02:00:00Z', '2026-10-26T02:00:00Z'],
    ],
    [
      'asked during the repeated hour, a fixed time is over',
      'Europe/Berlin',
      '30 2 * * *',
      '2026-10-25T01:10:00Z',
      ['2026-10-26T01:30:00Z'],
    ],
    [
      'the gap in New York',
      'America/New_York',
      '30 2 * * *',
      '2026-03-07T12:00:00Z',
      ['2026-03-08T07:00:00Z', '2026-03-09T06:30:00Z'],
    ],
    [
      'the repeated hour in New York',
      'America/New_York',
      '30 1 * * *',
      '2026-10-31T12:00:00Z',
      ['2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z'],
    ],
    [
      'a gap of half an hour',
      'Australia/Lord_Howe',
      '15 2 * * *',
      '2026-10-03T00:00:00Z',
      ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
    ],
    [
      'half an hour twice, fixed',
      'Australia/Lord_Howe',
      '0,45 1 * * *',
      '2026-04-04T00:00:00Z',
      ['2026-04-04T14:00:00Z', '2026-04-04T14:45:00Z', '2026-04-05T14:30:00Z'],
    ],
    [
      'half an hour twice, as an interval',
      'Australia/Lord_Howe',
      '*/15 1 * * *',
      '2026-04-04T14:20:00Z',
      ['2026-04-04T14:30:00Z', '2026-04-04T14:45:00Z', '2026-04-04T15:00:00Z', '2026-04-04T15:15:00Z'],
    ],
    [
      'a midnight that is skipped',
      'America/Sao_Paulo',
      '@daily',
      '2018-11-03T12:00:00Z',
      ['2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    ],
    [
      'a midnight that exists twice',
      'America/Havana',
      '0 0 * * *',
      '2026-10-31T12:00:00Z',
      ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ],
    [
      'a macro for it is a fixed time too',
      'America/Havana',
      '@daily',
      '2026-10-31T12:00:00Z',
      ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ],
    [
      'a macro of an interval is one',
      'America/Havana',
      '@hourly',
      '2026-11-01T03:30:00Z',
      ['2026-11-01T04:00:00Z', '2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z'],
    ],
    [
      'a day that is skipped',
      'Pacific/Apia',
      '0 9 * * *',
      '2011-12-29T00:00:00Z',
      ['2011-12-29T19:00:00Z', '2011-12-30T10:00:00Z', '2011-12-30T19:00:00Z'],
    ],
    [
      'the day after it, seen from long before',
      'Pacific/Apia',
      '0 12 31 12 *',
      '2011-06-01T00:00:00Z',
      ['2011-12-30T22:00:00Z', '2012-12-30T22:00:00Z'],
    ],
  ])('%s (%s, %s)', (_, zone, cron, after, expected) => {
    const schedule = new CronSchedule(cron, zone, '');
    expect(iso(schedule.between(Date.parse(after), Infinity, expected.length))).toEqual(expected);
  });
});

describe('Random schedules occur when somebody who watches the clock expects it, in', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
  const [FIRST, LAST] = [Date.UTC(2010, 0, 1), Date.UTC(2031, 0, 1)];
  const EXPRESSIONS = 12;

  const zones = [
    'Europe/Istanbul',
    'Europe/Berlin',
    'America/New_York',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Asia/Tehran',
    'Pacific/Apia',
    'UTC',
  ];

  it.each(zones)('%s', (zone) => {
    const random = randomFrom(seed + zones.indexOf(zone));
    const between = (from: number, until: number) => Math.floor(from + random() * (until - from));
    const clock = new WallClock(zone);

    /** The largest change and others, and as many days without one as make up the number. */
    const changes = clock.changes(FIRST, LAST).toSorted(() => random() - 0.5);
    const size = (at: number) => Math.abs(clock.ahead(at) - clock.ahead(at - MINUTE));
    const instants = changes.toSorted((a, b) => size(b) - size(a)).slice(0, 1);
    instants.push(...changes.filter((at) => !instants.includes(at)).slice(0, 15));
    while (instants.length < 20) {
      instants.push(Math.floor(between(FIRST, LAST) / MINUTE) * MINUTE);
    }

    for (const instant of instants) {
      const [from, until] = [instant - 30 * HOUR, instant + 18 * HOUR];
      // From a day before the first question on: by then it is known what the clock has shown already.
      const moments = clock.walk(from - DAY, until);
      for (let round = 0; round < EXPRESSIONS; round++) {
        const wall = clock.at(instant + between(-2, 2) * HOUR);
        const cron = new RandomCron(random, wall);
        const all = cron.occurrences(moments);
        // Asked at an occurrence or at the change itself, or a millisecond from them, or any time, often near it.
        const exact = random() < 0.5 ? instant : (all.find((at) => at >= instant - HOUR) ?? instant);
        const after = [
          () => exact + between(-1, 2),
          () => between(from, until),
          () => between(instant - 3 * HOUR, instant + 3 * HOUR),
        ][between(0, 3)]!();
        const expected = all.filter((at) => at > after);
        const about = `SEED=${seed}: '${cron.text}' in ${zone} after ${new Date(after).toISOString()}`;

        const schedule = new CronSchedule(cron.text, zone, '');
        expect(iso(schedule.between(after, until - 1, 10)), about).toEqual(iso(expected.slice(0, 10)));
        const next = schedule.next(after);
        if (expected.length > 0) {
          expect(next, about).toBe(expected[0]);
        } else {
          expect(next ?? Infinity, about).toBeGreaterThanOrEqual(until);
        }

        if (round % 3 === 0) {
          const [count, end] = [between(1, 6), between(after, until)];
          const last = expected.filter((at) => at <= end).slice(-count);
          expect(
            iso(schedule.latest(after, end, count)),
            `${about}, the latest ${count} up to ${end}`,
          ).toEqual(iso(last));
        }
      }
    }
  });
});
