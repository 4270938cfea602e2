import { cronScheduleOf } from '../cron/index.js';
import type { NewJob, RecurringChanges, RecurringRecord, RecurringRow } from '../store/index.js';
import { describeError, truncate } from '../utils/index.js';
import { dueOccurrences } from './occurrences.js';
import { isBusy, jobOf, NOT_PAUSED } from './records.js';

/** After so many failures in a row a recurring job does not fire any more. */
export const MAX_FAILURES = 5;
const FIRST_PAUSE = 15_000;

/** Something that happened when a recurring job was due, beside a job being created. */
export type FiringNote =
  | { kind: 'skipped'; row: RecurringRow; occurrences: number[] }
  | { kind: 'dropped'; row: RecurringRow; from: number; until: number }
  | { kind: 'failed'; row: RecurringRow; error: string; failures: number };

export interface Firing extends RecurringChanges {
  jobs: NewJob[];
  notes: FiringNote[];
}

/** Fires what is due. One that cannot be fired fails by itself; the others go on. */
export function fire(rows: RecurringRow[], now: number): Firing {
  const firing: Firing = { save: [], jobs: [], notes: [] };
  for (const row of rows) {
    try {
      fireOne(row, now, firing);
    } catch (error) {
      failOne(row, now, describeError(error), firing);
    }
  }
  return firing;
}

/** Records that one could not be fired, and why. */
export function fail(rows: RecurringRow[], now: number, reason: string): Firing {
  const firing: Firing = { save: [], jobs: [], notes: [] };
  rows.forEach((row) => failOne(row, now, reason, firing));
  return firing;
}

/** Records that nobody has known their types for a long time. They stay due: whoever comes to know them fires them. */
export function failUnserved(rows: RecurringRow[], now: number): Firing {
  const firing: Firing = { save: [], jobs: [], notes: [] };
  for (const row of rows) {
    const reason = `No worker has known the job type ${row.definition.type} for a long time`;
    failOne(row, now, reason, firing, row.progress.dueAt);
  }
  return firing;
}

function fireOne(row: RecurringRow, now: number, { save, jobs, notes }: Firing): void {
  const { definition, progress } = row;
  const schedule = cronScheduleOf(definition.cron, definition.timeZone, row.id);
  const { fired, next, dropped } = dueOccurrences(schedule, definition, progress.nextAt ?? now, now);
  const allowed = definition.overlap === 'skip' ? (isBusy(row) ? 0 : 1) : fired.length;
  const created = fired
    .slice(0, allowed)
    .map((at) =>
      jobOf(row, at, definition.jitter > 0 ? Math.floor(Math.random() * definition.jitter) : null),
    );
  const skipped = fired.slice(allowed);

  if (dropped) {
    notes.push({ kind: 'dropped', row, ...dropped });
  }
  if (skipped.length > 0) {
    notes.push({ kind: 'skipped', row, occurrences: skipped });
  }
  jobs.push(...created);
  const last = created.at(-1);
  save.push({
    ...row,
    progress: {
      ...progress,
      nextAt: next,
      dueAt: next,
      failures: 0,
      error: null,
      // It was paused until a moment that has come, or not at all.
      ...NOT_PAUSED,
      ...(last && { lastAt: now, lastJobId: last.id }),
      ...(skipped.length > 0 && { skippedAt: now }),
      ...(dropped && { droppedFrom: dropped.from, droppedUntil: dropped.until }),
    },
  });
}

function failOne(
  row: RecurringRow,
  now: number,
  error: string,
  { save, notes }: Firing,
  retryAt: number | null = now + FIRST_PAUSE * 2 ** row.progress.failures,
): void {
  const failures = row.progress.failures + 1;
  const isOver = failures >= MAX_FAILURES;
  const record: RecurringRecord = {
    ...row,
    progress: {
      ...row.progress,
      failures,
      error: truncate(error, 1_000),
      nextAt: isOver ? null : row.progress.nextAt,
      dueAt: isOver ? null : retryAt,
    },
  };
  save.push(record);
  notes.push({ kind: 'failed', row, error, failures });
}
