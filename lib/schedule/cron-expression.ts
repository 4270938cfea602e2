import { CronExpressionParser, type CronExpression as ParsedExpression } from 'cron-parser';
import { InvalidScheduleError } from '../errors/index.js';
import { describeError, describeValue } from '../utils/index.js';

/** The expression of a recurring job that only `trigger()` starts. */
export const NEVER = 'never';

const MACROS: Record<string, string> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@weekdays': '0 0 0 * * 1-5',
  '@weekends': '0 0 0 * * 0,6',
  '@hourly': '0 0 * * * *',
  '@minutely': '0 * * * * *',
  '@secondly': '* * * * * *',
};

/** The fields in their order, and how many values each has. */
const FIELDS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day of month', 31],
  ['month', 12],
  ['day of week', 7],
] as const;

/** A field that says `*`, a range or a step speaks of intervals. */
const INTERVAL = /[*?/-]/;
/** `H` within a range, which is one value. */
const HASHED_RANGE = /H\([\d-]*\)/g;

/**
 * A cron expression of 5 or 6 fields (seconds first), over wall-clock times without a time zone.
 * Its times are epoch milliseconds as if the wall clock were UTC's.
 */
export class CronExpression {
  private readonly parsed: ParsedExpression | null;

  /** Whether it speaks of intervals in hours or finer, and not of fixed times of the day. */
  readonly isInterval: boolean;

  /**
   * `seed` decides what `H` stands for: the same seed, the same time.
   * @throws {InvalidScheduleError} with the reason.
   */
  constructor(expression: string, seed: string) {
    const fields = fieldsOf(expression);
    this.isInterval = fields.slice(0, 3).some((field) => INTERVAL.test(field.replace(HASHED_RANGE, 'H')));
    this.parsed = fields.length === 0 ? null : parse(expression, fields, seed);
    if (this.parsed && this.nextLocal(0) === null) {
      throw refuse(expression, neverOccurs());
    }
  }

  /** The first time after `local`; `null` when there is none. */
  nextLocal(local: number): number | null {
    if (!this.parsed) {
      return null;
    }
    this.parsed.reset(new Date(local));
    try {
      return this.parsed.next().getTime();
    } catch {
      // The parser gives up on dates that do not come, like 31 June.
      return null;
    }
  }
}

/** Six fields, or none for `never`. */
function fieldsOf(expression: string): string[] {
  if (typeof expression !== 'string') {
    throw refuse(expression, 'it must be a text');
  }
  const text = expression.trim();
  if (text === '') {
    throw refuse(expression, `it is empty; write e.g. "0 8 * * *", or "${NEVER}"`);
  }
  if (text === NEVER) {
    return [];
  }
  if (text.startsWith('@') && !Object.hasOwn(MACROS, text)) {
    throw refuse(expression, `the macros are ${Object.keys(MACROS).join(', ')}`);
  }

  const fields = (MACROS[text] ?? text).split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw refuse(
      expression,
      `it has ${fields.length} field(s) and needs 5 (minute, hour, day of month, month, day of week), or 6 with seconds first`,
    );
  }
  return fields.length === 5 ? ['0', ...fields] : fields;
}

function parse(expression: string, fields: string[], seed: string): ParsedExpression {
  fields.forEach((field, index) => {
    const [name, size] = FIELDS[index]!;
    const step = [...field.matchAll(/\/(\d+)/g)].find((match) => Number(match[1]) > size);
    if (step) {
      throw refuse(
        expression,
        `the step of ${step[1]} in its field ${name} is longer than the ${size} values there are`,
      );
    }
  });
  try {
    return CronExpressionParser.parse(fields.map(everyMonth).join(' '), {
      tz: 'UTC',
      hashSeed: seed,
      currentDate: new Date(0),
    });
  } catch (error) {
    const reason = describeError(error).replace(/^Error: /, '');
    throw refuse(expression, reason.includes('explicit day of month') ? neverOccurs() : reason);
  }
}

/** `H` as a day of the month is one that every month has. */
function everyMonth(field: string, index: number): string {
  return index === 3 ? field.replace(/H(?!\()/g, 'H(1-28)') : field;
}

function neverOccurs(): string {
  return `no such date ever comes; for a recurring job that is only triggered write "${NEVER}"`;
}

function refuse(expression: unknown, why: string): InvalidScheduleError {
  return new InvalidScheduleError(`The cron expression ${describeValue(expression)} is not valid: ${why}`);
}
