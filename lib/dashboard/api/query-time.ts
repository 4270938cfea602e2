const RELATIVE = /^-(\d{1,9})(s|m|h|d|w)$/;
const ABSOLUTE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
/** The years that ISO 8601 writes with four digits. */
const EARLIEST = Date.parse('0000-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `-1h` before `now`, `now`, or an ISO 8601 date or time, in UTC unless it says otherwise. `null`: it is none. */
export function parseTime(text: string, now: number): number | null {
  if (text === 'now') {
    return now;
  }
  const relative = RELATIVE.exec(text);
  if (relative) {
    return known(now - Number(relative[1]) * UNITS[relative[2] as keyof typeof UNITS]);
  }
  if (!ABSOLUTE.test(text)) {
    return null;
  }
  const hasZone = !text.includes('T') || /(Z|[+-]\d{2}:\d{2})$/.test(text);
  return known(Date.parse(hasZone ? text : `${text}Z`));
}

function known(time: number): number | null {
  return time >= EARLIEST && time <= LATEST ? time : null;
}
