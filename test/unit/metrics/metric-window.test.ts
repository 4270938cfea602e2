import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetricWindow } from '../../../lib/metrics/metric-window.js';

const job = { id: 'id', type: 'A', queue: 'q', runAt: 1_000, claimedAt: 1_030 };
const error = { name: 'TypeError', message: 'broken' };

describe('MetricWindow', () => {
  it('counts every way in which an attempt ends, and what is handed back in none', () => {
    const window = new MetricWindow();
    window.created('q', 'A');
    for (const kind of ['succeeded', 'succeeded', 'failed', 'retried', 'snoozed', 'released'] as const) {
      window.ended(job, { kind, runTime: 7 });
    }
    const [entry, ...rest] = window.toBatch().metrics;
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({
      queue: 'q',
      type: 'A',
      counts: { created: 1, succeeded: 2, failed: 1, retried: 1, snoozed: 1, deleted: 0 },
      waitTime: 5 * 30,
      runTime: 5 * 7,
    });
    expect(entry!.waits[5]).toBe(5);
    expect(entry!.runs[3]).toBe(5);
  });

  it('knows no times of a job that never started, or that another process claimed', () => {
    const window = new MetricWindow();
    window.ended(job, { kind: 'failed', runTime: null });
    window.ended({ id: 'id', type: 'A', queue: 'q' }, { kind: 'failed', runTime: 5 });
    const [entry] = window.toBatch().metrics;
    expect(entry).toMatchObject({ counts: { failed: 2 }, waitTime: 0, runTime: 0 });
  });

  it('takes a clock that went back for no wait', () => {
    const window = new MetricWindow();
    window.ended({ ...job, claimedAt: 0 }, { kind: 'succeeded', runTime: 1 });
    expect(window.toBatch().metrics[0]).toMatchObject({ waitTime: 0 });
  });

  it('loses nothing and stays small, however many queues and types there are', () => {
    const window = new MetricWindow();
    const text = fc.string({ maxLength: 12 });
    let number = 0;
    fc.assert(
      fc.property(text, text, (queue, type) => {
        window.created(`${queue}${number % 700}`, `${type}${number % 5_000}`);
        number++;
      }),
      { numRuns: 10_000 },
    );
    const { metrics } = window.toBatch();
    expect(metrics.reduce((sum, entry) => sum + entry.counts.created, 0)).toBe(number);
    expect(metrics.length).toBeLessThanOrEqual(2_001);
    expect(metrics.some((entry) => entry.queue === '*' && entry.type === '*')).toBe(true);
    expect(new Set(metrics.map((entry) => JSON.stringify([entry.queue, entry.type]))).size).toBe(
      metrics.length,
    );
  });

  it('keeps the last of a group of failures, and a bounded number of groups', () => {
    const window = new MetricWindow();
    window.failed(job, 'f', error, 'retried');
    window.failed({ ...job, id: 'last' }, 'f', { name: 'RangeError', message: 'x'.repeat(5_000) }, 'failed');
    window.failed({ ...job, type: 'B' }, 'f', error, 'failed');
    const [first, second] = window.toBatch().failures;
    expect(first).toMatchObject({
      fingerprint: 'f',
      type: 'A',
      name: 'RangeError',
      jobId: 'last',
      failed: 1,
      retried: 1,
    });
    expect(first!.message).toHaveLength(1_000);
    expect(second).toMatchObject({ type: 'B', failed: 1, retried: 0 });
    for (let number = 0; number < 2_000; number++) {
      window.failed(job, `f${number}`, error, 'failed');
    }
    expect(window.toBatch().failures).toHaveLength(500);
  });
});
