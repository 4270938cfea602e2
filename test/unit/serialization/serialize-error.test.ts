import { describe, expect, it } from 'vitest';
import { serializeError } from '../../../lib/serialization/index.js';

describe('serializeError keeps of an Error', () => {
  it('its name, message and stack', () => {
    const error = new RangeError('too far');
    expect(serializeError(error)).toEqual({ name: 'RangeError', message: 'too far', stack: error.stack });
  });

  it('the name of its own class', () => {
    class PaymentError extends Error {
      override name = 'PaymentError';
    }
    expect(serializeError(new PaymentError('no'))).toMatchObject({ name: 'PaymentError', message: 'no' });
  });

  it.each([
    ['a text', 'ECONNREFUSED', 'ECONNREFUSED'],
    ['a number', 1205, '1205'],
    ['zero', 0, '0'],
  ])('its code: %s', (_, code, stored) => {
    expect(serializeError(Object.assign(new Error('x'), { code })).code).toBe(stored);
  });

  it('no code that is neither text nor number', () => {
    expect(serializeError(Object.assign(new Error('x'), { code: { a: 1 } }))).not.toHaveProperty('code');
  });

  it('its causes, whatever they are', () => {
    const error = new Error('outer', { cause: new TypeError('inner', { cause: 'a text' }) });
    expect(serializeError(error)).toMatchObject({
      message: 'outer',
      cause: { name: 'TypeError', message: 'inner', cause: { name: 'NonError', message: 'a text' } },
    });
  });

  it('no other properties, which may be secret or huge', () => {
    const error = Object.assign(new Error('x'), { config: { password: 'secret' }, response: {} });
    expect(Object.keys(serializeError(error)).toSorted()).toEqual(['message', 'name', 'stack']);
  });
});

describe('serializeError survives', () => {
  it.each([
    ['a string', 'just text', 'just text'],
    ['an empty string', '', ''],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 42, '42'],
    ['a BigInt', 42n, '42n'],
    ['a symbol', Symbol('why'), 'Symbol(why)'],
    ['a function', function fail() {}, 'function fail'],
    ['a plain object', { code: 1 }, '{ code: 1 }'],
    [
      'an object that looks like an Error',
      { name: 'Error', message: 'fake' },
      "{ name: 'Error', message: 'fake' }",
    ],
  ])('%s', (_, thrown, message) => {
    expect(serializeError(thrown)).toEqual({ name: 'NonError', message });
  });

  it('an error that is its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    let depth = 0;
    for (let stored = serializeError(error); stored.cause; stored = stored.cause) {
      depth++;
    }
    expect(depth).toBe(5);
  });

  it('causes that contain each other', () => {
    const one = new Error('one');
    const other = new Error('other', { cause: one });
    one.cause = other;
    expect(serializeError(one)).toMatchObject({ message: 'one', cause: { message: 'other' } });
    expect(() => JSON.stringify(serializeError(one))).not.toThrow();
  });

  it('getters that throw', () => {
    const error = new Error('hidden');
    // The stack first: replacing it reads the name.
    for (const property of ['stack', 'name', 'message', 'code', 'cause']) {
      Object.defineProperty(error, property, {
        get: () => {
          throw new Error(`${property} is not for you`);
        },
      });
    }
    expect(serializeError(error)).toEqual({ name: 'Error', message: '' });
  });

  it('properties of the wrong kind', () => {
    const error = Object.assign(new Error('x'), { name: Symbol('n'), message: { a: 1 }, stack: 0n });
    expect(serializeError(error)).toEqual({ name: 'Error', message: '' });
  });

  it('NUL characters, which PostgreSQL does not store', () => {
    const error = new Error('a\0b\0', { cause: 'c\0d' });
    error.name = 'Bad\0Name';
    const stored = serializeError(error);
    expect(stored).toMatchObject({ name: 'Bad�Name', message: 'a�b�', cause: { message: 'c�d' } });
    expect(Object.values(stored).join('')).not.toContain('\0');
  });

  it('huge names, messages, stacks and codes, by cutting them', () => {
    const huge = 'x'.repeat(1_000_000);
    const error = Object.assign(new Error(huge, { cause: huge }), { name: huge, code: huge, stack: huge });
    const stored = serializeError(error);
    expect(stored.message).toHaveLength(10_000);
    expect(stored.message.endsWith('x…')).toBe(true);
    expect(stored.cause!.message).toHaveLength(10_000);
    expect(stored.name).toHaveLength(200);
    expect(stored.code).toHaveLength(200);
    expect(stored.stack).toHaveLength(20_000);
  });

  it('huge objects, by showing their beginning', () => {
    const thrown = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
    expect(serializeError(thrown).message.length).toBeLessThanOrEqual(120);
  });

  it('proxies whose reads throw', () => {
    const traps: ProxyHandler<object> = {
      get: () => {
        throw new Error('trap');
      },
    };
    expect(serializeError(new Proxy(new Error('x'), traps))).toEqual({ name: 'Error', message: '' });
    expect(serializeError(new Proxy({}, traps)).name).toBe('NonError');
  });

  it('objects whose own description throws', () => {
    const thrown = {
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        throw new Error('no');
      },
    };
    expect(serializeError(thrown)).toEqual({ name: 'NonError', message: '(object that cannot be shown)' });
  });
});

it('serializeError gives plain data that survives JSON', () => {
  const stored = serializeError(Object.assign(new Error('x', { cause: Symbol('y') }), { code: 'E' }));
  expect(JSON.parse(JSON.stringify(stored))).toStrictEqual(stored);
});
