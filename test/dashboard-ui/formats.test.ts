import { describe, expect, it } from 'vitest';
import { Formats } from '../../lib/dashboard/ui/i18n/formats.js';

const en = new Formats('en', (key) => key, 'Europe/Istanbul');
const tr = new Formats('tr', (key) => key, 'Europe/Istanbul');

describe('Formats', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [480, '480 ms'],
    [1_240, '1.2 sec'],
    [59_000, '59 sec'],
    [60_000, '1 min'],
    [200_000, '3 min 20 sec'],
    [3_600_000, '1 hr'],
    [90_000_000, '1 day 1 hr'],
  ])('writes a duration of %d ms with its two largest units', (ms, text) => {
    expect(en.duration(ms)).toBe(text);
  });

  it('writes durations and shares as the language does', () => {
    expect(tr.duration(200_000)).toBe('3 dk. 20 sn.');
    expect(tr.percent(0.125)).toBe('%13');
    expect(en.percent(0.004)).toBe('0.4%');
  });

  it('says that a count stopped', () => {
    expect(en.count({ value: 10_000, capped: true })).toBe('10,000+');
    expect(tr.count({ value: 10_000, capped: false })).toBe('10.000');
  });

  it('says how long ago, or in how long', () => {
    expect(en.relative(1_000_000, 1_002_000)).toBe('time.now');
    expect(en.relative(0, 65_000)).toBe('1 min. ago');
    expect(en.relative(7_200_000, 0)).toBe('in 2 hr.');
    expect(tr.relative(0, 65_000)).toBe('1 dk. önce');
  });

  it('shows moments in the viewer’s zone, and a wall clock as it is', () => {
    expect(en.time(Date.UTC(2026, 0, 1, 12))).toBe('15:00:00');
    expect(en.wallClock('2026-03-29T03:00:00+02:00')).toContain('03:00');
  });

  it('says on an axis the day where there are several, and the time where days are few', () => {
    const [hour, day] = [3_600_000, 86_400_000];
    const at = Date.UTC(2026, 0, 31, 22);
    const ticks = (span: number) => [en.tick(at, span), tr.tick(at, span)];
    expect(ticks(hour)).toEqual(['01:00', '01:00']);
    expect(ticks(day + hour)).toEqual(['01:00', '01:00']);
    expect(ticks(7 * day)).toEqual(['Feb 1, 01:00', '1 Şub 01:00']);
    expect(ticks(30 * day)).toEqual(['Feb 1', '1 Şub']);
  });

  it('keeps bytes short', () => {
    expect(en.bytes(150 * 1024 ** 2)).toBe('150 MB');
    expect(en.bytes(1.5 * 1024 ** 3)).toBe('1.5 GB');
  });
});
