import { JobSerializationError } from '../errors/index.js';

/** The key that marks a value JSON has no form for. */
export const TAG = '$type';

/** The tagged form of a value JSON lacks, or `undefined` when the value is none. `content` is the encoded inside of a Map or Set. */
export function encodeTagged(value: unknown, content?: unknown): object | undefined {
  if (typeof value === 'undefined') {
    return { [TAG]: 'undefined' };
  }
  if (typeof value === 'bigint' || typeof value === 'number') {
    return {
      [TAG]: typeof value === 'bigint' ? 'BigInt' : 'Number',
      value: Object.is(value, -0) ? '-0' : String(value),
    };
  }
  if (value instanceof Date) {
    return { [TAG]: 'Date', value: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  }
  if (value instanceof Map || value instanceof Set) {
    return { [TAG]: value instanceof Map ? 'Map' : 'Set', value: content };
  }
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { [TAG]: Buffer.isBuffer(value) ? 'Buffer' : 'Uint8Array', value: bytes.toString('base64') };
  }
  return undefined;
}

/** The value behind a tag; `content` is already decoded. */
export function decodeTagged(tag: string, content: unknown): unknown {
  switch (tag) {
    case 'undefined':
      return undefined;
    case 'BigInt':
      return BigInt(content as string);
    case 'Number':
      return Number(content);
    case 'Date':
      return new Date((content as string | null) ?? NaN);
    case 'Map':
      return new Map(pairs(content as unknown[]));
    case 'Set':
      return new Set(Array.isArray(content) ? content : pairs(content as unknown[]));
    case 'Buffer':
      return Buffer.from(content as string, 'base64');
    case 'Uint8Array':
      return new Uint8Array(Buffer.from(content as string, 'base64'));
    default:
      throw new JobSerializationError(`A stored value has the unknown ${TAG} "${tag}".`);
  }
}

function pairs(flat: unknown[]): [unknown, unknown][] {
  if (!Array.isArray(flat) || flat.length % 2 !== 0) {
    throw new JobSerializationError('A stored Map is not a list of keys and values.');
  }
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index], flat[2 * index + 1]]);
}
