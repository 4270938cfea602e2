import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureQuery, metricQuery } from '../../../lib/monitor/metrics-request.js';
import { SPANS } from '../../../lib/store/index.js';

const { minute, tenMinutes, hour, day } = SPANS;
const NOW = Date.parse('2026-03-01T10:07:30Z');
const ago = (age: number) => new Date(NOW - age);

describe('metricQuery', () => {
  it.each([
    [hour, minute, minute],
    [6 * hour, 2 * minute, minute],
    [day, tenMinutes, tenMinutes],
    [7 * day, hour, hour],
    [30 * day, 6 * hour, hour],
    [365 * day, 7 * day, day],
  ])('of the last %d ms has a step of %d ms, from intervals of %d', (age, step, span) => {
    const query = metricQuery({ from: ago(age) }, NOW);
    expect(query).toMatchObject({ step, span });
    expect((query.to - query.from) / step).toBeLessThanOrEqual(202);
  });

  it('makes the step longer where no shorter intervals are kept', () => {
    const of = (age: number, step: number) => metricQuery({ from: ago(age), to: ago(age - hour), step }, NOW);
    expect(of(hour, 90_000)).toMatchObject({ step: 2 * minute, span: minute });
    expect(of(3 * day, minute)).toMatchObject({ step: tenMinutes, span: tenMinutes });
    expect(of(8 * day, minute)).toMatchObject({ step: hour, span: hour });
    expect(of(hour, 15 * minute)).toMatchObject({ step: 20 * minute, span: tenMinutes });
    expect(of(31 * day, minute)).toMatchObject({ step: day, span: day });
    expect(of(day, 90 * minute)).toMatchObject({ step: 2 * hour, span: hour });
  });

  it('covers what was asked for with whole steps of whole intervals that are kept', () => {
    const ages = fc.integer({ min: 1_000, max: 700 * day });
    fc.assert(
      fc.property(ages, ages, fc.option(fc.integer({ min: 1, max: 400 * day })), (a, b, step) => {
        fc.pre(a !== b);
        const [from, to] = [ago(Math.max(a, b)), ago(Math.min(a, b))];
        let query;
        try {
          query = metricQuery({ from, to, step: step ?? undefined }, NOW);
        } catch (error) {
          expect((error as Error).message).toMatch(/step must be longer: there would be \d+ intervals/);
          expect(step).not.toBeNull();
          return;
        }
        expect(query.from).toBeLessThanOrEqual(from.getTime());
        expect(query.to).toBeGreaterThanOrEqual(to.getTime());
        expect(query.step % query.span).toBe(0);
        expect(query.from % query.step).toBe(0);
        expect((query.to - query.from) % query.step).toBe(0);
        expect((query.to - query.from) / query.step).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  it.each([
    [{ from: 'yesterday' }, /from must be a valid Date/],
    [{ from: ago(0) }, /from must be before to/],
    [{ from: ago(hour), to: ago(2 * hour) }, /from must be before to/],
    [{ from: ago(day), step: 'often' }, /JobMonitor\.metrics: step/],
    [
      { from: ago(day), step: '1m' },
      /step must be longer: there would be 1441 intervals, and 1000 are allowed/,
    ],
    [{ from: ago(day), groupBy: 'state' }, /groupBy must be one of 'queue', 'type' \(got 'state'\)/],
    [{ from: ago(day), top: 51 }, /top must be a whole number from 1 to 50/],
    [{ from: ago(day), queues: 'mail' }, /queues must be a list/],
    [{ from: ago(day), queue: ['mail'] }, /has no option "queue"/],
  ])('refuses %j', (request, message) => {
    expect(() => metricQuery(request as never, NOW)).toThrow(message);
  });
});

describe('failureQuery', () => {
  it('has defaults, and refuses what it does not know', () => {
    expect(failureQuery({})).toEqual({ range: '24h', limit: 100 });
    expect(() => failureQuery({ range: '2h' as never })).toThrow(
      /range must be one of '1h', '3h', '24h', '7d'/,
    );
    expect(() => failureQuery({ limit: 0 })).toThrow(/limit must be a whole number from 1 to 500/);
    expect(() => failureQuery({ fingerprints: [1] as never })).toThrow(/fingerprints\[0\]/);
  });
});
