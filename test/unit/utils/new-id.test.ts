import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId, requireJobId } from '../../../lib/utils/index.js';

describe('newId', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes UUIDs of version 7 that are unique and in order', () => {
    // More than the randomness that is drawn at once.
    const ids = Array.from({ length: 5_000 }, () => newId());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every((id) => id[14] === '7' && '89ab'.includes(id[19]!))).toBe(true);
    expect(() => requireJobId(ids[0], 'x')).not.toThrow();
  });

  it('holds the time it was made at', () => {
    vi.useFakeTimers({ now: Date.now() + 3_600_000 });
    const id = newId();
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.now());
  });

  it('stays in order when the clock goes back', () => {
    vi.useFakeTimers({ now: Date.now() + 7_200_000 });
    const before = newId();
    vi.setSystemTime(Date.now() - 60_000);
    const after = [newId(), newId()];
    expect([before, ...after].toSorted()).toEqual([before, ...after]);
  });
});
