import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../../lib/utils/index.js';
import { deferred } from '../../support/eventually.js';

describe('Semaphore', () => {
  it('lets so many run at once, and the others in order', async () => {
    const semaphore = new Semaphore(2);
    const gates = [deferred(), deferred(), deferred(), deferred()];
    const begun: number[] = [];
    const work = gates.map(({ promise }, index) =>
      semaphore.run(() => {
        begun.push(index);
        return promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    gates[1]!.resolve();
    await work[1];
    expect(begun).toEqual([0, 1, 2]);
    gates.forEach(({ resolve }) => resolve());
    await Promise.all(work);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('drops work that nobody waits for any more before its turn comes', async () => {
    const semaphore = new Semaphore(1);
    const gate = deferred();
    const begun: string[] = [];
    const run = (name: string, signal?: AbortSignal) =>
      semaphore.run(async () => {
        begun.push(name);
        await gate.promise;
      }, signal);
    const given = new AbortController();
    const first = run('first', given.signal);
    const dropped = run('dropped', given.signal);
    const last = run('last');
    given.abort(new Error('given up'));
    await expect(dropped).rejects.toThrow('given up');
    await expect(run('too late', given.signal)).rejects.toThrow('given up');
    gate.resolve();
    // What has begun goes on.
    await Promise.all([first, last]);
    expect(begun).toEqual(['first', 'last']);
    await run('next');
    expect(begun.at(-1)).toBe('next');
  });
});
