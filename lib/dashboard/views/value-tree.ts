import type { ValueNode } from '../api/index.js';
import type { Redact } from './redact.js';

const MAX_DEPTH = 12;
/** Of all values of one answer, and characters of all texts. */
const MAX_NODES = 2_000;
const MAX_TEXT = 100_000;
const MAX_STRING = 10_000;
const MAX_BYTES = 64;

/** Turns stored values into what can be shown, as much of it as one answer holds. */
export class ValueTree {
  private nodes = MAX_NODES;
  private text = MAX_TEXT;

  constructor(
    private readonly type: string,
    private readonly redact: Redact,
  ) {}

  build(value: unknown, path: string[], depth = 0): ValueNode {
    if (this.redact({ type: this.type, path, value })) {
      return { kind: 'redacted' };
    }
    if (--this.nodes < 0 || depth > MAX_DEPTH) {
      return { kind: 'cut' };
    }
    switch (typeof value) {
      case 'string':
        return { kind: 'string', value: this.cut(value), length: value.length };
      case 'boolean':
        return { kind: 'boolean', value };
      case 'number':
        return { kind: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
      case 'bigint':
        return { kind: 'bigint', value: this.cut(String(value)) };
      case 'object':
        return value === null ? { kind: 'null' } : this.buildObject(value, path, depth + 1);
      default:
        return { kind: 'undefined' };
    }
  }

  private buildObject(value: object, path: string[], depth: number): ValueNode {
    const inside = (item: unknown, key: string | number) => this.build(item, [...path, String(key)], depth);
    if (value instanceof Date) {
      return { kind: 'date', value: Number.isNaN(value.getTime()) ? null : value.toISOString() };
    }
    if (value instanceof Uint8Array) {
      const start = Buffer.from(value.subarray(0, MAX_BYTES)).toString('hex');
      return { kind: 'bytes', value: start, length: value.length };
    }
    if (Array.isArray(value) || value instanceof Set) {
      const list = [...(value as Iterable<unknown>)];
      const kind = Array.isArray(value) ? 'list' : 'set';
      return { kind, items: this.some(list, inside), length: list.length };
    }
    if (value instanceof Map) {
      const entries = this.some([...(value as Map<unknown, unknown>)], ([key, item], index) => ({
        key: inside(key, index),
        value: inside(item, typeof key === 'string' ? key : index),
      }));
      return { kind: 'map', entries, length: value.size };
    }
    const entries = Object.entries(value);
    const shown = this.some(entries, ([key, item]) => ({ key: this.cut(key), value: inside(item, key) }));
    return { kind: 'object', entries: shown, length: entries.length };
  }

  /** Those for which there is room. */
  private some<Item, Shown>(items: Item[], show: (item: Item, index: number) => Shown): Shown[] {
    const shown: Shown[] = [];
    for (let index = 0; index < items.length && this.nodes > 0; index++) {
      shown.push(show(items[index]!, index));
    }
    return shown;
  }

  private cut(text: string): string {
    const length = Math.max(0, Math.min(text.length, MAX_STRING, this.text));
    this.text -= length;
    return text.slice(0, length);
  }
}
