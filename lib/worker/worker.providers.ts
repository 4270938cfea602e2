import type { Provider } from '@nestjs/common';
import { RESOLVED_OPTIONS, resolveOptions, type ResolvedJobsOptions } from '../jobs.options.js';
import { Acknowledger } from './acknowledger.js';
import { Admitter } from './admitter.js';
import { Claimer } from './claimer.js';
import { ExecutionHooks } from './execution-hooks.js';
import { JobCompletion } from './job-completion.js';
import { JobContext } from './job-context.js';
import { JobExecutor } from './job-executor.js';
import { JobJournal } from './job-journal.js';
import { JobsWorker } from './jobs-worker.js';
import { Maintenance } from './maintenance.js';
import { OperationRunner } from './operation-runner.js';
import { OutcomeFactory } from './outcome-factory.js';
import { Scout } from './scout.js';
import { WorkerLease } from './worker-lease.js';
import { WORKER_OPTIONS } from './worker-options.js';

/** The parts of the worker. With `worker: false` they are made and never started. */
export const WORKER_PROVIDERS: Provider[] = [
  {
    provide: WORKER_OPTIONS,
    inject: [RESOLVED_OPTIONS],
    useFactory: ({ worker }: ResolvedJobsOptions) => worker || resolveOptions({}).worker,
  },
  JobJournal,
  OutcomeFactory,
  ExecutionHooks,
  JobCompletion,
  JobContext,
  JobExecutor,
  Acknowledger,
  WorkerLease,
  Claimer,
  Admitter,
  OperationRunner,
  Scout,
  Maintenance,
  JobsWorker,
];
