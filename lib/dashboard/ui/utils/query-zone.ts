import { parseQuery } from '../../api/index.js';

const TIME = /^(finished-)?(after|before)$/;
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+)?$/;

/** A search as somebody has typed it by the clock on their wall. */
export function typedQuery(text: string): string {
  return withZone(text, (local) => offset(Date.parse(`${local}Z`) - Date.parse(local)));
}

/** A search as it is read: by everybody alike, so in UTC where it names no zone. */
export function readQuery(text: string): string {
  return withZone(text, () => 'Z');
}

/** Times say themselves of which zone they are, so that what is seen is what is searched for. */
function withZone(text: string, zoneOf: (local: string) => string): string {
  return parseQuery(text).tokens.reduceRight((written, { name, values, error, start, end }) => {
    const [value = ''] = values;
    if (error !== null || name === null || !TIME.test(name) || !WITHOUT_ZONE.test(value)) {
      return written;
    }
    const local = value.includes('T') ? value : `${value}T00:00`;
    return `${written.slice(0, start)}${name}:${local}${zoneOf(local)}${written.slice(end)}`;
  }, text);
}

/** `+03:00` */
function offset(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
