import { CronDate } from 'cron-parser';
import { InvalidCronError } from '../errors/index.js';
import { describeValue } from '../utils/index.js';

const DAY = 86_400_000;
/** Days whose changes of the clock are remembered for each zone, at most. */
const REMEMBERED = 1_000;

/** The clock is set forward or back: from `at` on, the offset to UTC is `after` instead of `before` (all in ms). */
export interface ClockChange {
  at: number;
  before: number;
  after: number;
}

/** What the clock on the wall shows in a time zone, and when it is set forward or back. */
export class TimeZone {
  private readonly changes = new Map<number, ClockChange | null>();

  /** @throws {InvalidCronError} when `name` is no IANA time zone that this process knows. */
  constructor(readonly name: string) {
    if (typeof name !== 'string' || !isTimeZone(name)) {
      throw new InvalidCronError(
        `The time zone ${describeValue(name)} is not known here; use an IANA name like "Europe/Istanbul" or "UTC"`,
      );
    }
  }

  /** How far the wall clock is ahead of UTC at an instant, in ms. */
  offset(instant: number): number {
    return new CronDate(instant, this.name).getUTCOffset() * 60_000;
  }

  /** The first change of the clock after `from`, up to and including `until`; at most a few days apart. */
  changeBetween(from: number, until: number): ClockChange | undefined {
    for (let day = Math.floor(from / DAY) - 1; day <= Math.floor(until / DAY); day++) {
      const change = this.changeOf(day);
      if (change && change.at > from && change.at <= until) {
        return change;
      }
    }
    return undefined;
  }

  /** Zones change their clocks at most once a day. */
  private changeOf(day: number): ClockChange | null {
    let change = this.changes.get(day);
    if (change === undefined) {
      change = this.findChange(day * DAY, (day + 1) * DAY);
      if (this.changes.size >= REMEMBERED) {
        this.changes.clear();
      }
      this.changes.set(day, change);
    }
    return change;
  }

  private findChange(from: number, until: number): ClockChange | null {
    const before = this.offset(from);
    const after = this.offset(until);
    if (before === after) {
      return null;
    }
    let [low, high] = [from, until];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (this.offset(middle) === before) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return { at: high, before, after };
  }
}

export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    // A fixed offset has no rules, and its sign means the opposite in some names.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
