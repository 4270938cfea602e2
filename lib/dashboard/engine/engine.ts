import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { JobMonitor } from '../../monitor/index.js';
import { JobScheduler } from '../../scheduler/index.js';
import { JobStore } from '../../store/index.js';
import { ProblemError } from '../http/problem.error.js';
import type { BulkPort, DrainPort, FailuresPort, LimitsPort, MetricsPort, PausesPort } from './ports.js';

/** The parts of the engine that the dashboard steers; `null` where this version has none. */
@Injectable()
export class Engine implements OnApplicationBootstrap {
  readonly bulk: BulkPort | null;
  readonly pauses: PausesPort | null;
  readonly limits: LimitsPort | null;
  readonly metrics: MetricsPort | null;
  readonly failures: FailuresPort | null;
  readonly drain: DrainPort | null;
  /** Whether the database can look into arguments. */
  canSearchArguments = false;

  constructor(
    readonly jobs: JobScheduler,
    readonly monitor: JobMonitor,
    @Inject(JobStore) readonly store: JobStore,
    private readonly host: HttpAdapterHost,
  ) {
    this.bulk = part<BulkPort>(jobs, 'deleteAll');
    this.pauses = part<PausesPort>((jobs as { pauses?: object }).pauses, 'pause');
    this.limits = part<LimitsPort>((jobs as { limits?: object }).limits, 'set');
    this.metrics = part<MetricsPort>(monitor, 'metrics');
    this.failures = part<FailuresPort>(monitor, 'failures');
    this.drain = part<DrainPort>(store, 'drain');
  }

  /** The store is open by now: its module is begun before those that use it. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.host.httpAdapter) {
      this.canSearchArguments = await this.store.dashboard.canSearchArguments().catch(() => false);
    }
  }
}

/** @throws {ProblemError} `not_supported` */
export function supported<Part>(found: Part | null): Part {
  if (found === null) {
    throw new ProblemError('not_supported');
  }
  return found;
}

function part<Part>(owner: object | undefined, method: string): Part | null {
  return owner !== undefined && method in owner ? (owner as unknown as Part) : null;
}
