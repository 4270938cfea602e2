import type { Lane } from '../control-records.js';

/** Epoch milliseconds as a date. */
export function readDate(value: unknown): Date | null {
  return value == null ? null : new Date(Number(value));
}

export function readNumber(value: unknown): number | null {
  return value == null ? null : Number(value);
}

/** A whole number; anything else reads as none. */
export function readWhole(value: unknown): number | null {
  const number = readNumber(value);
  return Number.isSafeInteger(number) ? number : null;
}

/** Epoch milliseconds that a date can show; anything else reads as none. */
export function readTime(value: unknown): number | null {
  const time = readWhole(value);
  return time !== null && Math.abs(time) <= 8.64e15 ? time : null;
}

/** A JSON list of strings. A row that somebody has spoilt reads as an empty one. */
export function readList(value: unknown): string[] {
  const list = readJson(value);
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

export function readJson(value: unknown): unknown {
  if (typeof value !== 'string') {
    return null;
  }
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

const NO_LANES: Lane[] = [];

/** The lanes of a job. A row that somebody has spoilt reads as one without limits. */
export function readLanes(value: unknown): Lane[] {
  if (value == null) {
    return NO_LANES;
  }
  const list = readJson(value);
  return Array.isArray(list) ? list.filter(isLane) : NO_LANES;
}

function isLane(value: unknown): value is Lane {
  const { scope, name, kind, key } = (value ?? {}) as Record<string, unknown>;
  return (
    (scope === 'queue' || scope === 'type') &&
    typeof name === 'string' &&
    (kind === 'concurrency' || kind === 'rate' || kind === 'pause') &&
    (key === null || typeof key === 'string')
  );
}
