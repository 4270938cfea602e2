import { describe, expect, it } from 'vitest';
import { QueueOrder } from '../../../lib/worker/queue-order.js';

/** The queues in the order they are served, when each is empty after having been served. */
function served(order: QueueOrder): string[] {
  const queues: string[] = [];
  for (let queue = order.first(); queue !== undefined; queue = order.first()) {
    queues.push(queue);
    order.remove(queue);
  }
  return queues;
}

describe('QueueOrder', () => {
  it('has nothing to serve at first', () => {
    const order = new QueueOrder(['a', '*']);
    expect(order.isEmpty).toBe(true);
    expect(order.first()).toBeUndefined();
  });

  it('[I13] serves queues in the order configured, whichever was announced first', () => {
    const order = new QueueOrder(['critical', 'default', 'low']);
    order.add(['low', 'default', 'critical']);
    expect(served(order)).toEqual(['critical', 'default', 'low']);
    expect(order.isEmpty).toBe(true);
  });

  it('[I13] serves the first queue for as long as it has jobs', () => {
    const order = new QueueOrder(['critical', 'default']);
    order.add(['default', 'critical']);
    expect([order.first(), order.first(), order.first()]).toEqual(['critical', 'critical', 'critical']);
  });

  it('[I13] goes back to an earlier queue as soon as it has jobs again', () => {
    const order = new QueueOrder(['critical', 'default']);
    order.add(['default']);
    expect(order.first()).toBe('default');
    order.add(['critical']);
    expect(order.first()).toBe('critical');
    order.remove('critical');
    expect(order.first()).toBe('default');
  });

  it('leaves out queues it does not serve, and says whether any was of use', () => {
    const order = new QueueOrder(['a', 'b']);
    expect(order.add(['x', 'y'])).toBe(false);
    expect(order.isEmpty).toBe(true);
    expect(order.add(['x', 'b'])).toBe(true);
    expect(order.add([])).toBe(false);
    expect(served(order)).toEqual(['b']);
  });

  it('takes a queue that is announced twice for one', () => {
    const order = new QueueOrder(['a']);
    order.add(['a']);
    order.add(['a', 'a']);
    expect(served(order)).toEqual(['a']);
  });

  it('forgets nothing by removing what it does not have', () => {
    const order = new QueueOrder(['a', '*']);
    order.add(['a']);
    order.remove('b');
    expect(order.first()).toBe('a');
  });

  describe("with '*'", () => {
    it('serves every queue', () => {
      const order = new QueueOrder(['*']);
      expect(order.add(['anything'])).toBe(true);
      expect(served(order)).toEqual(['anything']);
    });

    it('[I13] has the others take turns', () => {
      const order = new QueueOrder(['*']);
      order.add(['c', 'a', 'b']);
      const turns = Array.from({ length: 6 }, () => order.first());
      expect(turns).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    });

    it('gives none of the others a turn twice before all had one, as they come and go', () => {
      const order = new QueueOrder(['*']);
      order.add(['a', 'b', 'c']);
      expect(new Set(served(order))).toEqual(new Set(['a', 'b', 'c']));
    });

    it('[I13] serves named queues before and after the others, as configured', () => {
      const order = new QueueOrder(['critical', '*', 'low']);
      order.add(['low', 'x', 'critical', 'y']);
      const queues = served(order);
      expect(queues[0]).toBe('critical');
      expect(queues.slice(1, 3).toSorted()).toEqual(['x', 'y']);
      expect(queues[3]).toBe('low');
    });

    it('does not count a named queue among the others', () => {
      const order = new QueueOrder(['*', 'low']);
      order.add(['low', 'x']);
      expect([order.first(), order.first()]).toEqual(['x', 'x']);
      order.remove('x');
      expect(order.first()).toBe('low');
    });
  });

  describe('with weights', () => {
    /** How often each queue is served in `turns`, when each always has jobs. */
    function shares(order: QueueOrder, turns: number, jobs = 1): Record<string, number> {
      const counts: Record<string, number> = {};
      for (let turn = 0; turn < turns; turn++) {
        const queue = order.first()!;
        counts[queue] = (counts[queue] ?? 0) + 1;
        order.charge(queue, jobs);
      }
      return counts;
    }

    it('serves queues in proportion to their weights', () => {
      const order = new QueueOrder(['a', 'b', '*'], { a: 5, b: 2, '*': 1 });
      order.add(['a', 'b', 'x', 'y']);
      expect(shares(order, 800)).toEqual({ a: 500, b: 200, x: 50, y: 50 });
    });

    it('counts jobs and not claims', () => {
      const order = new QueueOrder(['a', 'b'], { a: 1, b: 1 });
      order.add(['a', 'b']);
      order.charge('a', 10);
      expect(shares(order, 10)).toEqual({ b: 10 });
    });

    it('gives no credit to a queue for the time it was empty', () => {
      const order = new QueueOrder(['a', 'b'], { a: 1, b: 1 });
      order.add(['a']);
      shares(order, 1_000);
      order.add(['b']);
      expect(shares(order, 100)).toEqual({ a: 50, b: 50 });
    });

    it('does not charge a queue for being announced again while it is served', () => {
      const order = new QueueOrder(['a', 'b'], { a: 3, b: 1 });
      order.add(['a', 'b']);
      const counts: Record<string, number> = {};
      for (let turn = 0; turn < 400; turn++) {
        const queue = order.first()!;
        counts[queue] = (counts[queue] ?? 0) + 1;
        order.remove(queue);
        order.add([queue]);
        order.charge(queue, 1);
      }
      expect(counts).toEqual({ a: 300, b: 100 });
    });
  });
});
