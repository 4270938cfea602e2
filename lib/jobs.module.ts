import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobControl, JobOperations, ResultPoller } from './control/index.js';
import { CreationHooks, JobFactory, JobWriter, UniquePolicy } from './creation/index.js';
import {
  Enhancers,
  HookExplorer,
  JobExplorer,
  JobInvoker,
  JobRegistry,
  RecurringRegistry,
  RetentionPolicy,
} from './discovery/index.js';
import { JobEvents } from './events/index.js';
import { Batches, ContinuationFactory } from './flow/index.js';
import { HookRegistry, HookRunner } from './hooks/index.js';
import { JobsLifecycle } from './jobs.lifecycle.js';
import {
  ConfigurableModuleClass,
  JOBS_MODULE_OPTIONS,
  type JobsModuleAsyncOptions,
  type JobsModuleRootOptions,
  type OPTIONS_TYPE,
} from './jobs.module-definition.js';
import { RESOLVED_OPTIONS, resolveOptions, type ResolvedJobsOptions } from './jobs.options.js';
import {
  ActiveControls,
  JobLimits,
  JobPauses,
  LimitDeclarer,
  LimitGuard,
  LimitPolicy,
} from './limits/index.js';
import { MetricsRecorder } from './metrics/index.js';
import { DatabaseClock, JobMonitor } from './monitor/index.js';
import { RecurringReconciler, RecurringFirer, RecurringJobs } from './recurring/index.js';
import { JobScheduler } from './scheduler/index.js';
import { JobStore } from './store/index.js';
import { TypeOrmJobStore } from './store/typeorm/index.js';
import { WakeUp } from './wake-up/index.js';
import { JobContext } from './worker/index.js';
import { WORKER_PROVIDERS } from './worker/worker.providers.js';

/**
 * Background jobs in the database the application already has: `JobsModule.forRoot()` for an
 * embedded SQLite file, `forRoot({ dataSource })` or `forRootAsync({ inject, useFactory })` for
 * anything else. Import it once; it is global.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: RESOLVED_OPTIONS, inject: [JOBS_MODULE_OPTIONS], useFactory: resolveOptions },
    {
      provide: JobStore,
      inject: [RESOLVED_OPTIONS],
      useFactory: (options: ResolvedJobsOptions) => new TypeOrmJobStore(options),
    },
    JobRegistry,
    RecurringRegistry,
    RetentionPolicy,
    HookRegistry,
    HookRunner,
    HookExplorer,
    Enhancers,
    JobInvoker,
    JobExplorer,
    JobEvents,
    WakeUp,
    MetricsRecorder,
    UniquePolicy,
    LimitPolicy,
    LimitDeclarer,
    ActiveControls,
    LimitGuard,
    JobLimits,
    JobPauses,
    CreationHooks,
    JobFactory,
    JobWriter,
    ResultPoller,
    JobOperations,
    JobControl,
    ContinuationFactory,
    Batches,
    RecurringJobs,
    RecurringReconciler,
    RecurringFirer,
    JobScheduler,
    DatabaseClock,
    JobMonitor,
    ...WORKER_PROVIDERS,
    JobsLifecycle,
  ],
  exports: [
    JobScheduler,
    RecurringJobs,
    Batches,
    JobLimits,
    JobPauses,
    JobOperations,
    DatabaseClock,
    JobMonitor,
    JobEvents,
    JobContext,
    JobStore,
  ],
})
export class JobsModule extends ConfigurableModuleClass {
  /** @throws {JobsOptionsError} at start-up, when an option is not allowed. */
  static forRoot(options: JobsModuleRootOptions = {}): DynamicModule {
    return super.forRoot(options as typeof OPTIONS_TYPE);
  }

  static forRootAsync(options: JobsModuleAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }
}
