import type { StoredError } from '../interfaces/index.js';
import { describeValue, truncate } from '../utils/index.js';

const MAX_MESSAGE = 10_000;
const MAX_STACK = 20_000;
const MAX_CAUSES = 5;

/**
 * Whatever was thrown, as plain data: strings, `undefined`, errors with getters that throw, causes
 * that contain each other. It never throws itself.
 */
export function serializeError(thrown: unknown): StoredError {
  return describe(thrown, MAX_CAUSES);
}

function describe(thrown: unknown, causes: number): StoredError {
  if (!isError(thrown)) {
    return {
      name: 'NonError',
      message: clean(typeof thrown === 'string' ? thrown : describeValue(thrown), MAX_MESSAGE),
    };
  }

  const stored: StoredError = {
    name: clean(read(thrown, 'name') ?? 'Error', 200),
    message: clean(read(thrown, 'message') ?? '', MAX_MESSAGE),
  };
  const stack = read(thrown, 'stack');
  if (stack) {
    stored.stack = clean(stack, MAX_STACK);
  }
  const code = read(thrown, 'code');
  if (code) {
    stored.code = clean(code, 200);
  }
  const cause = causes > 0 ? readRaw(thrown, 'cause') : undefined;
  if (cause !== undefined) {
    stored.cause = describe(cause, causes - 1);
  }
  return stored;
}

/** A proxy may throw even when it is asked what it is. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

function read(error: Error, property: string): string | undefined {
  const value = readRaw(error, property);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function readRaw(error: Error, property: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[property];
  } catch {
    return undefined;
  }
}

function clean(text: string, length: number): string {
  return truncate(withoutNul(text), length);
}

/** PostgreSQL stores no NUL character in a text. */
export function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '�') : text;
}
