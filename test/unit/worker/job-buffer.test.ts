import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClaimedJob } from '../../../lib/store/index.js';
import { JobBuffer } from '../../../lib/worker/job-buffer.js';

function jobs(ids: string): ClaimedJob[] {
  return [...ids].map((id) => ({
    id,
    claim: 1,
    workerId: 'w',
    type: 'Mail.send',
    queue: 'default',
    priority: 0,
    attempt: 1,
    args: '[]',
    settings: null,
    tags: null,
    createdAt: 0,
    recurringId: null,
    occurrenceAt: null,
    batchId: null,
    watched: false,
    gate: null,
    lanes: [],
    claimedAt: 0,
    runAt: 0,
  }));
}

const idsOf = (list: ClaimedJob[]) => list.map(({ id }) => id).join('');

describe('JobBuffer', () => {
  let buffer: JobBuffer;

  beforeEach(() => {
    vi.useFakeTimers();
    buffer = new JobBuffer();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** Takes `count` jobs and says which; `.` where there was none. */
  const take = (count: number) => Array.from({ length: count }, () => buffer.next()?.id ?? '.').join('');

  it('[I13] gives jobs in the order they were claimed', () => {
    buffer.add(jobs('abc'));
    buffer.add(jobs('de'));
    expect(take(6)).toBe('abcde.');
  });

  it('[I13] also when jobs come while others leave', () => {
    buffer.add(jobs('abc'));
    expect(take(2)).toBe('ab');
    buffer.add(jobs('de'));
    expect(take(1)).toBe('c');
    buffer.add([]);
    buffer.add(jobs('f'));
    expect(take(4)).toBe('def.');
  });

  it('knows how many jobs it holds', () => {
    expect(buffer.size).toBe(0);
    buffer.add(jobs('abc'));
    expect(buffer.size).toBe(3);
    take(2);
    expect(buffer.size).toBe(1);
    buffer.add(jobs('de'));
    expect(buffer.size).toBe(3);
    take(3);
    expect(buffer.size).toBe(0);
  });

  it('holds nothing, and not less, after it was asked in vain', () => {
    expect(buffer.next()).toBeUndefined();
    expect(buffer.next()).toBeUndefined();
    expect(buffer.size).toBe(0);
    buffer.add(jobs('a'));
    expect(buffer.size).toBe(1);
  });

  it('loses no job that comes after it was found empty', () => {
    expect(take(3)).toBe('...');
    buffer.add(jobs('ab'));
    expect(take(3)).toBe('ab.');
    expect(take(1)).toBe('.');
    buffer.add(jobs('c'));
    expect(buffer.size).toBe(1);
    expect(idsOf(buffer.takeAll())).toBe('c');
  });

  it('hands out jobs that have waited for too long, and keeps the others in order', () => {
    buffer.add(jobs('abc'));
    take(1);
    vi.advanceTimersByTime(1_000);
    buffer.add(jobs('de'));
    vi.advanceTimersByTime(999);
    expect(buffer.takeOlderThan(2_000)).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(idsOf(buffer.takeOlderThan(2_000))).toBe('bc');
    expect(buffer.size).toBe(2);
    expect(take(3)).toBe('de.');
  });

  it('[I9] hands out everything that was not started, once', () => {
    buffer.add(jobs('abc'));
    take(1);
    expect(idsOf(buffer.takeAll())).toBe('bc');
    expect(buffer.size).toBe(0);
    expect(buffer.takeAll()).toEqual([]);
    expect(take(1)).toBe('.');
  });
});
