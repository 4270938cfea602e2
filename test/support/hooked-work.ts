import { Injectable } from '@nestjs/common';
import {
  BackgroundJob,
  JobContext,
  UseJobHooks,
  type AppliedState,
  type JobEnd,
  type JobHooks,
  type JobRequest,
  type StateElection,
} from 'nestfire';
import { DataSource } from 'typeorm';
import { beforeEach } from 'vitest';
import { openDataSource, startApp } from './app.js';
import type { TestDatabase } from './databases.js';
import { deferred } from './eventually.js';

/** What the hooks and the handler below have been called for, and what the inner hook does. */
export const seen = {
  /** In order. */
  calls: [] as string[],
  ends: [] as JobEnd[],
  applied: [] as AppliedState[],
  inner: {} as JobHooks,
  gate: deferred(),
};

beforeEach(() => {
  Object.assign(seen, { calls: [], ends: [], applied: [], inner: {}, gate: deferred() });
});

class Outer implements JobHooks {
  onPerforming({ attempt }: JobRequest) {
    seen.calls.push(`outer performing ${attempt}`);
  }

  onPerformed(_job: JobRequest, ended: JobEnd) {
    seen.calls.push(`outer performed ${ended.kind}`);
    seen.ends.push(ended);
  }

  onStateApplied(change: AppliedState) {
    seen.calls.push(`outer applied ${change.outcome.kind}`);
    seen.applied.push(change);
  }
}

@Injectable()
class Inner implements JobHooks {
  constructor(private readonly context: JobContext) {}

  async onPerforming(job: JobRequest) {
    seen.calls.push(`inner performing ${this.context.id === job.id ? 'inside' : 'outside'}`);
    await seen.inner.onPerforming?.(job);
  }

  async onPerformed(job: JobRequest, ended: JobEnd) {
    seen.calls.push(`inner performed ${this.context.active ? 'inside' : 'outside'}`);
    await seen.inner.onPerformed?.(job, ended);
  }

  async onStateElection(election: StateElection) {
    seen.calls.push(`inner elects ${election.candidate.kind}`);
    await seen.inner.onStateElection?.(election);
  }

  async onStateApplied(change: AppliedState) {
    seen.calls.push(`inner applied ${this.context.active ? 'inside' : 'outside'}`);
    await seen.inner.onStateApplied?.(change);
  }
}

/** Elects after `Inner`. */
class Last implements JobHooks {
  onStateElection({ candidate }: StateElection) {
    seen.calls.push(`last elects ${candidate.kind}`);
  }
}

/** Runs between `Outer` and `Inner`. */
@Injectable()
@UseJobHooks(Outer)
export class Work {
  constructor(
    private readonly job: JobContext,
    private readonly dataSource: DataSource,
  ) {}

  @UseJobHooks(Inner, Last)
  @BackgroundJob({ retry: { attempts: 2, backoff: { fixed: 0 } } })
  async run(mode: 'well' | 'badly' | 'for ever' | 'snooze' | 'commit'): Promise<string> {
    seen.calls.push(`run ${mode}`);
    if (mode === 'badly') {
      throw new RangeError('went badly');
    }
    if (mode === 'for ever') {
      await seen.gate.promise;
    }
    if (mode === 'snooze' && this.job.attempt === 1) {
      this.job.snooze('1h');
    }
    if (mode === 'commit') {
      await this.dataSource.transaction((manager) => this.job.complete(manager, 'committed'));
    }
    return 'well done';
  }

  @BackgroundJob()
  after(): string {
    seen.calls.push('after');
    return 'after';
  }
}

/** An application that runs these jobs; its worker stops soon. */
export async function startWork(database: TestDatabase, hookTimeout = 10_000) {
  const providers = [Work, { provide: DataSource, useValue: await openDataSource(database) }];
  return startApp(database, providers, { hookTimeout, worker: { shutdownTimeout: 10 } });
}
