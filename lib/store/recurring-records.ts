import type { JobState } from '../interfaces/index.js';
import type { NewJob } from './job-records.js';

/** What a recurring job does and when: the part that code or a person writes. */
export interface RecurringDefinition {
  /** The stored name of the job type. */
  type: string;
  /** The serialised arguments. */
  args: string;
  cron: string;
  timeZone: string;
  misfire: 'relaxed' | 'strict' | 'ignorable';
  /** With `strict`: how many jobs at most; with `ignorable`: how late is barely late, in ms. */
  misfireLimit: number | null;
  overlap: 'allow' | 'skip';
  queue: string;
  priority: number;
  /** In ms. */
  jitter: number;
  enabled: boolean;
}

/** Where a recurring job stands: the part that firing writes. All times are epoch ms. */
export interface RecurringProgress {
  /** The nominal time of the next occurrence; `null` when there is none to come. */
  nextAt: number | null;
  /** When to look at it next: at the next occurrence, or later, after a failure. `null`: never. */
  dueAt: number | null;
  /** When it last created a job, and which. */
  lastAt: number | null;
  lastJobId: string | null;
  /** When an occurrence was last left out because the previous one's job was unfinished. */
  skippedAt: number | null;
  pausedAt: number | null;
  pausedUntil: number | null;
  pausedReason: string | null;
  pausedBy: string | null;
  /** How often in a row its next occurrence could not be created, and why. */
  failures: number;
  error: string | null;
  /** The last time that more was missed than `strict` makes up for: the first occurrence left out, and the first that fired again. */
  droppedFrom: number | null;
  droppedUntil: number | null;
}

/** One that nothing has happened to, and that is due at no time. */
export const AT_REST: RecurringProgress = {
  nextAt: null,
  dueAt: null,
  lastAt: null,
  lastJobId: null,
  skippedAt: null,
  pausedAt: null,
  pausedUntil: null,
  pausedReason: null,
  pausedBy: null,
  failures: 0,
  error: null,
  droppedFrom: null,
  droppedUntil: null,
};

/** A recurring job as it is stored. */
export interface RecurringRecord {
  id: string;
  /** `code`: declared with `@Recurring()`; `runtime`: added with `addOrUpdate()`. */
  source: 'code' | 'runtime';
  createdAt: number;
  definition: RecurringDefinition;
  /** What the code says, where `source` is `code`. */
  declared: RecurringDefinition | null;
  /** Somebody has changed it since: what the code says does not apply until it is reset. */
  edited: boolean;
  progress: RecurringProgress;
}

/** A recurring job read from the store. */
export interface RecurringRow extends RecurringRecord {
  /**
   * The state of the last job it created; `null` when there is none (any more), and, where it is to
   * be changed, when `overlap` does not ask for it.
   */
  lastState: JobState | null;
  /** It is declared in code, and no live worker declares it: it does not fire. */
  orphaned: boolean;
}

/** The same in a list: without arguments, which may be large. */
export interface RecurringSummaryRow extends Omit<RecurringRow, 'definition' | 'declared'> {
  definition: Omit<RecurringDefinition, 'args'>;
}

/**
 * Those that fire next, and those of them that should have fired a minute ago; those whose last occurrence
 * could not be created, the worst first; those that no live worker declares any more, though code did.
 */
export type RecurringGroup = 'next' | 'late' | 'failing' | 'orphaned';

/** What a worker may fire: what its code declares, and what was added at run time with a type it knows. */
export interface RecurringScope {
  declared: string[];
  types: string[];
}

/** Recurring jobs to lock and change. */
export type RecurringSelection =
  /** These; those that do not exist are not given to the decision. */
  | { ids: string[] }
  /** The first that are due and in scope, leaving out those that others are busy with. */
  | { due: RecurringScope; limit: number }
  /**
   * Some that were added at run time and whose type no worker has known for `after` ms: those that
   * have been due for that long, then for twice as long, and so on with each failure.
   */
  | { unserved: { after: number }; limit: number };

/** What becomes of recurring jobs, and the jobs created with it. */
export interface RecurringChanges {
  /** New ones and changed ones. One whose `definition` is the same object keeps what is stored of it. */
  save: RecurringRecord[];
  remove?: string[];
  jobs?: NewJob[];
}

/** A job that a recurring job has created. It is remembered longer than the job itself. */
export interface RecurringHistoryEntry {
  jobId: string;
  /** The nominal time; `null` when it was triggered. */
  occurrenceAt: Date | null;
  createdAt: Date;
  state: JobState;
  finishedAt: Date | null;
  /** How long the last attempt ran, in ms. */
  runTime: number | null;
  attempt: number;
  /** The last error, as `Name: message`. */
  error: string | null;
}
