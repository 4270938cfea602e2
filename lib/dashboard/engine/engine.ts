import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { JobMonitor } from '../../monitor/index.js';
import { JobScheduler } from '../../scheduler/index.js';
import { JobStore } from '../../store/index.js';

/** What the dashboard steers and reads. */
@Injectable()
export class Engine implements OnApplicationBootstrap {
  /** Whether the database can look into arguments. */
  canSearchArguments = false;

  constructor(
    readonly jobs: JobScheduler,
    readonly monitor: JobMonitor,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly host: HttpAdapterHost,
  ) {}

  /** The store is open by now: its module is begun before those that use it. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.host.httpAdapter) {
      this.canSearchArguments = await this.store.dashboard.canSearchArguments().catch(() => false);
    }
  }
}
