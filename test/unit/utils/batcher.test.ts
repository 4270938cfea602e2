import { describe, expect, it, vi } from 'vitest';
import { Batcher, type BatcherOptions } from '../../../lib/utils/index.js';

/** A writer whose writes end when the test says so. */
function manualWriter() {
  const writes: { items: string[]; finish: () => void; fail: (error: unknown) => void }[] = [];
  const write = (items: string[]) =>
    new Promise<string[]>((resolve, reject) => {
      writes.push({ items, finish: () => resolve(items.map((item) => item.toUpperCase())), fail: reject });
    });
  return { writes, write, written: () => writes.map(({ items }) => items.join('')) };
}

function batcherOf(options: Partial<BatcherOptions<string>> = {}) {
  const writer = manualWriter();
  const batcher = new Batcher<string, string>(writer.write, { maxSize: 100, maxWrites: 1, ...options });
  const add = (items: string) => Promise.all([...items].map((item) => batcher.add(item)));
  return { ...writer, batcher, add };
}

/** The end of the tick, at which what was added leaves. */
function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('Batcher', () => {
  it('writes what comes in one tick together, in order, at its end', async () => {
    const { add, writes, written } = batcherOf();
    const results = add('abc');
    expect(writes).toHaveLength(0);
    await tick();
    expect(written()).toEqual(['abc']);
    writes[0]!.finish();
    expect(await results).toEqual(['A', 'B', 'C']);
  });

  it('also what is added by promises within the tick', async () => {
    const { add, batcher, written } = batcherOf();
    void add('a');
    await Promise.resolve();
    void batcher.add('b');
    await tick();
    expect(written()).toEqual(['ab']);
  });

  it('writes one item alone without waiting for others', async () => {
    const { add, writes, written } = batcherOf();
    for (const item of ['a', 'b']) {
      const result = add(item);
      await tick();
      writes.at(-1)!.finish();
      await result;
    }
    expect(written()).toEqual(['a', 'b']);
  });

  it('gathers items while a write is under way, and writes them together after it', async () => {
    const { add, writes, written } = batcherOf();
    const first = add('a');
    await tick();
    const others = [add('b')];
    await tick();
    others.push(add('cd'));
    await tick();
    expect(written()).toEqual(['a']);

    writes[0]!.finish();
    await first;
    await tick();
    expect(written()).toEqual(['a', 'bcd']);
    writes[1]!.finish();
    expect(await Promise.all(others)).toEqual([['B'], ['C', 'D']]);
  });

  it('has no more writes under way than it may', async () => {
    const { add, writes, written } = batcherOf({ maxWrites: 2, maxSize: 2 });
    void add('abcdefg');
    await tick();
    expect(written()).toEqual(['ab', 'cd']);

    writes[1]!.finish();
    await tick();
    expect(written()).toEqual(['ab', 'cd', 'ef']);
    writes[0]!.finish();
    await tick();
    expect(written()).toEqual(['ab', 'cd', 'ef', 'g']);
  });

  it('gives each item its own result, whichever write ends first', async () => {
    const { add, writes } = batcherOf({ maxWrites: 2, maxSize: 2 });
    const results = add('abcd');
    await tick();
    writes[1]!.finish();
    await tick();
    writes[0]!.finish();
    expect(await results).toEqual(['A', 'B', 'C', 'D']);
  });

  it('knows how many items wait or are being written', async () => {
    const { add, batcher, writes } = batcherOf({ maxSize: 2 });
    expect(batcher.size).toBe(0);
    void add('abc');
    expect(batcher.size).toBe(3);
    await tick();
    expect(batcher.size).toBe(3);
    writes[0]!.finish();
    await tick();
    expect(batcher.size).toBe(1);
    writes[1]!.finish();
    await tick();
    expect(batcher.size).toBe(0);
  });

  describe('when a write fails', () => {
    it('tells every item of it, and no other', async () => {
      const { batcher, writes } = batcherOf({ maxSize: 2 });
      const results = [...'abc'].map((item) => batcher.add(item));
      const settled = Promise.allSettled(results);
      await tick();
      const error = new Error('disk full');
      writes[0]!.fail(error);
      await tick();
      writes[1]!.finish();
      expect(await settled).toEqual([
        { status: 'rejected', reason: error },
        { status: 'rejected', reason: error },
        { status: 'fulfilled', value: 'C' },
      ]);
      expect(batcher.size).toBe(0);
    });

    it('does the same for a writer that throws at once, and goes on', async () => {
      const write = vi.fn<(items: number[]) => Promise<number[]>>(async (items) => items);
      write.mockImplementationOnce(() => {
        throw new TypeError('not even a promise');
      });
      const batcher = new Batcher(write, { maxSize: 10, maxWrites: 1 });
      await expect(Promise.allSettled([batcher.add(1), batcher.add(2)])).resolves.toMatchObject([
        { reason: { message: 'not even a promise' } },
        { reason: { message: 'not even a promise' } },
      ]);
      expect(await batcher.add(3)).toBe(3);
    });
  });

  describe('with weights', () => {
    const weight = { of: Number, max: 10 };

    it('keeps each write under the limit', async () => {
      const { add, writes, written } = batcherOf({ weight });
      void add('4336991');
      for (let write = 0; write < 4; write++) {
        await tick();
        writes[write]!.finish();
      }
      await tick();
      expect(written()).toEqual(['433', '6', '9', '91']);
    });

    it('writes an item that is heavier than the limit alone', async () => {
      const writer = manualWriter();
      const batcher = new Batcher<string, string>(writer.write, {
        maxSize: 100,
        maxWrites: 3,
        weight: { of: (item) => item.length, max: 3 },
      });
      void batcher.add('a');
      void batcher.add('huge!');
      void batcher.add('b');
      await tick();
      expect(writer.writes.map(({ items }) => items)).toEqual([['a'], ['huge!'], ['b']]);
    });

    it('and not over the number of items either', async () => {
      const { add, written } = batcherOf({ weight, maxSize: 2, maxWrites: 3 });
      void add('1111');
      await tick();
      expect(written()).toEqual(['11', '11']);
    });
  });

  describe('drain', () => {
    it('is over at once when there is nothing', async () => {
      const { batcher, writes } = batcherOf();
      await batcher.drain();
      expect(writes).toHaveLength(0);
    });

    it('writes at once, and waits for everything, also for what is added meanwhile', async () => {
      const { add, batcher, writes, written } = batcherOf({ maxSize: 2 });
      const events: string[] = [];
      void add('abc');
      const drained = batcher.drain().then(() => events.push('drained'));
      expect(written()).toEqual(['ab']);
      void add('d').then(() => events.push('d'));

      writes[0]!.finish();
      await tick();
      expect(written()).toEqual(['ab', 'cd']);
      expect(events).toEqual([]);
      writes[1]!.finish();
      await drained;
      expect(events).toEqual(['d', 'drained']);
    });

    it('does not fail when a write does', async () => {
      const { batcher, writes } = batcherOf();
      const failed = expect(batcher.add('a')).rejects.toThrow('no');
      const drained = batcher.drain();
      writes[0]!.fail(new Error('no'));
      await drained;
      await failed;
    });
  });
});
