import { Inject, Injectable } from '@nestjs/common';
import { JOB_STATES, LOG_LEVELS, type OneJobActionOptions } from '../../interfaces/index.js';
import { DatabaseClock, type JobStory } from '../../monitor/index.js';
import { JobStore } from '../../store/index.js';
import type { JobActionResult, JobUndo, JobView, LogResponse } from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { ProblemError } from '../http/problem.error.js';
import { actionOf, bodyOf, idOf, queryOf, whenOf, type Call, type Handlers } from '../input/call.js';
import type { Input } from '../input/input.js';
import { undoDelete, undoMove, undoRequeue, undoTime } from '../views/job-actions.js';
import { toLogLine } from '../views/log-line.js';
import { JobReader } from './job-reader.js';

const COMMON = ['reason', 'expected'];

/** One job: what it is, and what is done to it. */
@Injectable()
export class JobHandlers implements Handlers<
  'job' | 'jobLog' | 'requeueJob' | 'rescheduleJob' | 'moveJob' | 'deleteJob'
> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly reader: JobReader,
    private readonly clock: DatabaseClock,
  ) {}

  async job(call: Call): Promise<JobView> {
    queryOf(call, []);
    return this.reader.view(idOf(call), call.viewer);
  }

  async jobLog(call: Call): Promise<LogResponse> {
    const query = queryOf(call, ['after', 'attempt', 'level', 'limit']);
    const level = query.oneOf('level', LOG_LEVELS) ?? 'debug';
    const limit = query.whole('limit', 1, 1_000) ?? 500;
    const after = query.id('after') ?? null;
    const lines = await this.store.dashboard.logLines(idOf(call), {
      after,
      attempt: query.whole('attempt', 0, 1_000_000) ?? null,
      levels: LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)),
      limit: limit + 1,
    });
    const shown = lines.slice(0, limit);
    return {
      lines: shown.map(toLogLine),
      last: shown.at(-1)?.id ?? after,
      hasMore: lines.length > limit,
    };
  }

  requeueJob(call: Call): Promise<JobActionResult> {
    const body = bodyOf(call, COMMON);
    return this.act(call, body, (job, who) => this.engine.jobs.requeue(job.id, who), undoRequeue);
  }

  rescheduleJob(call: Call): Promise<JobActionResult> {
    const body = bodyOf(call, [...COMMON, 'at', 'delayMs']);
    const when = whenOf(body);
    call.audit.params = when instanceof Date ? { at: when.toISOString() } : { delayMs: when };
    return this.act(call, body, (job, who) => this.engine.jobs.reschedule(job.id, when, who), undoTime);
  }

  moveJob(call: Call): Promise<JobActionResult> {
    const body = bodyOf(call, [...COMMON, 'queue']);
    const queue = body.requiredText('queue', 100);
    call.audit.params = { queue };
    return this.act(call, body, (job, who) => this.engine.jobs.moveToQueue(job.id, queue, who), undoMove);
  }

  deleteJob(call: Call): Promise<JobActionResult> {
    const body = bodyOf(call, COMMON);
    return this.act(call, body, (job, who) => this.engine.jobs.delete(job.id, who), undoDelete);
  }

  /** The job may change between the look and the deed: the database decides whether it is as it was expected. */
  private async act(
    call: Call,
    body: Input,
    deed: (job: JobStory, options: OneJobActionOptions) => Promise<boolean>,
    undo: (before: JobStory, now: number) => JobUndo | null,
  ): Promise<JobActionResult> {
    const id = idOf(call);
    call.audit.about('job', id);
    const who = actionOf(call, body);
    const states = body.someOf('expected', JOB_STATES);
    const before = await this.reader.story(id);
    const options = { ...who, ...(states ? { states } : {}) };
    if (!(await call.audit.deed(() => deed(before, options)))) {
      throw new ProblemError('state_changed', { job: await this.reader.view(id, call.viewer) });
    }
    return {
      job: await this.reader.view(id, call.viewer),
      undo: undo(before, await this.clock.now()),
    };
  }
}
