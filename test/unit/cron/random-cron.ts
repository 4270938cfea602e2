import type { Moment } from './wall-clock.js';

/** A field's text and what it means. */
interface Field {
  text: string;
  allowed: Set<number>;
  isInterval: boolean;
}

type Maker = () => Field;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['7', 'mon', 'Tue', 'WED', 'THU', 'FRI', 'SAT'];

/** A cron expression and a matcher for it that was made with it, not from its text. */
export class RandomCron {
  readonly text: string;
  readonly isInterval: boolean;
  private readonly fields: Field[];

  /** The time and date are often those of `near`, so that something happens there. */
  constructor(
    private readonly random: () => number,
    near: number,
  ) {
    const time = this.chance(0.5) ? this.fixedTime(near) : this.intervalTime(near);
    this.fields = [...time, ...this.date(near)];
    this.isInterval = time.some((field) => field.isInterval);
    const texts = this.fields.map((field) => field.text);
    this.text = (texts[0] === '0' && this.chance(0.8) ? texts.slice(1) : texts).join(' ');
  }

  /** When it occurs while the wall clock goes through these moments: instants in their order, each once. */
  occurrences(moments: Moment[]): number[] {
    const seconds = [...this.fields[0]!.allowed].toSorted((a, b) => a - b);
    const found: number[] = [];
    for (const { at, wall, isSkipped, isRepeated } of moments) {
      if ((isRepeated && !this.isInterval) || !this.matches(wall)) {
        continue;
      }
      for (const instant of isSkipped ? [at] : seconds.map((second) => at + second * 1_000)) {
        if (instant !== found.at(-1)) {
          found.push(instant);
        }
      }
    }
    return found;
  }

  private matches(wall: Date): boolean {
    const [, minute, hour, day, month, weekday] = this.fields as [Field, Field, Field, Field, Field, Field];
    const isDay = day.allowed.has(wall.getUTCDate());
    const isWeekday = weekday.allowed.has(wall.getUTCDay());
    const areBothRestricted = day.text !== '*' && weekday.text !== '*';
    return (
      minute.allowed.has(wall.getUTCMinutes()) &&
      hour.allowed.has(wall.getUTCHours()) &&
      month.allowed.has(wall.getUTCMonth() + 1) &&
      (areBothRestricted ? isDay || isWeekday : isDay && isWeekday)
    );
  }

  private fixedTime(near: number): Field[] {
    return [
      this.chance(0.6) ? this.list(0, 0, 0) : this.list(0, 59),
      this.list(0, 59, new Date(near).getUTCMinutes()),
      this.list(0, 23, new Date(near).getUTCHours()),
    ];
  }

  private intervalTime(near: number): Field[] {
    const hour = new Date(near).getUTCHours();
    for (;;) {
      const time = [
        this.chance(0.6) ? this.list(0, 0, 0) : this.any(0, 59),
        this.any(0, 59),
        this.chance(0.5) ? this.list(0, 23, hour) : this.any(0, 23, hour),
      ];
      if (time.some((field) => field.isInterval)) {
        return time;
      }
    }
  }

  private date(near: number): Field[] {
    const date = new Date(near);
    const [all, anyMonth, anyWeekday] = [this.star(1, 31), this.star(1, 12), this.star(0, 6)];
    const month = this.named(this.any(1, 12, date.getUTCMonth() + 1), MONTHS, 1);
    const weekday = this.named(this.listOrRange(0, 6, date.getUTCDay()), DAYS, 0);
    const day = date.getUTCDate();
    return this.pick([
      () => [all, anyMonth, anyWeekday],
      () => [all, anyMonth, anyWeekday],
      () => [all, this.chance(0.5) ? month : anyMonth, weekday],
      () => [this.any(1, 31, day), anyMonth, anyWeekday],
      // A date that exists in that month.
      () => [this.list(day, day, day), this.list(date.getUTCMonth() + 1, date.getUTCMonth() + 1), anyWeekday],
      () => [this.listOrRange(1, 31, day), this.chance(0.5) ? month : anyMonth, weekday],
    ])();
  }

  private any(min: number, max: number, near?: number): Field {
    return this.pick<Maker>([
      () => this.listOrRange(min, max, near),
      () => this.listOrRange(min, max, near),
      () => this.steps(min, max),
      () => this.star(min, max),
    ])();
  }

  private listOrRange(min: number, max: number, near?: number): Field {
    return this.pick<Maker>([
      () => this.list(min, max, near),
      () => this.range(min, max, near),
      () => this.both(this.range(min, max, near), this.list(min, max)),
    ])();
  }

  private list(min: number, max: number, near?: number): Field {
    const values = Array.from({ length: 1 + this.whole(3) }, () => this.whole(max - min + 1) + min);
    if (near !== undefined && this.chance(0.7)) {
      values[0] = Math.min(max, Math.max(min, near + this.whole(3) - 1));
    }
    const allowed = new Set(values);
    return { text: [...allowed].join(), allowed, isInterval: false };
  }

  private range(min: number, max: number, near?: number): Field {
    const [a, b] = [near ?? this.whole(max - min + 1) + min, this.whole(max - min + 1) + min];
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const step = this.chance(0.3) ? 1 + this.whole(to - from + 1) : 1;
    return { text: `${from}-${to}${step > 1 ? `/${step}` : ''}`, ...every(step, from, to) };
  }

  private steps(min: number, max: number): Field {
    const step = 1 + this.whole(max - min);
    const from = this.whole(max - min + 1) + min;
    return this.chance(0.5)
      ? { text: `*/${step}`, ...every(step, min, max) }
      : { text: `${from}/${step}`, ...every(step, from, max) };
  }

  private star(min: number, max: number): Field {
    return { text: '*', ...every(1, min, max) };
  }

  /** A value may be named only once. */
  private both(range: Field, list: Field): Field {
    const more = [...list.allowed].filter((value) => !range.allowed.has(value));
    return {
      text: [range.text, ...more].join(),
      allowed: new Set([...range.allowed, ...more]),
      isInterval: true,
    };
  }

  /** Sometimes with names for the numbers of a plain list. */
  private named(field: Field, names: string[], first: number): Field {
    const isPlain = !field.isInterval && this.chance(0.5);
    return isPlain
      ? { ...field, text: field.text.replaceAll(/\d+/g, (n) => names[Number(n) - first]!) }
      : field;
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private whole(below: number): number {
    return Math.floor(this.random() * below);
  }

  private pick<Value>(values: Value[]): Value {
    return values[this.whole(values.length)]!;
  }
}

function every(step: number, from: number, to: number): Pick<Field, 'allowed' | 'isInterval'> {
  const values = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return { allowed: new Set(values.filter((value) => (value - from) % step === 0)), isInterval: true };
}
