import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttled } from '../../lib/dashboard/ui/utils/throttled.js';

describe('throttled', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs at once, at most once in the interval, and once more for what was asked for meanwhile', () => {
    const run = vi.fn();
    const ask = throttled(run, 1_000);
    ask();
    expect(run).toHaveBeenCalledTimes(1);
    for (let time = 0; time < 3_500; time += 100) {
      vi.advanceTimersByTime(100);
      ask();
    }
    expect(run).toHaveBeenCalledTimes(4);
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(5);
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledTimes(5);
    ask();
    expect(run).toHaveBeenCalledTimes(6);
  });
});
