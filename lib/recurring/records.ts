import { JobsOptionsError } from '../errors/index.js';
import { isFinal } from '../interfaces/index.js';
import { cronScheduleOf } from '../cron/index.js';
import {
  AT_REST,
  type NewJob,
  type RecurringDefinition,
  type RecurringRecord,
  type RecurringRow,
} from '../store/index.js';
import { newId } from '../utils/index.js';
import { sameDefinition } from './definition.js';

/*
 * What becomes of a recurring job when it is declared, added, paused and so on: pure functions from
 * what is stored and the database's time to what is to be stored.
 */

/** The end of the year 9999: later times are no times a clock on a wall shows. */
const LATEST = 253_402_300_799_999;

export const NOT_PAUSED = { pausedAt: null, pausedUntil: null, pausedReason: null, pausedBy: null };

/** One that does not exist yet. It never fires for an instant before `now`. */
export function created(
  id: string,
  source: RecurringRecord['source'],
  definition: RecurringDefinition,
  now: number,
): RecurringRecord {
  const record = {
    id,
    source,
    createdAt: now,
    definition,
    declared: source === 'code' ? definition : null,
    edited: false,
    progress: AT_REST,
  };
  return planned(record, now);
}

/**
 * Declared by code at start-up: what somebody has edited stays as it is, and so does one that has
 * failed while the code says the same. `null`: nothing changes.
 */
export function declared(
  row: RecurringRow,
  definition: RecurringDefinition,
  now: number,
): RecurringRecord | null {
  const isKnown = row.source === 'code' && sameDefinition(row.declared, definition);
  const isSame = sameDefinition(row.definition, definition);
  if (row.source === 'code' && row.edited) {
    return isKnown ? null : { ...row, declared: definition, edited: !isSame };
  }
  if (isKnown && isSame) {
    return null;
  }
  const record = isSame ? row : redefined(row, definition, now);
  return { ...record, source: 'code', declared: definition };
}

/** Given another definition at run time; one that has failed is repaired. `null`: nothing changes. */
export function changed(
  row: RecurringRow,
  definition: RecurringDefinition,
  now: number,
): RecurringRecord | null {
  const isAbandoned = row.source === 'code' && row.orphaned;
  if (sameDefinition(row.definition, definition) && row.progress.failures === 0 && !isAbandoned) {
    return null;
  }
  const record = redefined(row, definition, now);
  if (isAbandoned) {
    // No code declares it any more: from now on it is the application's.
    return { ...record, source: 'runtime', declared: null, edited: false };
  }
  return { ...record, edited: row.source === 'code' && !sameDefinition(row.declared, definition) };
}

/** Back to what the code says, and not paused. */
export function reset(row: RecurringRow, now: number): RecurringRecord {
  const record = row.edited && row.declared ? { ...redefined(row, row.declared, now), edited: false } : row;
  return resumed(record, now);
}

export function paused(
  row: RecurringRow,
  { until, reason, by }: { until: number | null; reason: string | null; by: string | null },
  now: number,
): RecurringRecord {
  const pause = { pausedAt: now, pausedUntil: until, pausedReason: reason, pausedBy: by };
  return planned({ ...row, progress: { ...row.progress, ...pause } }, now);
}

/** What was missed during the pause is not made up for. */
export function resumed(row: RecurringRecord, now: number): RecurringRecord {
  const { pausedAt, pausedUntil, failures } = row.progress;
  if (pausedAt === null && failures === 0) {
    return row;
  }
  if (pausedUntil !== null && pausedUntil <= now && failures === 0) {
    // The pause was over: what has come due since is not part of it.
    return { ...row, progress: { ...row.progress, ...NOT_PAUSED } };
  }
  return repaired(planned({ ...row, progress: { ...row.progress, ...NOT_PAUSED } }, now));
}

/**
 * When a pause ends, by the database's clock; `null` for one without an end.
 * @throws {JobsOptionsError} unless that is in the future.
 */
export function resumeTime(at: number | null, delay: number | null, now: number): number | null {
  const until = at ?? (delay === null ? null : now + delay);
  if (until !== null && (until <= now || until > LATEST)) {
    throw new JobsOptionsError(
      `pause: until must be in the future, and before the year 10000 (got ${new Date(until).toISOString()})`,
    );
  }
  return until;
}

/** Makes the job of an occurrence, or without one, of a trigger. */
export function jobOf(
  { id, definition: { type, queue, priority, args } }: RecurringRow,
  occurrenceAt: number | null,
  delay: number | null = null,
): NewJob {
  const own = { id: newId(), type, queue, priority, args, recurringId: id, occurrenceAt, delay };
  return { ...own, at: null, settings: null, tags: [], batchId: null, pending: 0, unique: null, gate: null };
}

export function isBusy({ lastState }: RecurringRow): boolean {
  return lastState !== null && !isFinal(lastState);
}

/** A change of the time starts anew from now; anything else keeps the next occurrence, and repairs one that has failed. */
function redefined(row: RecurringRow, definition: RecurringDefinition, now: number): RecurringRecord {
  const { cron, timeZone, enabled } = row.definition;
  const { failures, nextAt } = row.progress;
  const keepsTime =
    cron === definition.cron && timeZone === definition.timeZone && enabled === definition.enabled;
  const record = { ...row, definition };
  if (!keepsTime || (failures > 0 && nextAt === null)) {
    return repaired(planned(record, now));
  }
  return failures > 0 ? repaired({ ...record, progress: { ...row.progress, dueAt: nextAt } }) : record;
}

function repaired(record: RecurringRecord): RecurringRecord {
  return { ...record, progress: { ...record.progress, failures: 0, error: null } };
}

/** With its next occurrence: the first after now, or after the pause. */
function planned<Planned extends RecurringRecord>(record: Planned, now: number): Planned {
  const { definition, progress } = record;
  const { pausedAt, pausedUntil } = progress;
  const isStopped = !definition.enabled || (pausedAt !== null && pausedUntil === null);
  const nextAt = isStopped
    ? null
    : cronScheduleOf(definition.cron, definition.timeZone, record.id).next(
        // The moment up to which it is paused is not part of the pause.
        pausedUntil === null ? now : Math.max(now, pausedUntil - 1),
      );
  return { ...record, progress: { ...progress, nextAt, dueAt: nextAt } };
}
