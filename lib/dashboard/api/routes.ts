import type { Right } from './rights.js';

export interface Route {
  method: 'GET' | 'POST';
  /** Below `api/`. Names that may contain anything are never part of a path: proxies unescape them. */
  path: string;
  right: Right;
}

/**
 * Every route of the API, and the right it needs. The controllers, the browser's client and the
 * matrix of the tests are made from it. What acts is a POST with a JSON body and `X-Jobs-Dashboard: 1`.
 */
export const ROUTES = {
  config: { method: 'GET', path: 'config', right: 'view' },
  stream: { method: 'GET', path: 'stream', right: 'view' },
  overview: { method: 'GET', path: 'overview', right: 'view' },
  stats: { method: 'GET', path: 'stats', right: 'view' },
  series: { method: 'GET', path: 'series', right: 'view' },
  problems: { method: 'GET', path: 'problems', right: 'view' },
  audit: { method: 'GET', path: 'audit', right: 'viewAudit' },

  jobs: { method: 'GET', path: 'jobs', right: 'view' },
  jobCounts: { method: 'GET', path: 'jobs/counts', right: 'view' },
  suggest: { method: 'GET', path: 'suggest', right: 'view' },
  job: { method: 'GET', path: 'jobs/:id', right: 'view' },
  jobLog: { method: 'GET', path: 'jobs/:id/log', right: 'viewArguments' },
  jobNeighbours: { method: 'GET', path: 'jobs/:id/neighbours', right: 'view' },
  requeueJob: { method: 'POST', path: 'jobs/:id/requeue', right: 'requeueJobs' },
  rescheduleJob: { method: 'POST', path: 'jobs/:id/reschedule', right: 'rescheduleJobs' },
  moveJob: { method: 'POST', path: 'jobs/:id/move', right: 'moveJobs' },
  deleteJob: { method: 'POST', path: 'jobs/:id/delete', right: 'deleteJobs' },

  operations: { method: 'GET', path: 'operations', right: 'view' },
  operation: { method: 'GET', path: 'operations/:id', right: 'view' },
  requeueJobs: { method: 'POST', path: 'operations/requeue', right: 'requeueJobs' },
  rescheduleJobs: { method: 'POST', path: 'operations/reschedule', right: 'rescheduleJobs' },
  moveJobs: { method: 'POST', path: 'operations/move', right: 'moveJobs' },
  deleteJobs: { method: 'POST', path: 'operations/delete', right: 'deleteJobs' },
  cancelOperation: { method: 'POST', path: 'operations/:id/cancel', right: 'cancelOperations' },

  failures: { method: 'GET', path: 'failures', right: 'view' },
  failure: { method: 'GET', path: 'failures/:fingerprint', right: 'view' },

  recurring: { method: 'GET', path: 'recurring', right: 'view' },
  recurringJob: { method: 'GET', path: 'recurring/job', right: 'view' },
  previewRecurring: { method: 'GET', path: 'recurring/preview', right: 'view' },
  triggerRecurring: { method: 'POST', path: 'recurring/trigger', right: 'triggerRecurring' },
  pauseRecurring: { method: 'POST', path: 'recurring/pause', right: 'pauseRecurring' },
  resumeRecurring: { method: 'POST', path: 'recurring/resume', right: 'pauseRecurring' },
  updateRecurring: { method: 'POST', path: 'recurring/update', right: 'editRecurring' },
  resetRecurring: { method: 'POST', path: 'recurring/reset', right: 'editRecurring' },
  removeRecurring: { method: 'POST', path: 'recurring/remove', right: 'removeRecurring' },

  queues: { method: 'GET', path: 'queues', right: 'view' },
  queue: { method: 'GET', path: 'queues/queue', right: 'view' },
  pauses: { method: 'GET', path: 'pauses', right: 'view' },
  pause: { method: 'POST', path: 'pauses/pause', right: 'pauseQueues' },
  resume: { method: 'POST', path: 'pauses/resume', right: 'pauseQueues' },
  limits: { method: 'GET', path: 'limits', right: 'view' },
  setLimit: { method: 'POST', path: 'limits/set', right: 'setLimits' },
  resetLimit: { method: 'POST', path: 'limits/reset', right: 'setLimits' },

  workers: { method: 'GET', path: 'workers', right: 'view' },
  drainWorker: { method: 'POST', path: 'workers/:id/drain', right: 'drainWorkers' },
  resumeWorker: { method: 'POST', path: 'workers/:id/resume', right: 'drainWorkers' },

  batches: { method: 'GET', path: 'batches', right: 'view' },
  batch: { method: 'GET', path: 'batches/:id', right: 'view' },
  cancelBatch: { method: 'POST', path: 'batches/:id/cancel', right: 'cancelBatches' },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** The routes that act, as the audit names them. */
export type ActionName = {
  [Name in RouteName]: (typeof ROUTES)[Name]['method'] extends 'POST' ? Name : never;
}[RouteName];
