import { Inject, Injectable } from '@nestjs/common';
import { isFinal, LOG_LEVELS } from '../../interfaces/index.js';
import { DatabaseClock } from '../../monitor/index.js';
import { JobStore, type JobSummary } from '../../store/index.js';
import type { JobChange, StreamMessage } from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { Health } from '../engine/health.js';
import { Snapshots } from '../engine/snapshot.js';
import { toJobRow, WorkerNames } from '../views/job-row.js';
import { toLogLine } from '../views/log-line.js';
import { toOperationView } from '../views/operation-view.js';
import { toStats } from '../views/stats.js';
import { LogPositions } from './log-positions.js';
import type { Topics } from './topics.js';

/** Of what all clients together watch, so much is looked at each time. */
const MAX_JOBS = 500;
const MAX_LOGS = 50;
const MAX_OPERATIONS = 50;
const LINES = 500;
const LAST_LINES = 30_000;

type Tell = (topic: string, message: StreamMessage) => void;

/** Looks at what clients watch, and tells what is not as it was at the last look. */
@Injectable()
export class Watch {
  private readonly told = new Map<string, string>();

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly snapshots: Snapshots,
    private readonly health: Health,
    private readonly positions: LogPositions,
    private readonly clock: DatabaseClock,
  ) {}

  /** Somebody new wants to hear of these: they are told of as they are. */
  add({ names }: Topics): void {
    names.forEach((name) => this.told.delete(name));
  }

  /** Of logs, what comes after the last lines that were told: workers write their lines when they can again. */
  tellAnew(): void {
    this.told.clear();
  }

  reset(): void {
    this.told.clear();
    this.positions.clear();
  }

  async look(topics: Topics[], tell: Tell): Promise<void> {
    if (topics.some(({ stats, problems }) => stats || problems)) {
      await this.lookAtStats(tell);
    }
    await this.lookAtJobs(idsOf(topics, 'jobIds', MAX_JOBS), tell);
    await this.lookAtOperations(topics, tell);
  }

  private async lookAtStats(tell: Tell): Promise<void> {
    const problems = await this.health.problems();
    tell('stats', { event: 'stats', data: toStats(await this.snapshots.take(), problems) });
    this.tellChange('problems', { event: 'problems', data: { items: problems } }, tell);
  }

  private async lookAtJobs(ids: string[], tell: Tell): Promise<void> {
    if (ids.length === 0) {
      return;
    }
    const page = { limit: ids.length, cursor: null, direction: 'older' as const };
    const { jobs } = await this.store.dashboard.search({ ids }, page);
    const now = await this.clock.now();
    let logs = MAX_LOGS;
    for (const job of jobs) {
      const topic = `job:${job.id}`;
      this.tellChange(topic, { event: 'job', data: toChange(job) }, tell);
      if (logs > 0 && mayStillLog(job, now)) {
        logs--;
        await this.lookAtLog(job.id, topic, tell);
      }
    }
    const found = new Set(jobs.map(({ id }) => id));
    for (const id of ids.filter((each) => !found.has(each))) {
      // It is not there any more: whoever asks is told so.
      this.tellChange(`job:${id}`, { event: 'invalidate', data: { topics: [`job:${id}`] } }, tell);
    }
  }

  private async lookAtLog(jobId: string, topic: string, tell: Tell): Promise<void> {
    const after = await this.positions.of(jobId);
    const request = { after, attempt: null, levels: LOG_LEVELS, limit: LINES };
    const lines = await this.store.dashboard.logLines(jobId, request);
    if (lines.length > 0) {
      this.positions.move(jobId, lines.at(-1)!.id);
      tell(topic, { event: 'log', data: { jobId, lines: lines.map(toLogLine) } });
    }
  }

  private async lookAtOperations(topics: Topics[], tell: Tell): Promise<void> {
    const { operations } = this.engine.jobs;
    const shown = topics.some((each) => each.operations)
      ? (await operations.list({ limit: MAX_OPERATIONS, cursor: null })).operations
      : [];
    for (const operation of shown) {
      const message = { event: 'operation', data: toOperationView(operation) } as const;
      this.tellChange(`operations/${operation.id}`, message, (_, change) => tell('operations', change));
    }
    for (const id of idsOf(topics, 'operationIds', MAX_OPERATIONS)) {
      const operation = shown.find((each) => each.id === id) ?? (await operations.get(id));
      if (operation) {
        this.tellChange(`operation:${id}`, { event: 'operation', data: toOperationView(operation) }, tell);
      }
    }
  }

  private tellChange(topic: string, message: StreamMessage, tell: Tell): void {
    const text = JSON.stringify(message.data);
    if (this.told.get(topic) !== text) {
      this.told.set(topic, text);
      tell(topic, message);
    }
  }
}

/** The last lines may be written after the outcome. */
function mayStillLog({ state, finishedAt }: JobSummary, now: number): boolean {
  return !isFinal(state) || (finishedAt !== null && now - finishedAt.getTime() < LAST_LINES);
}

function idsOf(topics: Topics[], field: 'jobIds' | 'operationIds', limit: number): string[] {
  return [...new Set(topics.flatMap((each) => each[field]))].slice(0, limit);
}

function toChange(job: JobSummary): JobChange {
  const row = toJobRow(job, new WorkerNames([]));
  const { id, state, attempt, progress, claimedAt, finishedAt, runAt, error, runMs } = row;
  return { id, state, attempt, progress, claimedAt, finishedAt, runAt, error, runMs };
}
