import { JobsOptionsError } from '../../errors/index.js';
import { requireJobId } from '../../utils/index.js';
import { invalid } from '../http/problem.error.js';

const MAX_TEXT = 255;

/** What a request says, one value at a time: each is what the route takes, or the answer says which is not. */
export class Input {
  private readonly values: Record<string, unknown>;

  /** @throws {ProblemError} when it is no object, or says more than what is known. */
  constructor(values: unknown, known: readonly string[]) {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw invalid('body', 'a JSON object');
    }
    const unknown = Object.keys(values).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      throw invalid(unknown, known.length > 0 ? known.join(', ') : 'nothing');
    }
    this.values = values as Record<string, unknown>;
  }

  text(name: string, max = MAX_TEXT): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') {
      return undefined;
    }
    if (typeof value !== 'string' || value.length > max || value.includes('\0')) {
      throw invalid(name, `a text of at most ${max} characters`);
    }
    return value;
  }

  requiredText(name: string, max = MAX_TEXT): string {
    const value = this.text(name, max);
    if (value === undefined || value.trim() === '') {
      throw invalid(name, `a text of 1 to ${max} characters`);
    }
    return value;
  }

  /** In a query it is written. */
  whole(name: string, min: number, max: number): number | undefined {
    const value = this.values[name];
    if (value === undefined || value === '') {
      return undefined;
    }
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
      throw invalid(name, `a whole number from ${min} to ${max}`);
    }
    return number;
  }

  flag(name: string): boolean {
    return this.oneOf(name, [true, false] as const) ?? false;
  }

  oneOf<const Value>(name: string, allowed: readonly Value[]): Value | undefined {
    const value = this.values[name];
    if (value === undefined || value === '') {
      return undefined;
    }
    if (!allowed.includes(value as Value)) {
      throw invalid(name, allowed.join(', '));
    }
    return value as Value;
  }

  /** One of these values, or a list of them. */
  someOf<const Value>(name: string, allowed: readonly Value[]): Value[] | undefined {
    const value = this.values[name];
    if (!Array.isArray(value)) {
      const one = this.oneOf(name, allowed);
      return one === undefined ? undefined : [one];
    }
    if (value.length === 0 || !value.every((each) => allowed.includes(each as Value))) {
      throw invalid(name, allowed.join(', '));
    }
    return value as Value[];
  }

  id(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : requireId(name, value);
  }

  moment(name: string): Date | undefined {
    const value = this.text(name, 40);
    if (value === undefined) {
      return undefined;
    }
    const isFull = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(value);
    const date = new Date(value);
    if (!isFull || Number.isNaN(date.getTime())) {
      throw invalid(name, 'a time like 2026-11-22T12:00:00Z');
    }
    return date;
  }

  texts(name: string, maxCount: number, minCount = 1): string[] {
    const list = this.values[name];
    if (!Array.isArray(list) || list.length < minCount || list.length > maxCount) {
      throw invalid(name, `a list of ${minCount} to ${maxCount} texts`);
    }
    return list.map((value) => new Input({ [name]: value as unknown }, [name]).requiredText(name));
  }

  /** A value with values of its own; `undefined` when it is not there. */
  inside(name: string, known: readonly string[]): Input | undefined {
    const value = this.values[name];
    return value === undefined || value === null ? undefined : new Input(value, known);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  isNull(name: string): boolean {
    return this.values[name] === null;
  }
}

/** @throws {ProblemError} `invalid_request` */
export function requireId(name: string, value: unknown): string {
  try {
    return requireJobId(value, name);
  } catch (error) {
    throw error instanceof JobsOptionsError ? invalid(name, 'a UUID in lower case') : error;
  }
}
