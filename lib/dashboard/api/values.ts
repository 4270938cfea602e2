import type { IsoTime } from './common.js';

/**
 * A stored value as it can be shown: data with its type, never text to be evaluated, cut where it is
 * large. `length` is the whole length where `items`, `entries` or `value` are only the beginning.
 */
export type ValueNode =
  | { kind: 'null' | 'undefined' }
  | { kind: 'boolean'; value: boolean }
  /** As text, for those that JSON has no form for: `NaN`, `-0`, `Infinity`. */
  | { kind: 'number' | 'bigint'; value: string }
  | { kind: 'string'; value: string; length: number }
  | { kind: 'date'; value: IsoTime | null }
  /** `value`: the first bytes in hexadecimal. */
  | { kind: 'bytes'; value: string; length: number }
  | { kind: 'list' | 'set'; items: ValueNode[]; length: number }
  | { kind: 'map'; entries: { key: ValueNode; value: ValueNode }[]; length: number }
  | { kind: 'object'; entries: { key: string; value: ValueNode }[]; length: number }
  /** By the application's rule, or for want of the right to see it. */
  | { kind: 'redacted' }
  /** Nested too deep, or beyond what one answer holds. */
  | { kind: 'cut' };
