import { describe, expect, it } from 'vitest';
import { JsonSerializer } from '../../../lib/serialization/index.js';

const serializer = new JsonSerializer();

function roundTrip(value: unknown): unknown {
  return serializer.deserialize(serializer.serialize(value, 'The value'));
}

describe('JsonSerializer brings back', () => {
  it.each([
    ['a string', 'hello'],
    ['an empty string', ''],
    ['true', true],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
    ['zero', 0],
    ['a whole number', -42],
    ['a fraction', 0.1 + 0.2],
    ['the largest number', Number.MAX_VALUE],
    ['the smallest number', Number.MIN_VALUE],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['-0', -0],
    ['a BigInt', 2n ** 200n],
    ['a negative BigInt', -1n],
    ['a BigInt of zero', 0n],
    ['an empty object', {}],
    ['an empty list', []],
    ['a nested object', { a: { b: [{ c: 'd' }] } }],
  ])('%s', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it.each([
    ['a moment', new Date('2026-03-29T01:30:00.123Z')],
    ['the epoch', new Date(0)],
    ['a moment before it', new Date(-1)],
    ['a year of five digits', new Date('+012026-01-01T00:00:00.000Z')],
    ['the last moment', new Date(8.64e15)],
  ])('a Date: %s', (_, date) => {
    const back = roundTrip([date, { date }]) as [Date, { date: Date }];
    expect(back[0]).toBeInstanceOf(Date);
    expect(back[0].getTime()).toBe(date.getTime());
    expect(back[1].date.getTime()).toBe(date.getTime());
  });

  it('an invalid Date', () => {
    const back = roundTrip({ date: new Date(NaN) }) as { date: Date };
    expect(back.date).toBeInstanceOf(Date);
    expect(back.date.getTime()).toBeNaN();
  });

  it('undefined in arguments, objects and lists', () => {
    const back = roundTrip([undefined, { a: undefined, b: 1 }, [undefined, 2]]);
    expect(back).toStrictEqual([undefined, { a: undefined, b: 1 }, [undefined, 2]]);
    expect(Object.keys((back as [undefined, object])[1])).toEqual(['a', 'b']);
  });

  it('trailing undefined arguments, so that the number of arguments is kept', () => {
    expect(roundTrip([1, undefined, undefined])).toHaveLength(3);
  });

  it('holes in lists, as undefined', () => {
    // oxlint-disable-next-line no-sparse-arrays
    expect(roundTrip([1, , 3])).toStrictEqual([1, undefined, 3]);
    const empty: unknown[] = [];
    empty.length = 2;
    expect(roundTrip(empty)).toStrictEqual([undefined, undefined]);
  });

  it('a Map with keys and values of any kind, in order', () => {
    const map = new Map<unknown, unknown>([
      ['b', 1],
      ['a', undefined],
      [1n, new Date(5)],
      [NaN, [1, 2]],
      [[1, 2], new Set([1])],
      [{ key: 'object' }, null],
      [undefined, -0],
    ]);
    const back = roundTrip(map) as Map<unknown, unknown>;
    expect(back).toBeInstanceOf(Map);
    expect([...back]).toStrictEqual([...map]);
  });

  it('a Set with values of any kind, in order', () => {
    const set = new Set<unknown>(['b', 'a', 1n, new Date(5), NaN, undefined, null, [1], { a: 1 }]);
    const back = roundTrip(set) as Set<unknown>;
    expect(back).toBeInstanceOf(Set);
    expect([...back]).toStrictEqual([...set]);
  });

  it('Maps and Sets inside of each other and of plain data', () => {
    const value = { map: new Map([['set', new Set([new Map([[1n, [new Set<number>()]]])])]]) };
    expect(roundTrip(value)).toStrictEqual(value);
    expect(roundTrip([new Map(), new Set()])).toStrictEqual([new Map(), new Set()]);
  });

  it('a Buffer as a Buffer', () => {
    const bytes = Buffer.from([0, 1, 127, 128, 255]);
    const back = roundTrip({ bytes }) as { bytes: Buffer };
    expect(Buffer.isBuffer(back.bytes)).toBe(true);
    expect(back.bytes.equals(bytes)).toBe(true);
    expect(roundTrip(Buffer.alloc(0))).toStrictEqual(Buffer.alloc(0));
  });

  it('a Uint8Array as a Uint8Array', () => {
    const back = roundTrip(new Uint8Array([9, 8, 7])) as Uint8Array;
    expect(Buffer.isBuffer(back)).toBe(false);
    expect(back).toStrictEqual(new Uint8Array([9, 8, 7]));
  });

  it('of a view only the bytes it shows, and not the memory they are a part of', () => {
    const memory = new Uint8Array([1, 2, 3, 4, 5, 6]);
    expect(roundTrip(memory.subarray(2, 4))).toStrictEqual(new Uint8Array([3, 4]));
    expect(roundTrip(new Uint8Array(memory.buffer, 4))).toStrictEqual(new Uint8Array([5, 6]));
    expect(roundTrip(Buffer.from(memory.buffer, 1, 2))).toStrictEqual(Buffer.from([2, 3]));
    expect((roundTrip(memory.subarray(0, 1)) as Uint8Array).buffer.byteLength).toBe(1);
  });

  it.each([
    ['text', { $type: 'Date', value: '2020-01-01' }],
    ['its own mark', { $type: 'Object', value: { a: 1 } }],
    ['an unknown name', { $type: 'whatever' }],
    ['a number', { $type: 1 }],
    ['undefined', { $type: undefined }],
    ['a Date', { $type: new Date(1), other: new Set([1]) }],
    ['the like, nested', { $type: { $type: { $type: 'Map' } }, value: [{ $type: 'undefined' }] }],
  ])('objects that have a $type key of their own: %s', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
    expect(roundTrip([value, new Map([[value, value]])])).toStrictEqual([value, new Map([[value, value]])]);
  });

  it('text that only looks like a mark', () => {
    expect(roundTrip(['{"$type":"Date","value":null}', '"$type"', { a: '$type' }])).toStrictEqual([
      '{"$type":"Date","value":null}',
      '"$type"',
      { a: '$type' },
    ]);
  });

  it.each([
    ['emoji and combined characters', '👩‍👩‍👧‍👦 ñ n\u0303 İstanbul ıİ ﷽'],
    ['NUL and other control characters', 'a\0b\u0001\u001f\u007f\u2028\u2029\ufeff'],
    ['halves of surrogate pairs', '\ud83d and \ude00'],
    ['quotes and backslashes', String.raw`"'\ \n \u0041 </script> ${'`'}`],
  ])('%s, in values and in keys', (_, text) => {
    const value = { [text]: [text], map: new Map([[text, new Set([text])]]) };
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it('keys that objects have by birth', () => {
    const value = JSON.parse(
      '{"constructor":1,"toString":"x","hasOwnProperty":null,"toJSON":2,"":3}',
    ) as object;
    const back = roundTrip(value) as object;
    expect(Object.entries(back)).toStrictEqual(Object.entries(value));
  });

  it('DTOs of classes without methods, as plain objects', () => {
    class Base {
      id = 7;
    }
    class SignUp extends Base {
      email = 'a@b.c';
      at = new Date(1);
    }
    const back = roundTrip(new SignUp()) as object;
    expect(back).toStrictEqual({ id: 7, email: 'a@b.c', at: new Date(1) });
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('objects without a prototype, as plain objects', () => {
    const value = Object.assign(Object.create(null) as object, { a: 1, b: new Date(2) });
    expect(roundTrip(value)).toStrictEqual({ a: 1, b: new Date(2) });
  });

  it('a value that is met several times, as copies', () => {
    const shared = { at: new Date(3) };
    const back = roundTrip({ a: shared, b: shared, list: [shared, [shared]] }) as { a: object; b: object };
    expect(back).toStrictEqual({ a: shared, b: shared, list: [shared, [shared]] });
    expect(back.a).not.toBe(back.b);
  });

  it('what a Date, a Map or a Set shares with another place', () => {
    const date = new Date(3);
    const set = new Set([date]);
    const value = [date, set, new Map([[set, date]]), set];
    expect(roundTrip(value)).toStrictEqual(value);
  });
});

describe('JsonSerializer', () => {
  it('writes plain JSON where JSON is enough', () => {
    expect(serializer.serialize([1, 'a', { b: [true, null] }], 'x')).toBe('[1,"a",{"b":[true,null]}]');
  });

  it('marks only what JSON has no form for', () => {
    expect(serializer.serialize({ at: new Date(0), n: 1 }, 'x')).toBe(
      '{"at":{"$type":"Date","value":"1970-01-01T00:00:00.000Z"},"n":1}',
    );
  });

  it('leaves the value that is stored as it was', () => {
    const value = Object.freeze({ date: new Date(1), list: Object.freeze([1n, undefined]) });
    serializer.serialize(value, 'x');
    expect(value).toStrictEqual({ date: new Date(1), list: [1n, undefined] });
  });

  it('keeps an own __proto__ key and pollutes no prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"$type":"x","at":1}') as Record<
      string,
      unknown
    >;
    for (const value of [
      hostile,
      { ...hostile, date: new Date(1) },
      [hostile],
      new Map([[hostile, hostile]]),
    ]) {
      const back = roundTrip(value);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(serializer.serialize(back, 'x')).toBe(serializer.serialize(value, 'x'));
    }
    const back = roundTrip(hostile) as object;
    expect(Object.keys(back)).toContain('__proto__');
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('keeps values without a JSON form under a __proto__ key', () => {
    const value = Object.defineProperty({ a: 1 }, '__proto__', { value: new Date(4), enumerable: true });
    const back = roundTrip(value) as object;
    expect(Object.getOwnPropertyDescriptor(back, '__proto__')?.value).toStrictEqual(new Date(4));
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('does not let stored text replace a prototype', () => {
    const back = serializer.deserialize(
      '{"$type":"Object","value":{"__proto__":{"$type":"Map","value":[]},"x":{"__proto__":{"admin":true}}}}',
    ) as { x: { admin?: boolean } };
    expect(back.x.admin).toBeUndefined();
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });
});
