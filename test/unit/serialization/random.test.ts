import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { JsonSerializer } from '../../../lib/serialization/index.js';
import { randomFrom, RandomValue } from './random-value.js';

const ROUNDS = 2_000;
const serializer = new JsonSerializer();

describe('JsonSerializer with random values', () => {
  // Set SEED to repeat a run that failed.
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

  it('brings back whatever it accepts', () => {
    const random = randomFrom(seed);
    for (let round = 1; round <= ROUNDS; round++) {
      const value = new RandomValue(random).value();
      const about = `SEED=${seed}, round ${round}: ${inspect(value, { depth: 8 })}`;

      const text = serializer.serialize(value, 'The value');
      const back = serializer.deserialize(text);
      expect(isDeepStrictEqual(back, value), about).toBe(true);
      // The text says what a comparison does not: the order of keys, entries and items.
      expect(serializer.serialize(back, 'The value'), about).toBe(text);
    }
    expect(({} as Record<string, unknown>).value, `SEED=${seed}`).toBeUndefined();
  });

  it('would notice a difference', () => {
    expect(isDeepStrictEqual(-0, 0)).toBe(false);
    expect(isDeepStrictEqual([undefined], [null])).toBe(false);
    expect(isDeepStrictEqual({ a: undefined }, {})).toBe(false);
    expect(isDeepStrictEqual(Buffer.from([1]), new Uint8Array([1]))).toBe(false);
    expect(isDeepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]]))).toBe(false);
  });
});
