/**
 * The paths below the mount that answer with the shell; another one is a 404. Names that may contain
 * anything are in the query: `/recurring/job?id=…`, `/queues/queue?name=…`.
 */
export const PAGES = {
  overview: '',
  jobs: 'jobs',
  job: 'jobs/:id',
  failures: 'failures',
  failure: 'failures/:fingerprint',
  recurring: 'recurring',
  recurringJob: 'recurring/job',
  queues: 'queues',
  queue: 'queues/queue',
  workers: 'workers',
  batches: 'batches',
  batch: 'batches/:id',
  operations: 'operations',
  operation: 'operations/:id',
  health: 'health',
  audit: 'audit',
} as const satisfies Record<string, string>;

export type PageName = keyof typeof PAGES;
