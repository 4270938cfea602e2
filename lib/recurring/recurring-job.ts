import type { JobState, MisfirePolicy, OverlapPolicy } from '../interfaces/index.js';
import type { JobSerializer } from '../serialization/index.js';
import type { RecurringDefinition, RecurringSummaryRow, RecurringRow } from '../store/index.js';
import { describeError } from '../utils/index.js';
import { readMisfire } from './definition.js';

/**
 * Whether a recurring job fires: `active`; `manual`, only when triggered (`'never'`); `paused` by
 * somebody; `disabled` in its definition; `failed`, disabled after five failures; `orphaned`,
 * declared in code that no live worker runs.
 */
export type RecurringStatus = 'active' | 'manual' | 'paused' | 'disabled' | 'failed' | 'orphaned';

/** What a recurring job does and when. */
export interface RecurringJobDefinition {
  /** The stored name of the job type. */
  type: string;
  cron: string;
  timeZone: string;
  misfire: MisfirePolicy;
  overlap: OverlapPolicy;
  queue: string;
  priority: number;
  /** In ms. */
  jitter: number;
  enabled: boolean;
}

/** A recurring job as lists show it. */
export interface RecurringJobSummary extends RecurringJobDefinition {
  id: string;
  status: RecurringStatus;
  /** `code`: declared with `@Recurring()`; `runtime`: added with `addOrUpdate()`. */
  source: 'code' | 'runtime';
  /** Declared in code, and changed at run time since. */
  edited: boolean;
  createdAt: Date;
  /** The next occurrence, without jitter; `null` when there is none to come. */
  nextAt: Date | null;
  /** When it last created a job, which one, and where that stands (`null` once it is gone). */
  lastAt: Date | null;
  lastJobId: string | null;
  lastState: JobState | null;
  /** When an occurrence was last left out by `overlap: 'skip'`. */
  skippedAt: Date | null;
  /** What was last left out because more was missed than `strict` makes up for: up to but without `until`. */
  dropped: { from: Date; until: Date } | null;
  pausedAt: Date | null;
  /** `null`: until it is resumed. */
  pausedUntil: Date | null;
  pausedReason: string | null;
  pausedBy: string | null;
  /** How often in a row its occurrence could not be created, and why. */
  failures: number;
  error: string | null;
}

/** A recurring job with its arguments. */
export interface RecurringJobDetails extends RecurringJobSummary {
  args: unknown[];
  /** Why the arguments cannot be read; `null` when they can. */
  unreadable: string | null;
  /** What the code declares, where it is edited; `null` otherwise. */
  declared: RecurringJobDefinition | null;
}

export interface RecurringPageRequest {
  /** 1 to 1000, default 100. */
  limit?: number;
  /** The `next` of the page before. */
  cursor?: string | null;
  /** Only those whose id begins with this. */
  prefix?: string;
}

export interface RecurringJobPage {
  jobs: RecurringJobSummary[];
  /** The cursor of the next page; `null` on the last. */
  next: string | null;
}

export function toSummary(row: RecurringSummaryRow): RecurringJobSummary {
  const { progress } = row;
  return {
    id: row.id,
    status: statusOf(row),
    source: row.source,
    edited: row.edited,
    ...toShown(row.definition),
    createdAt: new Date(row.createdAt),
    nextAt: date(progress.nextAt),
    lastAt: date(progress.lastAt),
    lastJobId: progress.lastJobId,
    lastState: row.lastState,
    skippedAt: date(progress.skippedAt),
    dropped:
      progress.droppedFrom === null || progress.droppedUntil === null
        ? null
        : { from: new Date(progress.droppedFrom), until: new Date(progress.droppedUntil) },
    pausedAt: date(progress.pausedAt),
    pausedUntil: date(progress.pausedUntil),
    pausedReason: progress.pausedReason,
    pausedBy: progress.pausedBy,
    failures: progress.failures,
    error: progress.error,
  };
}

export function toDetails(view: RecurringRow, serializer: JobSerializer): RecurringJobDetails {
  const declared = view.edited && view.declared ? toShown(view.declared) : null;
  const summary = toSummary(view);
  try {
    const args = serializer.deserialize(view.definition.args);
    if (!Array.isArray(args)) {
      throw new TypeError('the arguments are not a list');
    }
    return { ...summary, args, unreadable: null, declared };
  } catch (error) {
    return { ...summary, args: [], unreadable: describeError(error), declared };
  }
}

function toShown(definition: Omit<RecurringDefinition, 'args'>): RecurringJobDefinition {
  const { type, cron, timeZone, overlap, queue, priority, jitter, enabled } = definition;
  return {
    type,
    cron,
    timeZone,
    misfire: readMisfire(definition),
    overlap,
    queue,
    priority,
    jitter,
    enabled,
  };
}

function statusOf({ orphaned, definition, progress }: RecurringSummaryRow): RecurringStatus {
  const { pausedAt, pausedUntil } = progress;
  if (orphaned) {
    return 'orphaned';
  }
  if (pausedAt !== null && (pausedUntil === null || pausedUntil > Date.now())) {
    return 'paused';
  }
  if (!definition.enabled) {
    return 'disabled';
  }
  if (progress.failures > 0 && progress.dueAt === null) {
    return 'failed';
  }
  return progress.nextAt === null ? 'manual' : 'active';
}

function date(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
