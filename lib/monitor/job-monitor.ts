import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry } from '../discovery/index.js';
import { JobsOptionsError } from '../errors/index.js';
import { DEFAULT_ATTEMPTS, JOB_STATES, type JobState } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import {
  JobStore,
  type CappedCount,
  type Dependency,
  type FailureGroup,
  type JobFilter,
  type JobHistoryEntry,
  type JobLogEntry,
  type JobSummary,
  type Lane,
  type PageRequest,
  type WorkerInfo,
} from '../store/index.js';
import { describeError, pageOf, requireJobId, requireKeys, requireWholeNumber } from '../utils/index.js';
import { validateFilter } from '../validation/job-filter.js';
import { DatabaseClock } from './database-clock.js';
import { failureQuery, metricQuery, type FailuresRequest, type MetricsRequest } from './metrics-request.js';
import { reportSeries, type MetricReport } from './metrics-report.js';
import { reportQueue, type QueueReport } from './queue-report.js';

/** One job with its story, but for its log, which may be long. */
export interface JobStory extends JobSummary {
  /** The arguments; `unreadable` says why when the stored text cannot be read. */
  args: unknown[];
  /** What the handler returned. */
  result: unknown;
  unreadable: string | null;
  /** Attempts at most; `null` when only a process that knows the type can tell. */
  maxAttempts: number | null;
  /** How often the job was claimed, and how often its worker was lost. */
  claims: number;
  lost: number;
  /** How many others it still waits for. */
  pending: number;
  /** The limits it is counted for, with their keys. */
  lanes: Lane[];
  /** Failures, retries, hand-backs and people's actions, oldest first: the last ones, as many as were asked for. */
  history: JobHistoryEntry[];
  /**
   * What it waits for or has waited for, in the order of their results, and what waits for it: the first ones,
   * as many as were asked for.
   */
  parents: Dependency[];
  children: Dependency[];
  /** Where there is more than that. */
  hasMore: { history: boolean; parents: boolean; children: boolean };
}

/** How much to read of one job: a job may run for ever, and thousands may wait for it. */
export interface StoryRequest {
  /** Lines of its history, the last ones: 1 to 10,000, default 300. */
  history?: number;
  /** Parents, and as many children, the first ones: 1 to 10,000, default 100. */
  relations?: number;
}

/** One job with its whole story. */
export interface JobDetails extends JobStory {
  log: JobLogEntry[];
}

export interface JobPage {
  jobs: JobSummary[];
  /** The `cursor` of the next page; `null` when this is the last one. */
  next: string | null;
}

export interface JobStatistics {
  states: Record<JobState, CappedCount>;
  /** Queues in which jobs wait or run. */
  queues: { name: string; enqueued: CappedCount; processing: CappedCount }[];
}

/** Counting goes no further than this unless asked to. */
const DEFAULT_CAP = 10_000;

/**
 * Reads jobs. By id, state or tag, and for everything, the cost does not grow with the number of
 * finished jobs that are kept. Other fields of a filter are tested job by job, newest first:
 * combine them with a state, or with a time from which on jobs are meant, where many are kept.
 */
@Injectable()
export class JobMonitor {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly registry: JobRegistry,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * The job with its arguments, result, history and log; `null` when there is no such job (any more).
   * @throws {JobsOptionsError} when the request is not allowed.
   * @throws {QueryTimeoutError} when the database takes longer than 5 s over the history or the relations.
   */
  async get(id: string, request: StoryRequest = {}): Promise<JobDetails | null> {
    requireJobId(id, 'JobMonitor.get: the job');
    const [story, log] = await Promise.all([this.find(id, request), this.store.log(id)]);
    return story && { ...story, log };
  }

  /** The same without its log. */
  async find(id: string, request: StoryRequest = {}): Promise<JobStory | null> {
    requireJobId(id, 'JobMonitor.find: the job');
    requireKeys(request, 'JobMonitor.find', ['history', 'relations']);
    const lines = requireWholeNumber(request.history ?? 300, 'JobMonitor.find: history', 1, 10_000);
    const count = requireWholeNumber(request.relations ?? 100, 'JobMonitor.find: relations', 1, 10_000);
    const row = await this.store.find(id);
    if (!row) {
      return null;
    }
    const { args, result, settings, claim, ...summary } = row;
    const [history, { parents, children }] = await Promise.all([
      this.store.history(id, lines + 1),
      this.store.dependencies(id, count + 1),
    ]);
    return {
      ...summary,
      ...this.read(args, result),
      maxAttempts: this.attemptsOf(row.type, settings),
      claims: claim,
      history: history.slice(-lines),
      parents: parents.slice(0, count),
      children: children.slice(0, count),
      hasMore: {
        history: history.length > lines,
        parents: parents.length > count,
        children: children.length > count,
      },
    };
  }

  /**
   * A page of the jobs that are meant, newest first.
   * @throws {JobsOptionsError} when the filter or the page is not allowed.
   */
  async list(filter: JobFilter = {}, page: PageRequest = {}): Promise<JobPage> {
    validateFilter(filter);
    const limit = requireWholeNumber(page.limit ?? 50, 'JobMonitor.list: limit', 1, 1_000);
    const cursor = page.cursor ?? null;
    if (cursor !== null) {
      requireJobId(cursor, 'JobMonitor.list: cursor');
    }
    const jobs = await this.store.list(filter, limit + 1, cursor);
    const { shown, next } = pageOf(jobs, limit);
    return { jobs: shown, next };
  }

  /** How many jobs are meant; counting stops at `cap`. */
  async count(filter: JobFilter = {}, cap = DEFAULT_CAP): Promise<CappedCount> {
    validateFilter(filter);
    return this.store.count(filter, requireWholeNumber(cap, 'JobMonitor.count: cap', 1));
  }

  /** Jobs by state, and by queue where they wait or run; each count stops at `cap`. */
  async statistics(cap = DEFAULT_CAP): Promise<JobStatistics> {
    requireWholeNumber(cap, 'JobMonitor.statistics: cap', 1);
    const names = await this.store.activeQueues();
    const count = (state: JobState, queues?: string[]) => this.store.count({ states: [state], queues }, cap);
    const states = await Promise.all(JOB_STATES.map(async (state) => [state, await count(state)] as const));
    const queues = await Promise.all(
      names.map(async (name) => {
        const [enqueued, processing] = await Promise.all([
          count('enqueued', [name]),
          count('processing', [name]),
        ]);
        return { name, enqueued, processing };
      }),
    );
    return { states: Object.fromEntries(states) as JobStatistics['states'], queues };
  }

  /**
   * Numbers over time, which stay when jobs are removed. They are a few seconds behind; a process that
   * is killed takes those of its last seconds with it. The cost depends on the number of queues, types and
   * intervals only.
   * @throws {JobsOptionsError} when the request is not allowed.
   */
  async metrics(request: MetricsRequest): Promise<MetricReport> {
    const now = await this.clock.now();
    const query = metricQuery(request, now);
    const { from, to, step } = query;
    const rows = await this.store.metrics.read(query);
    return {
      from: new Date(from),
      to: new Date(to),
      step,
      partial: to > now,
      series: reportSeries(rows, from, to, step),
    };
  }

  /**
   * Failures that look the same, as groups. The jobs of one that have failed are those of the filter
   * `{ states: ['failed'], fingerprints: [group.fingerprint] }`.
   * @throws {JobsOptionsError} when the request is not allowed.
   */
  async failures(request: FailuresRequest = {}): Promise<FailureGroup[]> {
    return this.store.metrics.failures(failureQuery(request));
  }

  /**
   * Queues in which jobs wait or run, or have done so within a day, by name; counting stops at `cap`.
   * @throws {QueryTimeoutError} when the database takes longer than 5 s over it.
   */
  async queues(cap = DEFAULT_CAP): Promise<QueueReport[]> {
    const queues = await this.store.metrics.queues(requireWholeNumber(cap, 'JobMonitor.queues: cap', 1));
    return queues.map(reportQueue);
  }

  /** The worker processes, those whose lease ended within the last hour included. */
  workers(): Promise<WorkerInfo[]> {
    return this.store.workers();
  }

  /** As the call says, or else its type, or else the module. */
  private attemptsOf(type: string, settings: string | null): number | null {
    const called = (readJson(settings) as { retry?: { attempts?: unknown } } | null)?.retry?.attempts;
    const handler = this.registry.find(type);
    if (typeof called === 'number' || !handler) {
      return typeof called === 'number' ? called : null;
    }
    return handler.options.retry?.attempts ?? this.options.retry.attempts ?? DEFAULT_ATTEMPTS;
  }

  private read(args: string, result: string | null): Pick<JobDetails, 'args' | 'result' | 'unreadable'> {
    const { serializer } = this.options;
    try {
      const list = serializer.deserialize(args);
      if (!Array.isArray(list)) {
        throw new JobsOptionsError('the arguments are not a list');
      }
      return {
        args: list,
        result: result === null ? undefined : serializer.deserialize(result),
        unreadable: null,
      };
    } catch (error) {
      return { args: [], result: undefined, unreadable: describeError(error) };
    }
  }
}

/** What somebody has spoilt in the database says nothing. */
function readJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
