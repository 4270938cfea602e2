/** What somebody may do. Every route needs exactly one of these. */
export const RIGHTS = [
  /** Every page and the live stream. */
  'view',
  /** Arguments, results and log lines of jobs; without it they are redacted. */
  'viewArguments',
  'viewAudit',
  'requeueJobs',
  /** Another time, or now. */
  'rescheduleJobs',
  'moveJobs',
  'deleteJobs',
  'cancelOperations',
  'triggerRecurring',
  /** And resume. */
  'pauseRecurring',
  /** And take the changes back. */
  'editRecurring',
  'removeRecurring',
  /** And resume, also job types. */
  'pauseQueues',
  'setLimits',
  /** And resume. */
  'drainWorkers',
  'cancelBatches',
] as const;

export type Right = (typeof RIGHTS)[number];

/** The rights of `'read-only'`. In an object they are there unless it says `false`; the others must be given. */
export const READING_RIGHTS = ['view', 'viewArguments', 'viewAudit'] as const satisfies Right[];

/**
 * What `access(context)` returns: everything, reading only, nothing, or the rights one by one:
 * `{ requeueJobs: true, viewArguments: false }`.
 */
export type Access = 'all' | 'read-only' | 'none' | Partial<Record<Right, boolean>>;

export type GrantedRights = Record<Right, boolean>;
