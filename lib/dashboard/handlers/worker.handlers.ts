import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';
import { JobStore, type JobSummary } from '../../store/index.js';
import type { RunningJob, WorkersResponse, WorkerView } from '../api/index.js';
import { ProblemError } from '../http/problem.error.js';
import { actionOf, bodyOf, idOf, queryOf, type Call, type Handlers } from '../input/call.js';
import { iso, isoOrNull } from '../views/basics.js';

/** Running jobs that are looked at, and shown of one worker. */
const RUNNING = 2_000;
const SHOWN = 50;

/** The processes that run jobs. */
@Injectable()
export class WorkerHandlers implements Handlers<'workers' | 'drainWorker' | 'resumeWorker'> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly clock: DatabaseClock,
  ) {}

  async workers(call: Call): Promise<WorkersResponse> {
    queryOf(call, []);
    return this.list();
  }

  drainWorker(call: Call): Promise<WorkersResponse> {
    return this.drain(call, true);
  }

  resumeWorker(call: Call): Promise<WorkersResponse> {
    return this.drain(call, false);
  }

  private async drain(call: Call, draining: boolean): Promise<WorkersResponse> {
    const id = idOf(call);
    const body = bodyOf(call, ['reason']);
    call.audit.about('worker', id);
    actionOf(call, body);
    const isThere = async () => (await this.store.drain([id], draining)).length > 0;
    if (!(await call.audit.deed(isThere))) {
      throw new ProblemError('not_found');
    }
    return this.list();
  }

  private async list(): Promise<WorkersResponse> {
    const page = { limit: RUNNING, cursor: null, direction: 'newer' as const };
    const [now, workers, { jobs }] = await Promise.all([
      this.clock.now(),
      this.store.workers(),
      this.store.dashboard.search({ states: ['processing'] }, page),
    ]);
    return {
      at: iso(new Date(now)),
      items: workers.map((worker): WorkerView => {
        const {
          id,
          name,
          draining,
          memory,
          eventLoopDelay,
          host,
          pid,
          queues,
          types,
          concurrency,
          startedAt,
          heartbeatAt,
        } = worker;
        return {
          id,
          name,
          host,
          pid,
          status: worker.alive ? (draining ? 'draining' : 'alive') : 'stale',
          queues,
          types,
          concurrency,
          running: worker.running,
          startedAt: iso(startedAt),
          heartbeatAt: iso(heartbeatAt),
          heartbeatAgeMs: Math.max(0, now - heartbeatAt.getTime()),
          memoryBytes: memory,
          eventLoopLagMs: eventLoopDelay,
          jobs: longestFirst(jobs.filter(({ workerId }) => workerId === id))
            .slice(0, SHOWN)
            .map(toRunning),
        };
      }),
    };
  }
}

function longestFirst(jobs: JobSummary[]): JobSummary[] {
  return jobs.toSorted((a, b) => Number(a.claimedAt) - Number(b.claimedAt));
}

function toRunning({ id, type, queue, attempt, claimedAt, progress }: JobSummary): RunningJob {
  return { id, type, queue, attempt, since: isoOrNull(claimedAt), progress };
}
