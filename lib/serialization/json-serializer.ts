import { JobSerializationError } from '../errors/index.js';
import { describeError, describeValue } from '../utils/index.js';
import type { JobSerializer } from './job-serializer.js';
import { decodeTagged, encodeTagged, TAG } from './tagged-values.js';

/**
 * Plain JSON, readable and searchable in the database, in which the values JSON lacks are objects
 * with a `$type`. What would come back as something else is refused instead: functions, symbols,
 * cycles, and instances of classes that have methods.
 */
export class JsonSerializer implements JobSerializer {
  serialize(value: unknown, subject: string): string {
    try {
      return JSON.stringify(encode(value, { subject, path: '', ancestors: [] }));
    } catch (error) {
      // A getter that throws, or nesting that is deeper than the stack.
      throw error instanceof JobSerializationError
        ? error
        : new JobSerializationError(`${subject}: they cannot be read: ${describeError(error)}`, {
            cause: error,
          });
    }
  }

  deserialize(text: string): unknown {
    const value = parse(text);
    return text.includes(`"${TAG}"`) ? decode(value) : value;
  }
}

/** The parser's own error quotes the text, which may be secret, and errors are shown to more people. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new JobSerializationError(`The stored text is not JSON (${text.length} characters).`);
  }
}

interface Place {
  subject: string;
  path: string;
  /** The objects around the value: meeting one of them again is a cycle. */
  ancestors: object[];
}

/** The value itself where JSON can hold it, and a copy only where something in it needs a tag. */
function encode(value: unknown, place: Place): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : encodeTagged(value);
    case 'undefined':
    case 'bigint':
      return encodeTagged(value);
    case 'function':
    case 'symbol':
      throw refuse(place, `a ${typeof value} (${describeValue(value)}) cannot be stored`);
    default:
      return value === null ? null : encodeObject(value as object, place);
  }
}

function encodeObject(value: object, place: Place): unknown {
  if (place.ancestors.includes(value)) {
    throw refuse(place, 'it contains itself (a cycle)');
  }
  const inside = (path: string): Place => ({
    ...place,
    path: place.path + path,
    ancestors: [...place.ancestors, value],
  });

  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw refuse(place, 'it has symbol keys, which would be lost');
  }
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype || hasOwnToJson(value)) {
      throw refuse(place, 'a list that is more than a list would not come back as what it is');
    }
    return encodeArray(value, inside);
  }
  if (value instanceof Map) {
    return encodeTagged(value, encodeArray([...value].flat(), inside));
  }
  if (value instanceof Set) {
    return encodeTagged(value, encodeArray([...value], inside));
  }
  const tagged = encodeTagged(value);
  if (tagged !== undefined) {
    return tagged;
  }
  if (hasBehaviour(value)) {
    throw refuse(
      place,
      `an instance of ${classNameOf(value)} has methods, which would be lost; pass plain data`,
    );
  }
  return encodeRecord(value as Record<string, unknown>, inside);
}

function encodeArray(list: unknown[], inside: (path: string) => Place): unknown[] {
  // Array.from, because map() leaves holes as they are.
  const encoded = Array.from(list, (item, index) => encode(item, inside(`[${index}]`)));
  return encoded.every((item, index) => item === list[index]) ? list : encoded;
}

function encodeRecord(record: Record<string, unknown>, inside: (path: string) => Place): unknown {
  const entries = Object.entries(record);
  const encoded = entries.map(([key, item]) => [key, encode(item, inside(`.${key}`))] as const);
  const changed = encoded.some(([, item], index) => item !== entries[index]![1]);
  const result: unknown = changed ? Object.fromEntries(encoded) : record;
  return TAG in record ? { [TAG]: 'Object', value: result } : result;
}

function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const record = value as Record<string, unknown>;
  if (!Array.isArray(value) && record[TAG] === 'Object') {
    return decodeEntries(record.value as Record<string, unknown>);
  }
  if (!Array.isArray(value) && typeof record[TAG] === 'string') {
    return decodeTagged(record[TAG], decode(record.value));
  }
  return decodeEntries(record);
}

/** In place: the object comes fresh from the parser, own keys like `__proto__` included. */
function decodeEntries(record: Record<string, unknown>): unknown {
  for (const key of Object.keys(record)) {
    const decoded = decode(record[key]);
    if (decoded !== record[key]) {
      Object.defineProperty(record, key, {
        value: decoded,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  }
  return record;
}

function hasOwnToJson(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

/** Whether the prototype holds anything a plain object would not bring back. */
function hasBehaviour(value: object): boolean {
  for (
    let prototype: unknown = Object.getPrototypeOf(value);
    prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    if (Reflect.ownKeys(prototype as object).some((key) => key !== 'constructor')) {
      return true;
    }
  }
  return hasOwnToJson(value);
}

function classNameOf(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name ? constructor.name : 'a class without a name';
}

function refuse({ subject, path }: Place, why: string): JobSerializationError {
  return new JobSerializationError(`${subject}${path && ` (at ${path.replace(/^\./, '')})`}: ${why}.`);
}
