import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Prefetch } from '../../../lib/worker/prefetch.js';

const CONCURRENCY = 10;
const BATCH = 100;

describe('Prefetch', () => {
  let prefetch: Prefetch;

  /** `count` jobs finish, evenly over the time. */
  function finish(count: number, duration: number): void {
    for (let job = 0; job < count; job++) {
      vi.advanceTimersByTime(duration / count);
      prefetch.jobFinished();
    }
  }

  beforeEach(() => {
    vi.useFakeTimers();
    prefetch = new Prefetch(CONCURRENCY, BATCH);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('holds at first as many as can run', () => {
    expect(prefetch.target()).toBe(CONCURRENCY);
    vi.advanceTimersByTime(1_000);
    expect(prefetch.target()).toBe(CONCURRENCY);
  });

  it('holds in advance what is done within 25 ms', () => {
    finish(1_000, 1_000);
    expect(prefetch.target()).toBe(CONCURRENCY + 25);
  });

  it('holds nothing in advance of slow jobs', () => {
    finish(10, 1_000);
    expect(prefetch.target()).toBe(CONCURRENCY);
  });

  it('holds no more than a batch in advance of fast ones', () => {
    for (let job = 0; job < 100_000; job++) {
      prefetch.jobFinished();
    }
    vi.advanceTimersByTime(1_000);
    expect(prefetch.target()).toBe(CONCURRENCY + BATCH);
  });

  it('does not trust a rate it has seen for a short time', () => {
    finish(2, 2);
    const soon = prefetch.target();
    expect(soon).toBeLessThan(CONCURRENCY + 5);
    finish(100, 100);
    expect(prefetch.target()).toBeGreaterThan(soon);
  });

  it('forgets a rate when jobs get slow', () => {
    finish(1_000, 1_000);
    expect(prefetch.target()).toBe(CONCURRENCY + 25);
    vi.advanceTimersByTime(20);
    expect(prefetch.target()).toBe(CONCURRENCY + 9);
    vi.advanceTimersByTime(100);
    expect(prefetch.target()).toBe(CONCURRENCY);
  });

  it('says the same when asked again within the same moment, and loses no job by it', () => {
    finish(20, 20);
    const target = prefetch.target();
    expect(prefetch.target()).toBe(target);
    prefetch.jobFinished();
    expect(prefetch.target()).toBe(target);
    finish(19, 20);
    expect(prefetch.target()).toBeGreaterThan(target);
  });
});
