import { Inject, Injectable } from '@nestjs/common';
import { isTimeZone } from '../../cron/time-zone.js';
import { InvalidCronError } from '../../errors/index.js';
import { DatabaseClock } from '../../monitor/index.js';
import { RecurringJobs, toSummary, type RecurringJobSummary } from '../../recurring/index.js';
import { JobStore } from '../../store/index.js';
import {
  RECURRING_STATUSES,
  type Preview,
  type RecurringDetail,
  type RecurringResponse,
  type RecurringView,
} from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { ProblemError } from '../http/problem.error.js';
import { queryOf, type Call, type Handlers } from '../input/call.js';
import { iso } from '../views/basics.js';
import { plainCron, previewRuns } from '../views/preview.js';
import { STRIP, toRecurringView, toRun, toSchedule } from '../views/recurring-view.js';
import { ValueTree } from '../views/value-tree.js';

/** Recurring jobs that are looked at for one page. */
const LOOK = 2_000;
const STEP = 200;
const RUNS = 100;
const NEXT_RUNS = 10;

/** Recurring jobs, as lists and one by one. */
@Injectable()
export class RecurringHandlers implements Handlers<'recurring' | 'recurringJob' | 'previewRecurring'> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    private readonly jobs: RecurringJobs,
    private readonly clock: DatabaseClock,
  ) {}

  async recurring(call: Call): Promise<RecurringResponse> {
    const query = queryOf(call, ['q', 'status', 'cursor', 'limit']);
    const text = query.text('q')?.toLowerCase();
    const status = query.oneOf('status', RECURRING_STATUSES);
    const cursor = query.text('cursor') ?? null;
    const limit = query.whole('limit', 1, 200) ?? 50;
    const isMeant = (job: RecurringJobSummary) =>
      (status === undefined || job.status === status) &&
      (text === undefined || [job.id, job.type].some((value) => value.toLowerCase().includes(text)));

    const found: RecurringJobSummary[] = [];
    let next = cursor;
    for (let looked = 0; looked < LOOK && found.length <= limit; looked += STEP) {
      const page = await this.jobs.list({ limit: STEP, ...(next === null ? {} : { cursor: next }) });
      found.push(...page.jobs.filter(isMeant));
      next = page.next;
      if (next === null) {
        break;
      }
    }
    const shown = found.slice(0, limit);
    const nextCursor = found.length > limit ? shown.at(-1)!.id : next;
    const isWhole = cursor === null && nextCursor === null;
    return {
      items: await this.describe(shown),
      nextCursor,
      count: isWhole ? { value: shown.length, capped: false } : null,
    };
  }

  async recurringJob(call: Call): Promise<RecurringDetail> {
    return this.detail(queryOf(call, ['id']).requiredText('id', 200), call);
  }

  /** @throws {ProblemError} `not_found` */
  async detail(id: string, { viewer }: Call): Promise<RecurringDetail> {
    const job = await this.jobs.get(id);
    if (!job) {
      throw new ProblemError('not_found');
    }
    const [runs, now] = await Promise.all([this.jobs.history(id, RUNS), this.clock.now()]);
    const tree = new ValueTree(job.type, this.options.redact);
    const times = runs.flatMap((run) =>
      run.state === 'succeeded' && run.runTime !== null ? [run.runTime] : [],
    );
    return {
      ...toRecurringView(job, runs),
      at: iso(new Date(now)),
      args: job.args.map((arg, index) =>
        viewer.rights.viewArguments ? tree.build(arg, [String(index)]) : { kind: 'redacted' },
      ),
      unreadable: viewer.rights.viewArguments ? job.unreadable : null,
      declared: job.declared && toSchedule(job.declared),
      next: nextRuns(job, job.nextAt, now),
      runs: runs.map(toRun),
      averageRunMs: times.length > 0 ? times.reduce((sum, time) => sum + time, 0) / times.length : null,
    };
  }

  async previewRecurring(call: Call): Promise<Preview> {
    const query = queryOf(call, ['cron', 'timeZone', 'count', 'id']);
    const cron = query.requiredText('cron', 1_000);
    const timeZone = query.text('timeZone', 100) ?? 'UTC';
    const count = query.whole('count', 1, 50) ?? NEXT_RUNS;
    const id = query.text('id', 200) ?? '';
    try {
      const runs = previewRuns(cron, timeZone, id, await this.clock.now(), count);
      return { isValid: true, plainCron: plainCron(cron, id), runs };
    } catch (error) {
      if (error instanceof InvalidCronError) {
        return { isValid: false, field: isTimeZone(timeZone) ? 'cron' : 'timeZone', message: error.message };
      }
      throw error;
    }
  }

  /** The first ones to fire. */
  async soonest(limit: number): Promise<RecurringView[]> {
    return this.describe((await this.store.dashboard.recurring('next', limit)).map(toSummary));
  }

  private async describe(jobs: RecurringJobSummary[]): Promise<RecurringView[]> {
    const runs = await this.store.dashboard.recurringRuns(
      jobs.map(({ id }) => id),
      STRIP,
    );
    return jobs.map((job) => toRecurringView(job, runs.get(job.id) ?? []));
  }
}

/** From the next one on, which may be later than the expression says, after a pause. */
function nextRuns({ cron, timeZone, id }: RecurringJobSummary, nextAt: Date | null, now: number) {
  try {
    return nextAt === null
      ? []
      : previewRuns(cron, timeZone, id, Math.max(now, nextAt.getTime() - 1), NEXT_RUNS);
  } catch {
    // What somebody has spoilt in the database has no next run.
    return [];
  }
}
