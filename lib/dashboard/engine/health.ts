import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';
import { toSummary, type RecurringJobSummary } from '../../recurring/index.js';
import { JobStore } from '../../store/index.js';
import { truncate } from '../../utils/index.js';
import type { HealthCode, HealthProblem } from '../api/index.js';
import { isServing, queueProblems, skewProblems, workerProblems } from './problems.js';
import { problem } from './problem.js';
import { Snapshots, type Snapshot } from './snapshot.js';

/** How long what is found with more effort is believed, in ms. */
const VALID = 15_000;
/** Queues whose first jobs are looked at, and how many of these. */
const QUEUES = 20;
const FIRST_JOBS = 50;
/** Recurring jobs of each kind that something is wrong with. */
const RECURRING = 200;
const BEHIND = 3_600_000;
const SEVERITIES: HealthProblem['severity'][] = ['error', 'warning', 'info'];

/** Finds what is wrong, the worst first. */
@Injectable()
export class Health {
  private last?: { at: number; problems: Promise<HealthProblem[]> };

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly snapshots: Snapshots,
    private readonly clock: DatabaseClock,
  ) {}

  async problems(): Promise<HealthProblem[]> {
    const snapshot = await this.snapshots.take();
    const host = hostname();
    const found = [
      ...workerProblems(snapshot),
      ...queueProblems(snapshot),
      ...skewProblems(-this.clock.skew, '', { worker: `${host}:${process.pid}`, host }),
      ...(await this.search(snapshot)),
    ];
    return found.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }

  private search(snapshot: Snapshot): Promise<HealthProblem[]> {
    const now = performance.now();
    if (!this.last || now - this.last.at > VALID) {
      const search = { at: now, problems: this.searchAll(snapshot) };
      this.last = search;
      search.problems.catch(() => this.last === search && (this.last = undefined));
    }
    return this.last.problems;
  }

  private async searchAll(snapshot: Snapshot): Promise<HealthProblem[]> {
    const [types, recurring, retention] = await Promise.all([
      this.unknownTypes(snapshot),
      this.recurringProblems(snapshot),
      this.retentionProblems(snapshot.at),
    ]);
    return [...types, ...recurring, ...retention];
  }

  /** Jobs that nobody can run stay where they are: at the head of their queue. */
  private async unknownTypes({ queues, workers }: Snapshot): Promise<HealthProblem[]> {
    const alive = workers.filter(({ alive: isAlive }) => isAlive);
    const waiting = queues.filter(({ name, waiting: { value } }) => value > 0 && isServing(alive, name));
    const counts = new Map<string, number>();
    for (const { name } of waiting.slice(0, QUEUES)) {
      const types = new Set(
        alive.filter((worker) => isServing([worker], name)).flatMap((worker) => worker.types),
      );
      const jobs = await this.store.dashboard.nextInQueue(name, FIRST_JOBS);
      for (const { type } of jobs.filter((job) => !types.has(job.type))) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
    }
    return [...counts].map(([type, count]) =>
      problem('type_without_worker', 'error', type, { type, waiting: count }),
    );
  }

  private async recurringProblems({ at, workers }: Snapshot): Promise<HealthProblem[]> {
    const isServed = workers.some(({ alive }) => alive);
    const groups = ['failing', 'late', ...(isServed ? (['orphaned'] as const) : [])] as const;
    const rows = await Promise.all(groups.map((group) => this.store.dashboard.recurring(group, RECURRING)));
    return rows.flat().flatMap((row) => recurringProblem(toSummary(row), at));
  }

  private async retentionProblems(now: number): Promise<HealthProblem[]> {
    const oldest = await this.store.dashboard.oldestExpired();
    return oldest === null || oldest > now - BEHIND
      ? []
      : [problem('retention_behind', 'warning', '', { behindMs: now - oldest }, oldest)];
  }
}

function recurringProblem(job: RecurringJobSummary, now: number): HealthProblem[] {
  const { id: recurring, status, failures, nextAt } = job;
  const found = (
    code: HealthCode,
    severity: HealthProblem['severity'],
    params: HealthProblem['params'] = {},
    since?: number,
  ) => [problem(code, severity, recurring, { recurring, ...params }, since)];
  if (status === 'failed' || failures > 0) {
    const params = { failures, error: truncate(job.error ?? '', 500) };
    return found('recurring_failed', status === 'failed' ? 'error' : 'warning', params);
  }
  if (status === 'orphaned') {
    return found('recurring_orphaned', 'info');
  }
  const dueAt = nextAt?.getTime() ?? Infinity;
  return status === 'active' && dueAt < now
    ? found('recurring_late', 'warning', { dueAt: nextAt!.toISOString(), lateMs: now - dueAt }, dueAt)
    : [];
}
