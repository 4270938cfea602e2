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
export { BatchHandle, JobHandle, type JobReference } from './control/index.js';
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
  BatchJobOptions,
  ContinueOptions,
  EnqueueOptions,
  JobActionOptions,
  ScheduleOptions,
  StorableRetryOptions,
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

// Inside a running job
export { JobContext, type JobRequest } from './worker/index.js';
export type { LogLevel } from './store/index.js';

// Reading and events
export {
  JobMonitor,
  type JobDetails,
  type JobPage,
  type JobStatistics,
  type JobStory,
} from './monitor/index.js';
export { FINAL_STATES, JOB_STATES, type JobState, type StoredError } from './interfaces/index.js';
export type {
  BatchInfo,
  BatchState,
  CappedCount,
  ContinuationCondition,
  Dependency,
  JobFilter,
  JobHistoryEntry,
  JobLogEntry,
  JobSummary,
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

// Extension points: another way to serialise, another store (`nestfire/testing` has its contract)
export { JsonSerializer, type JobSerializer } from './serialization/index.js';
export { JobStore } from './store/index.js';
