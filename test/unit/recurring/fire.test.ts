import { describe, expect, it } from 'vitest';
import { fail, fire, MAX_FAILURES } from '../../../lib/recurring/fire.js';
import type { RecurringRow } from '../../../lib/store/index.js';
import { HOUR, MINUTE, NOW, rowOf } from './rows.js';

const ELEVEN = NOW + HOUR / 2;

describe('Firing', () => {
  it('makes the job of the occurrence and plans the next one', () => {
    const row = rowOf({ type: 'Reports.build', args: '[1]', queue: 'slow', priority: 7 }, { id: 'daily' });
    const { save, jobs, notes } = fire([row], ELEVEN + 5);
    expect(jobs).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}-/) as string,
        type: 'Reports.build',
        args: '[1]',
        queue: 'slow',
        priority: 7,
        recurringId: 'daily',
        occurrenceAt: ELEVEN,
        delay: null,
        at: null,
        settings: null,
        tags: [],
        batchId: null,
        pending: 0,
        unique: null,
        gate: null,
      },
    ]);
    expect(save).toEqual([
      {
        ...row,
        progress: {
          ...row.progress,
          nextAt: ELEVEN + HOUR,
          dueAt: ELEVEN + HOUR,
          lastAt: ELEVEN + 5,
          lastJobId: jobs[0]!.id,
        },
      },
    ]);
    expect(notes).toEqual([]);
  });

  it('remembers the latest job of several', () => {
    const { save, jobs } = fire([rowOf({ misfire: 'strict', misfireLimit: 100 })], ELEVEN + 2 * HOUR);
    expect(jobs.map((job) => job.occurrenceAt)).toEqual([ELEVEN, ELEVEN + HOUR, ELEVEN + 2 * HOUR]);
    expect(new Set(jobs.map((job) => job.id)).size).toBe(3);
    expect(save[0]!.progress.lastJobId).toBe(jobs[2]!.id);
  });

  it('says what strict leaves out, and stores it', () => {
    const { save, jobs, notes } = fire([rowOf({ misfire: 'strict', misfireLimit: 1 })], ELEVEN + 2 * HOUR);
    expect(jobs.map((job) => job.occurrenceAt)).toEqual([ELEVEN + 2 * HOUR]);
    expect(notes).toMatchObject([{ kind: 'dropped', from: ELEVEN, until: ELEVEN + 2 * HOUR }]);
    expect(save[0]!.progress).toMatchObject({ droppedFrom: ELEVEN, droppedUntil: ELEVEN + 2 * HOUR });
  });

  it('makes no job of what ignorable leaves out, and goes on', () => {
    const row = rowOf({ misfire: 'ignorable', misfireLimit: MINUTE });
    const { save, jobs } = fire([row], ELEVEN + 2 * MINUTE);
    expect(jobs).toEqual([]);
    expect(save[0]!.progress).toMatchObject({ nextAt: ELEVEN + HOUR, lastAt: null, lastJobId: null });
  });

  it('ends a pause whose end has come', () => {
    const pause = { pausedAt: NOW, pausedUntil: ELEVEN, pausedReason: 'audit', pausedBy: 'me' };
    expect(fire([rowOf({}, {}, pause)], ELEVEN).save[0]!.progress).toMatchObject({
      pausedAt: null,
      pausedUntil: null,
      pausedReason: null,
      pausedBy: null,
    });
  });

  describe('with overlap: skip', () => {
    it.each(['enqueued', 'processing', 'scheduled'] as const)(
      'makes no job while the last one is %s',
      (lastState) => {
        const row = rowOf({ overlap: 'skip' }, { lastState }, { lastAt: 5, lastJobId: 'last' });
        const { save, jobs, notes } = fire([row], ELEVEN);
        expect(jobs).toEqual([]);
        expect(notes).toMatchObject([{ kind: 'skipped', occurrences: [ELEVEN] }]);
        expect(save[0]!.progress).toMatchObject({
          nextAt: ELEVEN + HOUR,
          skippedAt: ELEVEN,
          lastAt: 5,
          lastJobId: 'last',
        });
      },
    );

    it.each(['succeeded', 'failed', 'deleted', null] as const)(
      'makes one when the last is %s',
      (lastState) => {
        const { save, jobs, notes } = fire([rowOf({ overlap: 'skip' }, { lastState })], ELEVEN);
        expect(jobs).toHaveLength(1);
        expect(notes).toEqual([]);
        expect(save[0]!.progress.skippedAt).toBeNull();
      },
    );

    it('makes one of several that were missed', () => {
      const row = rowOf({ overlap: 'skip', misfire: 'strict', misfireLimit: 100 });
      const { jobs, notes } = fire([row], ELEVEN + 2 * HOUR);
      expect(jobs.map((job) => job.occurrenceAt)).toEqual([ELEVEN]);
      expect(notes).toMatchObject([{ kind: 'skipped', occurrences: [ELEVEN + HOUR, ELEVEN + 2 * HOUR] }]);
    });

    it('does not care about the last one otherwise', () => {
      expect(fire([rowOf({}, { lastState: 'processing' })], ELEVEN).jobs).toHaveLength(1);
    });
  });

  it('delays jobs by less than the jitter, and the occurrence stays what it is', () => {
    const rows = Array.from({ length: 500 }, () => rowOf({ jitter: 10 }));
    const { save, jobs } = fire(rows, ELEVEN);
    const delays = jobs.map((job) => job.delay!);
    expect(new Set(delays)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(new Set(jobs.map((job) => job.occurrenceAt))).toEqual(new Set([ELEVEN]));
    expect(new Set(save.map((record) => record.progress.nextAt))).toEqual(new Set([ELEVEN + HOUR]));
  });
});

describe('A recurring job that cannot fire', () => {
  const broken = (changes: Partial<RecurringRow['definition']> = { cron: 'now and then' }): RecurringRow => {
    const row = rowOf({}, { id: 'broken' });
    return { ...row, definition: { ...row.definition, ...changes } };
  };

  it('does not stop the others', () => {
    const rows = [rowOf({}, { id: 'a' }), broken(), rowOf({}, { id: 'b' })];
    const { save, jobs, notes } = fire(rows, ELEVEN);
    expect(jobs.map((job) => job.recurringId)).toEqual(['a', 'b']);
    expect(save.map((record) => [record.id, record.progress.failures])).toEqual([
      ['a', 0],
      ['broken', 1],
      ['b', 0],
    ]);
    expect(notes).toMatchObject([{ kind: 'failed', failures: 1, row: { id: 'broken' } }]);
  });

  it.each([
    [{ cron: 'now and then' }, 'InvalidCronError: The cron expression'],
    [{ timeZone: 'Mars/Phobos' }, "InvalidCronError: The time zone 'Mars/Phobos' is not known here"],
    [{ misfire: 'lenient' as 'strict' }, 'JobsOptionsError: misfire must be'],
  ])('because of %o says so', (changes, error) => {
    const [record] = fire([broken(changes)], ELEVEN).save;
    expect(record!.progress.error).toContain(error);
  });

  it('is tried again later and later, and not any more after five failures', () => {
    let row = broken();
    const waits: (number | null)[] = [];
    for (let count = 1; count <= MAX_FAILURES; count++) {
      const { save, notes } = fire([row], ELEVEN);
      expect(notes).toMatchObject([{ kind: 'failed', failures: count }]);
      row = { ...row, ...save[0]! };
      waits.push(row.progress.dueAt && row.progress.dueAt - ELEVEN);
      expect(row.progress.nextAt).toBe(count < 5 ? ELEVEN : null);
    }
    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, null]);
    expect(row.progress.lastJobId).toBeNull();
  });

  it('makes up for the occurrence when it can fire again', () => {
    const failed = fire([broken()], ELEVEN).save[0]!;
    const repaired = { ...failed, definition: rowOf().definition, lastState: null, orphaned: false };
    const { save, jobs } = fire([repaired], ELEVEN + 15_000);
    expect(jobs.map((job) => job.occurrenceAt)).toEqual([ELEVEN]);
    expect(save[0]!.progress).toMatchObject({ failures: 0, error: null, nextAt: ELEVEN + HOUR });
  });

  it('fails for a given reason, cut to what can be stored', () => {
    const { save, jobs, notes } = fail([rowOf()], ELEVEN, 'x'.repeat(5_000));
    expect(jobs).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'failed', failures: 1 }]);
    expect(save[0]!.progress.error).toHaveLength(1_000);
  });
});
