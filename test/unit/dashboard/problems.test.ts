import { describe, expect, it } from 'vitest';
import { queueProblems } from '../../../lib/dashboard/engine/problems.js';
import type { MetricFigures } from '../../../lib/monitor/index.js';
import { figures, snapshot } from './snapshots.js';

/** The alarm about failures, with the attempts of the last five minutes and of the last hour, these included. */
function alarm(recent: MetricFigures, hour: MetricFigures) {
  return queueProblems(snapshot({ recent, hour })).find(({ code }) => code === 'failures_rising')?.params;
}

describe('That more attempts fail', () => {
  it('is said as long as most of them do', () => {
    const recent = figures({ failed: 300 });
    expect(alarm(recent, figures({ failed: 1_800, succeeded: 1_800 }))).toEqual({
      count: 300,
      share: 1,
      usualShare: 1_500 / 3_300,
    });
    expect(alarm(recent, figures({ failed: 3_600 }))).toMatchObject({ usualShare: 1 });
  });

  it('is said when everything that comes after a quiet time fails', () => {
    const nightly = figures({ failed: 4_000, retried: 6_000 });
    expect(alarm(nightly, nightly)).toEqual({ count: 10_000, share: 1, usualShare: 0 });
  });

  it('is measured by what was before', () => {
    const hour = figures({ failed: 40, succeeded: 960 });
    // 20 % now and 2.2 % before: with what is now, the hour has 4 %.
    expect(alarm(figures({ failed: 20, succeeded: 80 }), hour)).toMatchObject({ usualShare: 20 / 900 });
    expect(alarm(figures({ retried: 10, succeeded: 90 }), figures({ retried: 60, succeeded: 540 }))).toBe(
      undefined,
    );
    // 9 % now, 2.2 % before.
    expect(
      alarm(figures({ failed: 18, succeeded: 182 }), figures({ failed: 26, succeeded: 374 })),
    ).toMatchObject({ share: 0.09 });
  });

  it('is not said of a few, nor of a small share', () => {
    expect(alarm(figures({ failed: 9 }), figures({ failed: 9 }))).toBe(undefined);
    expect(alarm(figures({ failed: 40, succeeded: 960 }), figures({ failed: 40, succeeded: 9_960 }))).toBe(
      undefined,
    );
  });
});
