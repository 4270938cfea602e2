const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A minute of the wall clock, and the instant at which a cron expression sees it. */
export interface Moment {
  at: number;
  /** What the clock shows, as if it were UTC's. */
  wall: Date;
  /** The clock never shows it: it is set forward past it. */
  isSkipped: boolean;
  /** The clock has shown it before: it was set back. */
  isRepeated: boolean;
}

/** The clock on the wall in a time zone, read off `Intl` and nothing else. */
export class WallClock {
  private readonly format: Intl.DateTimeFormat;

  constructor(readonly zone: string) {
    this.format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** What it shows at a whole minute. */
  at(instant: number): number {
    return Date.parse(`${this.format.format(instant).replace(' ', 'T')}Z`);
  }

  /** Every instant at which it is set forward or back. */
  changes(from: number, until: number): number[] {
    const found: number[] = [];
    for (let day = from; day < until; day += DAY) {
      let [low, high] = [day, day + DAY];
      if (this.ahead(low) !== this.ahead(high)) {
        while (high - low > MINUTE) {
          const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
          [low, high] = this.ahead(middle) === this.ahead(low) ? [middle, high] : [low, middle];
        }
        found.push(high);
      }
    }
    return found;
  }

  /** How far it is ahead of UTC. */
  ahead(instant: number): number {
    return this.at(instant) - instant;
  }

  /** Minute by minute from one instant to another; those that are skipped stand where they are skipped. */
  walk(from: number, until: number): Moment[] {
    const moments: Moment[] = [];
    let previous = this.at(from) - MINUTE;
    let latest = previous;
    for (let at = from; at < until; at += MINUTE) {
      const wall = this.at(at);
      for (let skipped = previous + MINUTE; skipped < wall; skipped += MINUTE) {
        moments.push({ at, wall: new Date(skipped), isSkipped: true, isRepeated: skipped <= latest });
      }
      moments.push({ at, wall: new Date(wall), isSkipped: false, isRepeated: wall <= latest });
      previous = wall;
      latest = Math.max(latest, wall);
    }
    return moments;
  }
}
