import { CronExpressionParser, type CronExpression as ParsedExpression } from 'cron-parser';
import { InvalidCronError } from '../errors/index.js';
import { describeError, describeValue } from '../utils/index.js';
import { CRON_FIELDS } from './fields.js';
import { hashField } from './hash-fields.js';

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
  '@every_minute': '0 * * * * *',
  '@secondly': '* * * * * *',
  '@every_second': '* * * * * *',
};

/** A field that says `*`, a range or a step speaks of intervals. */
const INTERVAL = /[*?/-]/;
/** Whether an expression has an `H`, and not only a name like `THU`. */
const HAS_HASH = /(^|[\s,])H/;

/**
 * The expression in its simplest form: six fields, every `H` replaced by what it stands for with this
 * seed, nothing for `never`. Equal forms occur at the same times.
 * @throws {InvalidCronError} when it has not the right number of fields.
 */
export function normaliseCron(expression: string, seed: string): string {
  const fields = fieldsOf(expression);
  if (!HAS_HASH.test(expression)) {
    return fields.join(' ');
  }
  return fields.map((field, index) => hashField(field, CRON_FIELDS[index]!, seed)).join(' ');
}

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
   * @throws {InvalidCronError} with the reason.
   */
  constructor(expression: string, seed: string) {
    const text = normaliseCron(expression, seed);
    this.isInterval = text.split(' ', 3).some((field) => INTERVAL.test(field));
    this.parsed = text === '' ? null : parse(expression, text);
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

function parse(expression: string, text: string): ParsedExpression {
  const fields = text.split(' ');
  fields.forEach((field, index) => {
    const { name, min, max } = CRON_FIELDS[index]!;
    const step = [...field.matchAll(/\/(\d+)/g)].find((match) => Number(match[1]) > max - min + 1);
    if (step) {
      throw refuse(
        expression,
        `the step of ${step[1]} in its field ${name} is longer than the ${max - min + 1} values there are`,
      );
    }
  });
  try {
    return CronExpressionParser.parse(text, { tz: 'UTC', currentDate: new Date(0) });
  } catch (error) {
    throw refuse(expression, reasonOf(error, fields));
  }
}

/** The parser's reason, with the field it is about: the one that is refused alone, too. */
function reasonOf(error: unknown, fields: string[]): string {
  const reason = describeError(error).replace(/^Error: /, '');
  if (reason.includes('explicit day of month')) {
    return neverOccurs();
  }
  const culprit = fields.findIndex((field, index) => {
    try {
      CronExpressionParser.parse(CRON_FIELDS.map((_, at) => (at === index ? field : '*')).join(' '));
      return false;
    } catch {
      return true;
    }
  });
  return culprit === -1
    ? reason
    : `its field ${CRON_FIELDS[culprit]!.name} ("${fields[culprit]}"): ${reason}`;
}

function neverOccurs(): string {
  return `no such date ever comes; for a recurring job that is only triggered write "${NEVER}"`;
}

function refuse(expression: unknown, why: string): InvalidCronError {
  return new InvalidCronError(`The cron expression ${describeValue(expression)} is not valid: ${why}`);
}
