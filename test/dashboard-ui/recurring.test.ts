import { describe, expect, it } from 'vitest';
import type { RecurringView } from '../../lib/dashboard/api/index.js';
import { healthRemedy } from '../../lib/dashboard/ui/utils/health-remedy.js';
import { pausable, pausesOf, resumable } from '../../lib/dashboard/ui/utils/recurring-choice.js';

type Job = Pick<RecurringView, 'id' | 'pause' | 'status'>;

const pause = { at: '2026-11-22T12:00:00.000Z', until: null, reason: 'holiday', actor: 'ayla' };
const active: Job = { id: 'active', status: 'active', pause: null };
const paused: Job = { id: 'paused', status: 'paused', pause };
const failed: Job = { id: 'failed', status: 'failed', pause: null };

describe('recurring jobs', () => {
  it('are resumed after a pause, and when they have given up', () => {
    expect(resumable([active, paused, failed])).toEqual([paused, failed]);
    expect(resumable([active])).toEqual([]);
  });

  it('are paused only where they are not', () => {
    expect(pausable([active, paused, failed])).toEqual([active, failed]);
  });

  it('are each paused again as they were, the same ones together', () => {
    const until = '2026-11-23T12:00:00.000Z';
    const other: Job = { id: 'other', status: 'paused', pause: { ...pause, until, reason: null } };
    expect(pausesOf([active, paused, other, { ...paused, id: 'third' }, failed])).toEqual([
      { ids: ['paused', 'third'], reason: 'holiday' },
      { ids: ['other'], until },
    ]);
  });

  it('that have given up are not said to be tried again by themselves', () => {
    expect(healthRemedy({ code: 'recurring_failed', severity: 'warning' })).toBe(
      'health.recurring_failed.remedy',
    );
    expect(healthRemedy({ code: 'recurring_failed', severity: 'error' })).toBe(
      'health.recurring_failed.remedy.final',
    );
    expect(healthRemedy({ code: 'no_workers', severity: 'error' })).toBe('health.no_workers.remedy');
  });
});
