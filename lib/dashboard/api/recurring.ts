import type { JobState } from '../../interfaces/job-state.type.js';
import type { ActionBody, IsoTime, List, PageQuery } from './common.js';
import type { ValueNode } from './values.js';

export const RECURRING_STATUSES = ['active', 'manual', 'paused', 'disabled', 'failed', 'orphaned'] as const;
export type RecurringStatus = (typeof RECURRING_STATUSES)[number];

export interface RecurringQuery extends PageQuery {
  /** Text anywhere in the id or the type. */
  q?: string;
  status?: RecurringStatus;
}

/** What a person may change of a recurring job, and what the code says. */
export interface RecurringSchedule {
  cron: string;
  timeZone: string;
  queue: string;
  priority: number;
  enabled: boolean;
}

export interface RecurringView extends RecurringSchedule {
  id: string;
  type: string;
  status: RecurringStatus;
  source: 'code' | 'runtime';
  /** Declared in code, and changed at run time since. */
  isEdited: boolean;
  /** `cron` with six fields, and what each `H` in it stands for; `null`: it never occurs. */
  plainCron: string | null;
  misfire: 'relaxed' | 'strict' | 'ignorable';
  overlap: 'allow' | 'skip';
  jitterMs: number;
  createdAt: IsoTime;
  nextAt: IsoTime | null;
  last: { at: IsoTime; jobId: string | null; state: JobState | null } | null;
  pause: { at: IsoTime; until: IsoTime | null; reason: string | null; actor: string | null } | null;
  /** When an occurrence was last left out by `overlap: 'skip'`. */
  skippedAt: IsoTime | null;
  /** What was last left out because more was missed than is made up for. */
  dropped: { from: IsoTime; until: IsoTime } | null;
  /** How often in a row its occurrence could not be created, and why. */
  failures: number;
  error: string | null;
  /** The last 60 runs at most, oldest first. */
  strip: StripCell[];
}

export interface StripCell {
  jobId: string;
  at: IsoTime;
  state: JobState;
  runMs: number | null;
}

export type RecurringResponse = List<RecurringView>;

export interface RecurringDetail extends RecurringView {
  at: IsoTime;
  args: ValueNode[];
  unreadable: string | null;
  /** What the code says, where it is edited. */
  declared: RecurringSchedule | null;
  next: PreviewRun[];
  /** Newest first. */
  runs: RecurringRun[];
  /** Of the runs shown; `null` when none has succeeded. */
  averageRunMs: number | null;
}

export interface RecurringRun extends StripCell {
  /** `null` when it was triggered. */
  occurrenceAt: IsoTime | null;
  finishedAt: IsoTime | null;
  attempt: number;
  error: string | null;
}

export interface PreviewQuery {
  cron: string;
  /** Default UTC. */
  timeZone?: string;
  /** 1 to 50, default 10. */
  count?: number;
  /** The id of the recurring job: it decides what `H` stands for. */
  id?: string;
}

/** A run to come. */
export interface PreviewRun {
  at: IsoTime;
  /** What the clock on the wall of the schedule's zone shows: `2026-03-29T03:00:00+03:00`. */
  local: string;
  /**
   * The clock is set in that night: `moved`, the time it was meant for does not exist, and it runs right after the
   * gap; `first` or `second`, the clock shows this time twice, and it is the first or second of them.
   */
  shift: 'moved' | 'first' | 'second' | null;
  /** The clock is set forward or back between the run before and this one, by so many minutes; else `null`. */
  offsetChange: number | null;
}

export type Preview =
  | { isValid: true; plainCron: string | null; runs: PreviewRun[] }
  /** Which of the two is wrong, and the parser's message. */
  | { isValid: false; field: 'cron' | 'timeZone'; message: string };

/** Actions take up to 100 at once. */
export interface RecurringActionBody extends ActionBody {
  ids: string[];
}

export interface PauseRecurringBody extends RecurringActionBody {
  /** Default: until somebody resumes it. */
  until?: IsoTime;
}

export interface UpdateRecurringBody extends ActionBody, Partial<RecurringSchedule> {
  id: string;
}

/**
 * `busy`: its previous job is unfinished, and `overlap: 'skip'` forbids another; `invalid_cron`: of what is
 * stored; `failed`: the audit says why.
 */
export type RecurringOutcome =
  'done' | 'unchanged' | 'busy' | 'not_found' | 'declared_in_code' | 'invalid_cron' | 'failed';

export interface RecurringActionResult {
  items: { id: string; outcome: RecurringOutcome; jobId: string | null }[];
}
