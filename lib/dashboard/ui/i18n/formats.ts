import type { Count } from '../../api/index.js';
import type { Translate } from './messages.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers, durations and moments as the viewer's language writes them, in the viewer's zone. */
export class Formats {
  constructor(
    private readonly locale: string,
    private readonly t: Translate,
    private readonly timeZone?: string,
  ) {}

  number(value: number, digits = 0): string {
    return this.numbers({ maximumFractionDigits: digits }).format(value);
  }

  /** 12.4K: for where there is little room. */
  compact(value: number): string {
    return this.numbers({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
  }

  /** "10,000+" when the counting stopped there. */
  count({ value, capped }: Count): string {
    return capped ? `${this.number(value)}+` : this.number(value);
  }

  percent(share: number): string {
    const digits = share > 0 && share < 0.1 ? 1 : 0;
    return this.numbers({ style: 'percent', maximumFractionDigits: digits }).format(share);
  }

  /** Events a minute, with as much precision as matters. */
  rate(perMinute: number): string {
    return this.number(perMinute, perMinute < 10 ? 1 : 0);
  }

  /** The two largest units: "3 min 20 sec", "1.2 sec", "480 ms". */
  duration(ms: number): string {
    const amount = Math.max(0, ms);
    if (amount < SECOND) {
      return this.unit(Math.round(amount), 'millisecond');
    }
    if (amount < 10 * SECOND) {
      return this.unit(amount / SECOND, 'second', 1);
    }
    const [large, small] = parts(amount);
    return small === null || small.value === 0
      ? this.unit(large.value, large.unit)
      : `${this.unit(large.value, large.unit)} ${this.unit(small.value, small.unit)}`;
  }

  bytes(bytes: number): string {
    const mega = bytes / 1024 ** 2;
    return mega < 1024 ? this.unit(mega, 'megabyte') : this.unit(mega / 1024, 'gigabyte', 1);
  }

  /** "5 minutes ago", "in 2 hours". */
  relative(at: number, now: number): string {
    const distance = at - now;
    const size = Math.abs(distance);
    if (size < 5 * SECOND) {
      return this.t('time.now');
    }
    const [unit, length] = UNITS.find(([, from]) => size >= from)!;
    return new Intl.RelativeTimeFormat(this.locale, { numeric: 'always', style: 'short' }).format(
      Math.trunc(distance / length),
      unit,
    );
  }

  time(at: number): string {
    return this.moments({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
  }

  /** For an axis: the time of day, the day, or both, as much as a span of this length needs. */
  tick(at: number, spanMs: number): string {
    return this.moments({
      ...(spanMs >= 2 * DAY ? { day: 'numeric', month: 'short' } : {}),
      ...(spanMs < 14 * DAY ? { hour: '2-digit', minute: '2-digit' } : {}),
    }).format(at);
  }

  dateTime(at: number): string {
    return this.moments({ dateStyle: 'medium', timeStyle: 'medium' }).format(at);
  }

  /** With the year where it is another one. */
  shortDateTime(at: number): string {
    const isThisYear = new Date(at).getUTCFullYear() === new Date().getUTCFullYear();
    return this.moments({
      year: isThisYear ? undefined : 'numeric',
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }).format(at);
  }

  /** A time with its offset as the clock on the wall there shows it. */
  wallClock(local: string): string {
    const shown = Date.parse(`${local.slice(0, 19)}Z`);
    return new Formats(this.locale, this.t, 'UTC').shortDateTime(shown);
  }

  list(items: string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'conjunction', style: 'narrow' }).format(items);
  }

  private unit(value: number, unit: string, digits = 0): string {
    return this.numbers({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(
      value,
    );
  }

  private numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return cached(
      `n${this.locale}${JSON.stringify(options)}`,
      () => new Intl.NumberFormat(this.locale, options),
    );
  }

  private moments(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return cached(
      `d${this.locale}${this.timeZone ?? ''}${JSON.stringify(options)}`,
      () => new Intl.DateTimeFormat(this.locale, { hourCycle: 'h23', timeZone: this.timeZone, ...options }),
    );
  }
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
].map(([unit, length]) => [unit as Intl.RelativeTimeFormatUnit, length as number]);

interface Part {
  value: number;
  unit: 'day' | 'hour' | 'minute' | 'second';
}

function parts(ms: number): [Part, Part | null] {
  if (ms >= DAY) {
    return split(ms, DAY, 'day', HOUR, 'hour');
  }
  if (ms >= HOUR) {
    return split(ms, HOUR, 'hour', MINUTE, 'minute');
  }
  return ms >= MINUTE
    ? split(ms, MINUTE, 'minute', SECOND, 'second')
    : [{ value: Math.floor(ms / SECOND), unit: 'second' }, null];
}

function split(ms: number, large: number, largeUnit: Part['unit'], small: number, smallUnit: Part['unit']) {
  const value = Math.floor(ms / large);
  return [
    { value, unit: largeUnit },
    { value: Math.floor((ms - value * large) / small), unit: smallUnit },
  ] satisfies [Part, Part];
}

/** Intl's formats are slow to make, and there are few of them. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function cached<Format extends Intl.NumberFormat | Intl.DateTimeFormat>(
  key: string,
  make: () => Format,
): Format {
  const known = formats.get(key) as Format | undefined;
  if (known) {
    return known;
  }
  const format = make();
  formats.set(key, format);
  return format;
}
