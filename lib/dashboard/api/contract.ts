import type { AuditQuery, AuditResponse } from './audit.js';
import type { BatchDetail, BatchesQuery, BatchesResponse } from './batches.js';
import type { ActionBody } from './common.js';
import type { DashboardConfig } from './config.js';
import type { FailureDetail, FailuresQuery, FailuresResponse } from './failures.js';
import type { ProblemsResponse } from './health.js';
import type {
  JobActionBody,
  JobActionResult,
  JobView,
  LogQuery,
  LogResponse,
  MoveBody,
  RescheduleBody,
} from './job.js';
import type { JobCounts, JobsQuery, JobsResponse, Neighbours, SuggestQuery, Suggestions } from './jobs.js';
import type {
  BulkBody,
  BulkMoveBody,
  BulkRescheduleBody,
  BulkResult,
  OperationsResponse,
  OperationView,
} from './operations.js';
import type { Overview, Stats } from './overview.js';
import type { PageQuery } from './common.js';
import type {
  LimitBody,
  LimitsResponse,
  PauseBody,
  PausesResponse,
  QueueDetail,
  QueueQuery,
  QueuesResponse,
  TargetBody,
} from './queues.js';
import type {
  PauseRecurringBody,
  Preview,
  PreviewQuery,
  RecurringActionBody,
  RecurringActionResult,
  RecurringDetail,
  RecurringQuery,
  RecurringResponse,
  UpdateRecurringBody,
} from './recurring.js';
import type { RouteName } from './routes.js';
import type { SeriesQuery, SeriesResponse } from './series.js';
import type { StreamQuery } from './stream.js';
import type { WorkersResponse } from './workers.js';

interface Read<Query, Response, Params = unknown> {
  query: Query;
  params: Params;
  body: undefined;
  response: Response;
}

interface Act<Body, Response, Params = unknown> {
  query: unknown;
  params: Params;
  body: Body;
  response: Response;
}

type ById = { id: string };

/** What each route takes and answers. Errors are a `Problem`. */
export interface Contract extends Record<RouteName, Read<unknown, unknown> | Act<unknown, unknown>> {
  config: Read<unknown, DashboardConfig>;
  /** `text/event-stream` of `StreamMessage`s. */
  stream: Read<StreamQuery, never>;
  overview: Read<unknown, Overview>;
  stats: Read<unknown, Stats>;
  series: Read<SeriesQuery, SeriesResponse>;
  problems: Read<unknown, ProblemsResponse>;
  audit: Read<AuditQuery, AuditResponse>;

  jobs: Read<JobsQuery, JobsResponse>;
  jobCounts: Read<Pick<JobsQuery, 'q'>, JobCounts>;
  suggest: Read<SuggestQuery, Suggestions>;
  job: Read<unknown, JobView, ById>;
  jobLog: Read<LogQuery, LogResponse, ById>;
  jobNeighbours: Read<Pick<JobsQuery, 'q' | 'state'>, Neighbours, ById>;
  requeueJob: Act<JobActionBody, JobActionResult, ById>;
  rescheduleJob: Act<RescheduleBody, JobActionResult, ById>;
  moveJob: Act<MoveBody, JobActionResult, ById>;
  deleteJob: Act<JobActionBody, JobActionResult, ById>;

  operations: Read<PageQuery, OperationsResponse>;
  operation: Read<unknown, OperationView, ById>;
  requeueJobs: Act<BulkBody, BulkResult>;
  rescheduleJobs: Act<BulkRescheduleBody, BulkResult>;
  moveJobs: Act<BulkMoveBody, BulkResult>;
  deleteJobs: Act<BulkBody, BulkResult>;
  cancelOperation: Act<ActionBody, OperationView, ById>;

  failures: Read<FailuresQuery, FailuresResponse>;
  failure: Read<Pick<FailuresQuery, 'range'>, FailureDetail, { fingerprint: string }>;

  recurring: Read<RecurringQuery, RecurringResponse>;
  recurringJob: Read<{ id: string }, RecurringDetail>;
  previewRecurring: Read<PreviewQuery, Preview>;
  triggerRecurring: Act<RecurringActionBody, RecurringActionResult>;
  pauseRecurring: Act<PauseRecurringBody, RecurringActionResult>;
  resumeRecurring: Act<RecurringActionBody, RecurringActionResult>;
  updateRecurring: Act<UpdateRecurringBody, RecurringDetail>;
  resetRecurring: Act<RecurringActionBody, RecurringActionResult>;
  removeRecurring: Act<RecurringActionBody, RecurringActionResult>;

  queues: Read<unknown, QueuesResponse>;
  queue: Read<QueueQuery, QueueDetail>;
  pauses: Read<unknown, PausesResponse>;
  pause: Act<PauseBody, PausesResponse>;
  resume: Act<TargetBody, PausesResponse>;
  limits: Read<unknown, LimitsResponse>;
  setLimit: Act<LimitBody, LimitsResponse>;
  resetLimit: Act<TargetBody, LimitsResponse>;

  workers: Read<unknown, WorkersResponse>;
  drainWorker: Act<ActionBody, WorkersResponse, ById>;
  resumeWorker: Act<ActionBody, WorkersResponse, ById>;

  batches: Read<BatchesQuery, BatchesResponse>;
  batch: Read<unknown, BatchDetail, ById>;
  cancelBatch: Act<ActionBody, BatchDetail, ById>;
}
