import { cronScheduleOf, normaliseCron } from '../../cron/index.js';
import { TimeZone, type ClockChange } from '../../cron/time-zone.js';
import type { PreviewRun } from '../api/index.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** The next occurrences after `from`, with what the clock on the wall shows, and where it is set. */
export function previewRuns(
  cron: string,
  timeZone: string,
  id: string,
  from: number,
  count: number,
): PreviewRun[] {
  const zone = new TimeZone(timeZone);
  let previous = zone.offset(from);
  return cronScheduleOf(cron, timeZone, id)
    .between(from, Infinity, count)
    .map((at) => {
      const offset = zone.offset(at);
      const offsetChange = offset === previous ? null : (offset - previous) / MINUTE;
      previous = offset;
      return {
        at: new Date(at).toISOString(),
        local: localTime(at, offset),
        shift: shiftOf(at, zone, () => matches(cron, id, at + offset)),
        offsetChange,
      };
    });
}

function shiftOf(at: number, zone: TimeZone, isOnTime: () => boolean): PreviewRun['shift'] {
  const change = zone.changeBetween(at - DAY, at + DAY);
  if (!change) {
    return null;
  }
  if (change.after > change.before) {
    return at === change.at && !isOnTime() ? 'moved' : null;
  }
  return repeated(at, change);
}

/** With six fields, and what each `H` stands for; `null`: it never occurs, or it is none. */
export function plainCron(cron: string, id: string): string | null {
  try {
    return normaliseCron(cron, id) || null;
  } catch {
    return null;
  }
}

/** While the wall clock shows an hour that it shows twice. */
function repeated(at: number, change: ClockChange): PreviewRun['shift'] {
  const length = change.before - change.after;
  if (at >= change.at - length && at < change.at) {
    return 'first';
  }
  return at >= change.at && at < change.at + length ? 'second' : null;
}

/** Whether the expression names this time of the wall clock. */
function matches(cron: string, id: string, local: number): boolean {
  return cronScheduleOf(cron, 'UTC', id).next(local - 1) === local;
}

function localTime(at: number, offset: number): string {
  const minutes = Math.abs(offset) / MINUTE;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  return new Date(at + offset).toISOString().slice(0, 19) + zone;
}
