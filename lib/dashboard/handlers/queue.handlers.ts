import { Inject, Injectable } from '@nestjs/common';
import { LONGEST_PERIOD, MAX_LIMIT, type ControlTarget, type LimitChange } from '../../interfaces/index.js';
import { DatabaseClock, type MetricReport, type QueueReport } from '../../monitor/index.js';
import type { LimitInfo, PauseInfo } from '../../limits/index.js';
import { JobStore, type QueueCounts, type WorkerInfo } from '../../store/index.js';
import type {
  Count,
  LimitsResponse,
  PausesResponse,
  QueueDetail,
  QueuesResponse,
  QueueView,
  Target,
} from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { isServing } from '../engine/problems.js';
import { invalid } from '../http/problem.error.js';
import { actionOf, bodyOf, queryOf, type Call, type Handlers } from '../input/call.js';
import type { Input } from '../input/input.js';
import { iso, percentiles } from '../views/basics.js';
import { toJobRow, WorkerNames } from '../views/job-row.js';
import { isOfQueue, isOfType, toLimitView, toPauseView } from '../views/pauses.js';

const HOUR = 3_600_000;
const TREND_STEP = 5 * 60_000;
const NEXT_JOBS = 20;
const NONE = { value: 0, capped: false };
const MAX_QUEUES = 200;

/** Queues, their pauses and their limits. */
@Injectable()
export class QueueHandlers implements Handlers<
  'queues' | 'queue' | 'pauses' | 'pause' | 'resume' | 'limits' | 'setLimit' | 'resetLimit'
> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  async queues(call: Call): Promise<QueuesResponse> {
    queryOf(call, []);
    const [at, figures, setting] = await Promise.all([
      this.clock.now(),
      this.engine.monitor.queues(),
      this.setting(),
    ]);
    const names = new Set(figures.map(({ name }) => name));
    const quiet = knownQueues(setting).filter((name) => !names.has(name));
    const all = [...figures, ...quiet.map(idle)].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { at: iso(new Date(at)), items: await this.describe(all, setting, at) };
  }

  async queue(call: Call): Promise<QueueDetail> {
    const name = queryOf(call, ['name']).requiredText('name', 100);
    const [at, all, next, setting] = await Promise.all([
      this.clock.now(),
      this.engine.monitor.queues(),
      this.store.dashboard.nextInQueue(name, NEXT_JOBS),
      this.setting(),
    ]);
    const figures = all.find((queue) => queue.name === name) ?? idle(name);
    const [view] = await this.describe([figures], setting, at);
    const { workers, pauses } = setting;
    const names = new WorkerNames(workers);
    const types = new Set(next.map(({ type }) => type));
    return {
      ...view!,
      at: iso(new Date(at)),
      servedBy: workers
        .filter((worker) => worker.alive && isServing([worker], name))
        .map(({ id }) => names.of(id)!),
      next: next.map((job) => toJobRow(job, names)),
      typePauses: pauses.filter((pause) => [...types].some((type) => isOfType(pause, type))).map(toPauseView),
    };
  }

  async pauses(call: Call): Promise<PausesResponse> {
    queryOf(call, []);
    return { items: (await this.engine.jobs.pauses.list()).map(toPauseView) };
  }

  async pause(call: Call): Promise<PausesResponse> {
    const body = bodyOf(call, ['target', 'reason', 'until']);
    const target = readTarget(call, body);
    const until = body.moment('until');
    call.audit.params = until ? { until: until.toISOString() } : {};
    const options = { ...actionOf(call, body), ...(until ? { until } : {}) };
    await call.audit.deed(() => this.engine.jobs.pauses.pause(target, options));
    return this.listPauses();
  }

  async resume(call: Call): Promise<PausesResponse> {
    const body = bodyOf(call, ['target', 'reason']);
    const target = readTarget(call, body);
    actionOf(call, body);
    await call.audit.deed(() => this.engine.jobs.pauses.resume(target));
    return this.listPauses();
  }

  async limits(call: Call): Promise<LimitsResponse> {
    queryOf(call, []);
    return this.listLimits();
  }

  async setLimit(call: Call): Promise<LimitsResponse> {
    const body = bodyOf(call, ['target', 'reason', 'concurrency', 'rate']);
    const target = readTarget(call, body);
    actionOf(call, body);
    const limit = readLimit(body);
    call.audit.params = {
      ...(limit.concurrency === undefined ? {} : { concurrency: limit.concurrency }),
      ...(limit.rateLimit === undefined
        ? {}
        : { rate: limit.rateLimit && `${limit.rateLimit.limit}/${limit.rateLimit.per}ms` }),
    };
    await call.audit.deed(() => this.engine.jobs.limits.set(target, limit));
    return this.listLimits();
  }

  async resetLimit(call: Call): Promise<LimitsResponse> {
    const body = bodyOf(call, ['target', 'reason']);
    const target = readTarget(call, body);
    actionOf(call, body);
    await call.audit.deed(() => this.engine.jobs.limits.reset(target));
    return this.listLimits();
  }

  private async listPauses(): Promise<PausesResponse> {
    return { items: (await this.engine.jobs.pauses.list()).map(toPauseView) };
  }

  private async listLimits(): Promise<LimitsResponse> {
    return { items: (await this.engine.jobs.limits.list()).map(toLimitView) };
  }

  private async setting(): Promise<Setting> {
    const [workers, pauses, limits] = await Promise.all([
      this.store.workers(),
      this.engine.jobs.pauses.list(),
      this.engine.jobs.limits.list(),
    ]);
    return { workers, pauses, limits };
  }

  private async describe(
    figures: QueueReport[],
    { workers, pauses, limits }: Setting,
    at: number,
  ): Promise<QueueView[]> {
    const [scheduled, throttled, trend] = await Promise.all([
      this.store.dashboard.countByQueue('scheduled'),
      this.store.dashboard.countByQueue('throttled'),
      this.engine.monitor.metrics({
        from: new Date(at - HOUR),
        to: new Date(at),
        step: TREND_STEP,
        groupBy: 'queue',
        top: 50,
      }),
    ]);
    const alive = workers.filter((worker) => worker.alive);
    return figures.slice(0, MAX_QUEUES).map(({ name, waiting, processing, oldestWaiting, ...rates }) => {
      const serving = alive.filter((worker) => isServing([worker], name));
      const pause = pauses.find((each) => isOfQueue(each, name));
      const limit = limits.find((each) => isOfQueue(each, name));
      return {
        name,
        waiting,
        processing: { value: processing, capped: false },
        scheduled: countOf(scheduled, name),
        throttled: countOf(throttled, name),
        oldestSince: oldestWaiting === null ? null : iso(new Date(at - oldestWaiting)),
        oldestWaitMs: oldestWaiting,
        createdPerMinute: rates.createdPerMinute,
        finishedPerMinute: rates.endedPerMinute,
        wait: percentiles(rates.wait),
        trend: trendOf(trend, name),
        drainMs: rates.drainTime,
        workers: serving.length,
        concurrency: serving.reduce((sum, { concurrency }) => sum + concurrency, 0),
        pause: pause ? toPauseView(pause) : null,
        limit: limit ? toLimitView(limit) : null,
      };
    });
  }
}

/** Who serves the queues, and what holds them. */
interface Setting {
  workers: WorkerInfo[];
  pauses: PauseInfo[];
  limits: LimitInfo[];
}

/** Where counting has stopped, there may be some in queues that it has not come to. */
function countOf({ queues, capped }: QueueCounts, name: string): Count {
  return queues.get(name) ?? { value: 0, capped };
}

/** Queues that are served or held, whether or not anything happens in them. */
function knownQueues({ workers, pauses, limits }: Setting): string[] {
  const served = workers.filter(({ alive }) => alive).flatMap(({ queues }) => queues);
  const held = [...pauses, ...limits].flatMap(({ target }) => ('queue' in target ? [target.queue] : []));
  return [...new Set([...served, ...held])].filter((name) => name !== '*');
}

/** A queue in which nothing has happened for a day. */
function idle(name: string): QueueReport {
  return {
    name,
    waiting: NONE,
    processing: 0,
    oldestWaiting: null,
    createdPerMinute: 0,
    endedPerMinute: 0,
    wait: { count: 0, p50: null, p95: null, p99: null },
    drainTime: 0,
  };
}

function trendOf(report: MetricReport, queue: string): number[] {
  const series = report.series.find(({ key }) => key === queue);
  return series?.points.map(({ succeeded, failed }) => succeeded + failed) ?? [];
}

function readTarget(call: Call, body: Input): ControlTarget {
  const target = body.inside('target', ['kind', 'name']);
  const kind = target?.oneOf('kind', ['queue', 'type'] satisfies Target['kind'][]);
  if (!target || !kind) {
    throw invalid('target', 'kind and name');
  }
  const name = target.requiredText('name', kind === 'queue' ? 100 : 255);
  call.audit.about(kind, name);
  return kind === 'queue' ? { queue: name } : { type: name };
}

/** `null` takes a limit away; what is left out stays as it is. */
function readLimit(body: Input): LimitChange {
  const rate = body.inside('rate', ['limit', 'perMs']);
  const limit = rate?.whole('limit', 1, MAX_LIMIT);
  const per = rate?.whole('perMs', 1, LONGEST_PERIOD);
  if (rate && (limit === undefined || per === undefined)) {
    throw invalid('rate', 'limit and perMs');
  }
  if (!body.has('concurrency') && !body.has('rate')) {
    throw invalid('concurrency', 'concurrency or rate');
  }
  return {
    ...(body.has('concurrency')
      ? { concurrency: body.isNull('concurrency') ? null : body.whole('concurrency', 1, MAX_LIMIT)! }
      : {}),
    ...(body.has('rate') ? { rateLimit: rate ? { limit: limit!, per: per! } : null } : {}),
  };
}
