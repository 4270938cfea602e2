import { describe, expect, it } from 'vitest';
import { toStats } from '../../../lib/dashboard/views/stats.js';
import { figures, snapshot } from './snapshots.js';

describe('The rates of the overview', () => {
  it('are those of the time that was really counted', () => {
    for (const seconds of [300, 330, 360]) {
      const recent = figures({ created: 2 * seconds, succeeded: seconds });
      const { rates } = toStats(snapshot({ recent, recentMs: seconds * 1_000 }), []);
      expect(rates).toMatchObject({ createdPerMinute: 120, finishedPerMinute: 60 });
    }
  });

  it('count jobs that have ended, and not those that run again', () => {
    const recent = figures({ succeeded: 20, failed: 20, deleted: 10, retried: 500, snoozed: 500 });
    const { rates } = toStats(snapshot({ recent }), []);
    expect(rates).toMatchObject({ finishedPerMinute: 10, failedPerMinute: 4 });
  });
});
