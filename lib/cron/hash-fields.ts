import type { CronField } from './fields.js';

/** `H`, `H(0-10)`, `H/5`, `H(0-29)/5`. */
const HASHED = /H(?:\((\d+)-(\d+)\))?(?:\/(\d+))?/g;

/**
 * Puts in place of `H` a value that the seed decides: always the same for one seed, and spread
 * evenly over many. As a day of the month it is one that every month has.
 */
export function hashField(text: string, field: CronField, seed: string): string {
  const [first, last] = field.name === 'day of month' ? [1, 28] : [field.min, field.max];
  return text.replace(
    HASHED,
    (_, from: string | undefined, to: string | undefined, step: string | undefined) => {
      const min = Number(from ?? first);
      const max = Number(to ?? last);
      const every = Number(step ?? 0);
      // One of the range, or the first of the steps; a range that is none is left to the parser to refuse.
      const choices = every > 0 ? Math.min(every, max - min + 1) : max - min + 1;
      if (choices < 1 || max > field.max) {
        return `${min}-${max}`;
      }
      const value = min + (hash(`${field.name}:${seed}`) % choices);
      return every > 0 ? `${value}-${max}/${every}` : String(value);
    },
  );
}

/** FNV-1a, with its high bits folded into the low ones. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return (value ^ (value >>> 15)) >>> 0;
}
