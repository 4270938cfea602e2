import { describe, expect, it } from 'vitest';
import { JobSerializationError } from '../../../lib/errors/index.js';
import { JsonSerializer } from '../../../lib/serialization/index.js';

const serializer = new JsonSerializer();
const SUBJECT = 'Arguments of EmailService.send';

function refusalOf(value: unknown): JobSerializationError {
  try {
    serializer.serialize(value, SUBJECT);
  } catch (error) {
    expect(error).toBeInstanceOf(JobSerializationError);
    return error as JobSerializationError;
  }
  throw new Error('The value was accepted.');
}

class Account {
  balance = 1;
  deposit() {
    this.balance++;
  }
}

describe('JsonSerializer refuses', () => {
  it.each([
    ['a function', () => 1, 'a function'],
    ['a named function', function send() {}, 'function send'],
    ['a class', Account, 'class Account'],
    ['a symbol', Symbol('secret'), 'Symbol(secret)'],
    ['an instance with a method', new Account(), 'Account'],
    [
      'an instance with a getter',
      new (class Money {
        get euros() {
          return 1;
        }
      })(),
      'Money',
    ],
    ['an instance with an inherited method', new (class Savings extends Account {})(), 'Savings'],
    ['an object with toJSON', { toJSON: () => 'gone' }, 'methods'],
    ['an object whose prototype has methods', Object.create({ run() {} }) as object, 'methods'],
    ['an Error', new Error('x'), 'Error'],
    ['a RegExp', /x/, 'RegExp'],
    ['a URL', new URL('https://example.org'), 'URL'],
    ['a Promise', Promise.resolve(1), 'Promise'],
    ['a WeakMap', new WeakMap(), 'WeakMap'],
    ['an ArrayBuffer', new ArrayBuffer(1), 'ArrayBuffer'],
    ['a typed array of another kind', new Float64Array(1), 'Float64Array'],
    ['a boxed number', Object(1) as object, 'Number'],
    ['a generator', (function* () {})(), 'methods'],
  ])('%s, naming what is stored and the value', (_, value, named) => {
    const { message } = refusalOf([value]);
    expect(message).toContain(SUBJECT);
    expect(message).toContain('(at [0])');
    expect(message).toContain(named);
  });

  it.each([
    ['nowhere when the value itself is refused', () => 1, `${SUBJECT}: `],
    ['an argument', [1, () => 1], '(at [1])'],
    ['a key', { callback: () => 1 }, '(at callback)'],
    ['a nested place', [{ user: { tags: ['a', Symbol('b')] } }], '(at [0].user.tags[1])'],
    ['a Set', { ids: new Set([1, () => 1]) }, '(at ids[1])'],
    ['a Map', { byId: new Map([[1, () => 1]]) }, '(at byId['],
    ['under a $type key', { $type: { deep: () => 1 } }, '(at $type.deep)'],
    [
      'under a __proto__ key',
      JSON.parse('{"__proto__":1}', (key, item: unknown) => (key ? Symbol('x') : item)),
      '(at __proto__)',
    ],
  ])('and names the place: %s', (_, value, place) => {
    expect(refusalOf(value).message).toContain(place);
  });

  it('the first of several, in the order of reading', () => {
    expect(refusalOf([1, { a: Symbol('first'), b: () => 1 }, () => 2]).message).toContain('(at [1].a)');
  });

  it('an object that contains itself', () => {
    const value: Record<string, unknown> = { a: {} };
    value.a = { back: value };
    expect(refusalOf(value).message).toBe(`${SUBJECT} (at a.back): it contains itself (a cycle).`);
  });

  it.each([
    [
      'a list',
      () => {
        const list: unknown[] = [];
        list.push([list]);
        return list;
      },
      '(at [0][0])',
    ],
    [
      'a Map, as a value',
      () => {
        const map = new Map<string, unknown>();
        return map.set('me', map);
      },
      '(at [',
    ],
    [
      'a Map, as a key',
      () => {
        const map = new Map<unknown, unknown>();
        return map.set({ map }, 1);
      },
      '.map)',
    ],
    [
      'a Set',
      () => {
        const set = new Set<unknown>();
        return set.add([set]);
      },
      '(at [0][0])',
    ],
  ])('a cycle through %s', (_, make, place) => {
    const { message } = refusalOf(make());
    expect(message).toContain('cycle');
    expect(message).toContain(place);
  });

  it('nothing because of shared references, however often and deep they are met', () => {
    const shared = { list: [{}] };
    const twice = { a: shared, b: { again: shared }, list: [shared, shared, shared.list] };
    expect(() => serializer.serialize([twice, twice], SUBJECT)).not.toThrow();
  });

  it('for good: the error is permanent, because trying again cannot help', () => {
    expect(refusalOf(() => 1)).toMatchObject({ name: 'JobSerializationError', permanent: true });
  });

  it('before it writes anything: the same value without the bad part is accepted afterwards', () => {
    const value: { ok: Date; bad?: unknown } = { ok: new Date(1), bad: () => 1 };
    refusalOf(value);
    delete value.bad;
    expect(serializer.deserialize(serializer.serialize(value, SUBJECT))).toStrictEqual({ ok: new Date(1) });
  });
});

describe('[I11] JsonSerializer throws on text it did not write', () => {
  it.each([
    ['nothing', ''],
    ['half a list', '[1,'],
    ['something after the end', '[] []'],
    ['no JSON', 'undefined'],
    ['a BigInt of letters', '[{"$type":"BigInt","value":"ten"}]'],
    ['a Map without content', '[{"$type":"Map"}]'],
    ['a Map of null', '[{"$type":"Map","value":null}]'],
    ['a Set of a number', '[{"$type":"Set","value":7}]'],
    ['a Buffer without content', '[{"$type":"Buffer"}]'],
    ['a Uint8Array of null', '[{"$type":"Uint8Array","value":null}]'],
    ['an object of null', '[{"$type":"Object","value":null}]'],
  ])('%s', (_, text) => {
    expect(() => serializer.deserialize(text)).toThrow(Error);
  });

  it.each(['Nope', 'toString', '__proto__', 'constructor', ''])('the unknown $type "%s", by name', (type) => {
    const text = JSON.stringify([{ $type: type, value: 1 }]);
    expect(() => serializer.deserialize(text)).toThrow(JobSerializationError);
    expect(() => serializer.deserialize(text)).toThrow(`unknown $type "${type}"`);
  });
});
