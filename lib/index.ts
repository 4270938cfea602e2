// Module and options
export { JobsModule } from './jobs.module.js';
export {
  JOBS_MODULE_OPTIONS,
  type JobsModuleAsyncOptions,
  type JobsModuleRootOptions,
  type JobsModuleStructure,
  type JobsOptionsFactory,
} from './jobs.module-definition.js';
export type { JobsModuleOptions, JobsWorkerOptions } from './jobs.options.js';
export type { RetentionOptions } from './interfaces/index.js';
export type { Duration } from './utils/index.js';

// Declaring jobs
export { BackgroundJob, Recurring } from './decorators/index.js';
export type {
  BackgroundJobOptions,
  BackoffFunction,
  CronFactory,
  CronSource,
  MisfirePolicy,
  OverlapPolicy,
  RecurringOptions,
  RetryOptions,
  StorableBackoff,
  UniqueOptions,
} from './interfaces/index.js';

// Creating and controlling jobs
export { JobScheduler } from './scheduler/index.js';
export {
  BatchHandle,
  JobHandle,
  JobOperations,
  OperationHandle,
  type JobReference,
  type OperationPage,
  type OperationReference,
} from './control/index.js';
export {
  BatchBuilder,
  Batches,
  type BatchOptions,
  type BatchReference,
  type ParentReference,
  type ResultOf,
  type ResultsOf,
} from './flow/index.js';
export type { JobService } from './creation/index.js';
export type {
  BatchContinueOptions,
  BatchJobOptions,
  ContinuationCondition,
  ContinueOptions,
  EnqueueOptions,
  JobActionOptions,
  OneJobActionOptions,
  ScheduleOptions,
  StorableRetryOptions,
} from './interfaces/index.js';

// Limits and pauses
export { JobLimits, JobPauses, type LimitInfo, type PauseInfo } from './limits/index.js';
export type {
  ConcurrencyLimit,
  ControlTarget,
  LimitChange,
  LimitKey,
  LimitOptions,
  QueueLimitOptions,
  RateLimit,
} from './interfaces/index.js';

// Recurring jobs at run time
export {
  RecurringJobs,
  type PreviewOptions,
  type RecurringJobDefinition,
  type RecurringJobDetails,
  type RecurringJobPage,
  type RecurringJobSummary,
  type RecurringPageRequest,
  type RecurringStatus,
} from './recurring/index.js';
export type {
  AddRecurringOptions,
  PauseOptions,
  RecurringActionOptions,
  RecurringChange,
} from './interfaces/index.js';

// Hooks
export { GlobalJobHooks, UseJobHooks, type GlobalJobHooksOptions } from './decorators/index.js';
export type {
  AppliedState,
  CreatedJob,
  JobCreation,
  JobEnd,
  JobEnhancer,
  JobHooks,
  JobHooksClass,
  JobOutcome,
  StateElection,
} from './interfaces/index.js';

// Inside a running job
export { JobContext } from './worker/index.js';
export type { JobRequest } from './interfaces/index.js';
export type { LogLevel } from './interfaces/index.js';

// Reading and events
export {
  JobMonitor,
  type FailuresRequest,
  type JobDetails,
  type JobPage,
  type JobStatistics,
  type JobStory,
  type MetricFigures,
  type MetricPoint,
  type MetricReport,
  type MetricSeries,
  type MetricsRequest,
  type MetricTotal,
  type QueueReport,
  type StoryRequest,
} from './monitor/index.js';
export type { DurationSummary } from './metrics/index.js';
export { BUCKET_LIMITS } from './store/index.js';
export { FINAL_STATES, JOB_STATES, type JobState, type StoredError } from './interfaces/index.js';
export type {
  BatchInfo,
  BatchState,
  CappedCount,
  Dependency,
  FailureCount,
  FailureGroup,
  FailureRange,
  JobAction,
  JobFilter,
  JobHistoryEntry,
  JobLogEntry,
  JobSummary,
  Lane,
  OperationInfo,
  OperationState,
  PageRequest,
  RecurringHistoryEntry,
  WorkerInfo,
} from './store/index.js';
export {
  JobEvents,
  type JobEvent,
  type JobEventType,
  type RecurringEvent,
  type RecurringEventType,
} from './events/index.js';

// Operating: migrations by hand
export { nestfireMigrations } from './store/typeorm/index.js';

// Errors
export * from './errors/index.js';

// Extension points: another way to serialise; what every store keeps to (`nestfire/testing` has the contract)
export { JsonSerializer, type JobSerializer } from './serialization/index.js';
export { JobStore } from './store/index.js';
