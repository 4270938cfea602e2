/** A small generator of random numbers that can be repeated: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = [
  'a',
  'value',
  '$type',
  '__proto__',
  'constructor',
  'toString',
  '',
  '0',
  'ünïcode',
  'x\0y',
  '👍',
];
const TEXTS = ['', 'text', 'Map', 'undefined', '{"$type":"Date"}', '\0', '\ud83d', 'İstanbul 👍', '\u2028'];

/** Makes any value that can be stored, and some of its parts meet twice. */
export class RandomValue {
  private readonly made: unknown[] = [];

  constructor(private readonly random: () => number) {}

  value(depth = 4): unknown {
    const makers = depth > 0 ? [...this.leaves, ...this.branches(depth - 1)] : this.leaves;
    const value = this.pick(makers)();
    this.made.push(value);
    return value;
  }

  private readonly leaves: (() => unknown)[] = [
    () => null,
    () => undefined,
    () => this.random() < 0.5,
    () => this.pick([0, -0, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE]),
    () => (this.random() - 0.5) * 10 ** this.whole(20),
    () => this.pick(TEXTS),
    () => BigInt(this.whole(2 ** 50)) * (this.random() < 0.5 ? -1n : 2n ** 70n),
    () => new Date(Math.round((this.random() - 0.5) * 1.7e16)),
    () => this.bytes(),
    () => Buffer.from(this.bytes()),
    // By then something has been made that may stand in two places: it is no cycle, for it is complete.
    () => (this.made.length > 0 ? this.pick(this.made) : null),
  ];

  private branches(depth: number): (() => unknown)[] {
    return [
      () => this.list(depth),
      () => this.record(depth),
      () => this.record(depth),
      () => new Set(this.list(depth)),
      () => new Map(this.list(depth).map((key) => [key, this.value(depth)])),
    ];
  }

  private list(depth: number): unknown[] {
    return Array.from({ length: this.whole(5) }, () => this.value(depth));
  }

  private record(depth: number): object {
    const record = {};
    for (let left = this.whole(5); left > 0; left--) {
      Object.defineProperty(record, this.pick(KEYS), {
        value: this.value(depth),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return record;
  }

  private bytes(): Uint8Array {
    const memory = Uint8Array.from({ length: 12 }, () => this.whole(256));
    const start = this.whole(6);
    return memory.subarray(start, start + this.whole(7));
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[this.whole(items.length)]!;
  }

  private whole(below: number): number {
    return Math.floor(this.random() * below);
  }
}
