import { AuditHandlers } from './audit.handlers.js';
import { BatchHandlers } from './batch.handlers.js';
import { ConfigHandlers } from './config.handlers.js';
import { FailureHandlers } from './failure.handlers.js';
import { JobListHandlers } from './job-list.handlers.js';
import { JobHandlers } from './job.handlers.js';
import { OperationHandlers } from './operation.handlers.js';
import { OverviewHandlers } from './overview.handlers.js';
import { QueueHandlers } from './queue.handlers.js';
import { RecurringActionHandlers } from './recurring-action.handlers.js';
import { RecurringHandlers } from './recurring.handlers.js';
import { WorkerHandlers } from './worker.handlers.js';

/** What answers the routes, each a page or two. */
export const HANDLER_PROVIDERS = [
  ConfigHandlers,
  OverviewHandlers,
  JobListHandlers,
  JobHandlers,
  OperationHandlers,
  FailureHandlers,
  RecurringHandlers,
  RecurringActionHandlers,
  QueueHandlers,
  WorkerHandlers,
  BatchHandlers,
  AuditHandlers,
];
