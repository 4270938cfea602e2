import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { HookExplorer, JobExplorer } from './discovery/index.js';
import { JobsOptionsError } from './errors/index.js';
import { JobEvents } from './events/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from './jobs.options.js';
import { JobWriter } from './creation/index.js';
import { LimitDeclarer } from './limits/index.js';
import { MetricsRecorder } from './metrics/index.js';
import { RecurringReconciler } from './recurring/index.js';
import { JobStore } from './store/index.js';
import { WakeUp } from './wake-up/index.js';
import { JobsWorker } from './worker/index.js';

const applications = new WeakSet<ModulesContainer>();

/**
 * Binds the engine to the application. On start: find the job types and fail fast, then open the
 * database, then work. On stop: the worker drains in the first phase, while the providers its jobs
 * use are alive; the database closes in the last, so that jobs and other modules can still enqueue.
 */
@Injectable()
export class JobsLifecycle
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly modules: ModulesContainer,
    private readonly hooks: HookExplorer,
    private readonly explorer: JobExplorer,
    private readonly declarations: RecurringReconciler,
    private readonly limits: LimitDeclarer,
    private readonly worker: JobsWorker,
    private readonly writer: JobWriter,
    private readonly metrics: MetricsRecorder,
    private readonly wakeUp: WakeUp,
    private readonly events: JobEvents,
  ) {}

  /**
   * @throws {JobsOptionsError} when the application has imported `forRoot()` twice, or hooks cannot be made.
   * @throws {DuplicateJobTypeError}
   * @throws {DuplicateRecurringJobError}
   * @throws {InvalidCronError}
   */
  async onModuleInit(): Promise<void> {
    if (applications.has(this.modules)) {
      throw new JobsOptionsError(
        'JobsModule.forRoot() was imported twice in this application, so every job would be registered twice. ' +
          'Import it once, in the root module; it is global.',
      );
    }
    applications.add(this.modules);
    await this.hooks.explore();
    await this.explorer.explore();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.store.open();
    if (this.options.worker) {
      await this.limits.declare();
      await this.declarations.reconcile();
      await this.worker.start();
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writer.drain();
    await this.metrics.close();
    this.wakeUp.close();
    await this.store.close();
    this.events.complete();
  }
}
