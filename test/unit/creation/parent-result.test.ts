import { describe, expect, it } from 'vitest';
import {
  parentResult,
  putParentResults,
  takeParentResults,
  type ResultLink,
} from '../../../lib/creation/parent-result.js';

describe('The result of a parent', () => {
  it('is put where its placeholder was, whole or in part', () => {
    const order = parentResult(0) as { id: number; lines: string[] };
    const { args, results } = takeParentResults([order.id, { all: [order], second: order.lines[1] }, 5]);
    expect(args).toEqual([null, { all: [null], second: null }, 5]);
    putParentResults(args, results, [{ id: 7, lines: ['a', 'b'] }]);
    expect(args).toEqual([7, { all: [{ id: 7, lines: ['a', 'b'] }], second: 'b' }, 5]);
  });

  it('is undefined where there is none', () => {
    const args: unknown[] = [null];
    putParentResults(args, [{ at: [0], parent: 0, path: ['constructor', 'name'] }], [{}]);
    expect(args).toEqual([undefined]);
  });

  it.each<[string, ResultLink['at']]>([
    ['the prototype', ['__proto__', 'polluted']],
    ['a place that is not there', [3]],
    ['the inside of a number', [1, 'x']],
    ['nowhere', []],
  ])('[I11] is not put into %s', (_, at) => {
    expect(() => putParentResults([null, 5], [{ at, parent: 0, path: [] }], ['x'])).toThrow(TypeError);
    expect(([] as unknown as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
