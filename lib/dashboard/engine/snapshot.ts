import { Inject, Injectable } from '@nestjs/common';
import type { JobState } from '../../interfaces/index.js';
import type { PauseInfo } from '../../limits/index.js';
import { DatabaseClock, type MetricFigures, type QueueReport } from '../../monitor/index.js';
import { JobStore, type CappedCount, type JobSummary, type WorkerInfo } from '../../store/index.js';
import { Engine } from './engine.js';

/** How everything is at one moment. */
export interface Snapshot {
  at: number;
  states: Record<JobState, CappedCount>;
  queues: QueueReport[];
  workers: WorkerInfo[];
  pauses: PauseInfo[];
  oldest: JobSummary | null;
  /** Of the last five minutes, and of the last hour, these included. */
  recent: MetricFigures;
  /** The time that `recent` is of, in ms: it begins with a whole minute, and so is up to six. */
  recentMs: number;
  hour: MetricFigures;
  /** Of the last day, and of the one before. */
  failed: { last24h: number; previous24h: number };
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** However many look, and however often: one look serves all who come within this time, in ms. */
const VALID = 1_000;

/** Takes snapshots, one for all who ask at the same time. */
@Injectable()
export class Snapshots {
  private last?: { at: number; snapshot: Promise<Snapshot> };

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  take(): Promise<Snapshot> {
    const now = performance.now();
    if (!this.last || now - this.last.at > VALID) {
      const taken = { at: now, snapshot: this.look() };
      this.last = taken;
      taken.snapshot.catch(() => this.last === taken && (this.last = undefined));
    }
    return this.last.snapshot;
  }

  private async look(): Promise<Snapshot> {
    const at = await this.clock.now();
    const [states, queues, workers, pauses, recent, hour, failed] = await Promise.all([
      this.store.dashboard.countByState({}),
      this.engine.monitor.queues(),
      this.store.workers(),
      this.engine.jobs.pauses.list(),
      this.figures(at - 5 * MINUTE, at),
      this.figures(at - HOUR, at),
      this.failures(at),
    ]);
    const waiting = queues.filter(({ oldestWaiting }) => oldestWaiting !== null);
    const longest = waiting.toSorted((a, b) => b.oldestWaiting! - a.oldestWaiting!)[0];
    const oldest = longest ? await this.store.dashboard.oldestWaiting([longest.name]) : null;
    return {
      at,
      states,
      queues,
      workers,
      pauses,
      oldest,
      recent: recent.figures,
      recentMs: at - recent.from,
      hour: hour.figures,
      failed,
    };
  }

  private async figures(since: number, to: number): Promise<{ from: number; figures: MetricFigures }> {
    const { from, series } = await this.engine.monitor.metrics({ from: new Date(since), to: new Date(to) });
    return { from: from.getTime(), figures: series[0]!.total };
  }

  private async failures(now: number): Promise<Snapshot['failed']> {
    const { series } = await this.engine.monitor.metrics({
      from: new Date(now - 2 * DAY),
      to: new Date(now),
      step: HOUR,
    });
    const { points } = series[0]!;
    const sum = (isMeant: (at: number) => boolean) =>
      points.filter(({ at }) => isMeant(at.getTime())).reduce((total, { failed }) => total + failed, 0);
    return {
      last24h: sum((at) => at > now - DAY),
      previous24h: sum((at) => at <= now - DAY && at > now - 2 * DAY),
    };
  }
}
