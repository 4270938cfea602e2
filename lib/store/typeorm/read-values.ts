/** Epoch milliseconds as a date. */
export function readDate(value: unknown): Date | null {
  return value == null ? null : new Date(Number(value));
}

export function readNumber(value: unknown): number | null {
  return value == null ? null : Number(value);
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
