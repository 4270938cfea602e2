import { CronExpression, normaliseCron } from './cron-expression.js';
import { TimeZone } from './time-zone.js';

const DAY = 86_400_000;
const SECOND = 1_000;
const CACHED = 5_000;

/**
 * When a recurring job is due: a cron expression on the wall clock of a time zone. Times are epoch ms.
 *
 * Where the clock is set forward, a time that does not exist that day occurs at the first instant
 * after the gap. Where it is set back, a time that exists twice occurs once, the first time, if the
 * expression names fixed times of the day, and both times if it speaks of intervals (`*`, a range
 * or a step in hours or finer). These are the rules of Cronos, Hangfire's library.
 */
export class CronSchedule {
  private readonly expression: CronExpression;
  private readonly zone: TimeZone;

  /** @throws {InvalidCronError} */
  constructor(cron: string, timeZone: string, seed: string) {
    this.expression = new CronExpression(cron, seed);
    this.zone = zoneOf(timeZone);
  }

  /** The first occurrence after an instant; `null` when there is none. */
  next(after: number): number | null {
    let start = after;
    let local = after + this.zone.offset(after);
    for (;;) {
      const offset = this.zone.offset(start);
      const found = this.expression.nextLocal(Math.max(local, this.repeatedUntil(start) - 1));
      if (found === null) {
        return null;
      }
      const occurrence = found - offset;
      const change = this.zone.changeBetween(start, start + DAY);
      if (!change && occurrence <= start + DAY) {
        return occurrence;
      }
      if (!change) {
        // Nothing occurs before: go on from shortly before it. The clock may be set by up to a day meanwhile.
        start = Math.max(start + DAY, occurrence - 3 * DAY);
        local = start + this.zone.offset(start);
        continue;
      }
      if (occurrence < change.at) {
        return occurrence;
      }
      if (change.after > change.before && found <= change.at + change.after) {
        return change.at;
      }
      start = change.at;
      local = change.at + change.after - 1;
    }
  }

  /** The occurrences after one instant, up to and including another: all, or the first `limit`. */
  between(after: number, until: number, limit = Infinity): number[] {
    const occurrences: number[] = [];
    let at = this.next(after);
    while (at !== null && at <= until && occurrences.length < limit) {
      occurrences.push(at);
      at = this.next(at);
    }
    return occurrences;
  }

  /** The last `limit` occurrences after one instant, up to and including another, without going through all of them. */
  latest(after: number, until: number, limit: number): number[] {
    const occurrences: number[] = [];
    for (let before = until; occurrences.length < limit; before = occurrences[0]! - 1) {
      const found = this.last(after, before);
      if (found === null) {
        break;
      }
      occurrences.unshift(found);
    }
    return occurrences;
  }

  /** The last occurrence after one instant, up to and including another: looks back twice as far until there is one, then halves. */
  private last(after: number, until: number): number | null {
    const occursAfter = (start: number) => {
      const next = this.next(start);
      return next !== null && next <= until;
    };
    let high = until;
    let low = until - SECOND;
    while (low > after && !occursAfter(low)) {
      high = low;
      low = until - 2 * (until - low);
    }
    low = Math.max(low, after);
    if (!occursAfter(low)) {
      return null;
    }
    // The last one is after `low` and not after `high`, and no two are closer than a second.
    while (high - low > SECOND) {
      const middle = Math.floor((low + high) / 2);
      if (occursAfter(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return this.next(low);
  }

  /** While the wall clock shows an hour for the second time: the time it shows when that is over, for fixed times. */
  private repeatedUntil(instant: number): number {
    const change = this.expression.isInterval ? undefined : this.zone.changeBetween(instant - DAY, instant);
    return change && change.after < change.before ? change.at + change.before : -Infinity;
  }
}

const zones = new Map<string, TimeZone>();
const schedules = new Map<string, CronSchedule>();

/**
 * The schedule of a recurring job; equal ones are made once. `id` decides what `H` stands for.
 * @throws {InvalidCronError}
 */
export function cronScheduleOf(cron: string, timeZone: string, id: string): CronSchedule {
  const key = JSON.stringify([normaliseCron(cron, id), timeZone]);
  return cached(schedules, key, () => new CronSchedule(cron, timeZone, id));
}

function zoneOf(name: string): TimeZone {
  return cached(zones, name, () => new TimeZone(name));
}

function cached<Value>(cache: Map<string, Value>, key: string, make: () => Value): Value {
  let value = cache.get(key);
  if (!value) {
    value = make();
    if (cache.size >= CACHED) {
      cache.delete(cache.keys().next().value!);
    }
    cache.set(key, value);
  }
  return value;
}
