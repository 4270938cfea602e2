import type { JobFilter } from '../../../store/index.js';
import { JobMonitor, JobScheduler } from 'nestfire';
import type {
  FailureRecord,
  LimitRecord,
  MetricFigures,
  MetricReport,
  OperationRecord,
  PauseRecord,
  QueueReport,
} from '../../engine/ports.js';

/** Parts of the engine that this version has not got, so that their pages can be looked at. Invented numbers. */
export function standIn(): void {
  const monitor = JobMonitor.prototype as unknown as Record<string, unknown>;
  monitor['metrics'] ??= metrics;
  monitor['queues'] ??= queues;
  monitor['failures'] ??= failures;
  const jobs = JobScheduler.prototype as unknown as Record<string, unknown>;
  jobs['pauses'] ??= pauses();
  jobs['limits'] ??= limits();
  if (!jobs['deleteAll']) {
    const operations = bulk();
    Object.assign(jobs, operations);
  }
}

const wave = (at: number, height: number) =>
  Math.max(0, Math.round(height * (1 + Math.sin(at / 3) + Math.sin(at) / 3)));

function figures(at: number, height: number): MetricFigures {
  const succeeded = wave(at, height);
  const failed = wave(at + 5, height / 12);
  const durations = (base: number) => ({
    count: succeeded,
    p50: base,
    p95: base * 4 + at * 9,
    p99: base * 11 + at * 20,
  });
  return {
    created: succeeded + failed,
    succeeded,
    failed,
    retried: Math.round(failed / 2),
    snoozed: 0,
    deleted: 0,
    wait: durations(60),
    run: durations(140),
  };
}

async function metrics(request: {
  from: Date;
  to?: Date;
  step?: number;
  groupBy?: string;
}): Promise<MetricReport> {
  const to = request.to ?? new Date();
  const step = request.step ?? Math.max(60_000, (to.getTime() - request.from.getTime()) / 60);
  const count = Math.max(1, Math.round((to.getTime() - request.from.getTime()) / step));
  const keys = request.groupBy ? ['critical', 'default', 'mail'] : [null];
  return {
    from: request.from,
    to,
    step,
    partial: true,
    series: keys.map((key, at) => ({
      key,
      total: figures(3 + at, 400 / (at + 1)),
      points: Array.from({ length: count }, (_, i) => ({
        at: new Date(request.from.getTime() + i * step),
        ...figures(i + at * 4, 400 / (at + 1)),
      })),
    })),
  };
}

async function queues(): Promise<QueueReport[]> {
  return ['critical', 'default', 'mail', 'reindex'].map((name, at) => ({
    name,
    waiting: { value: [0, 12, 10_000, 8][at]!, capped: at === 2 },
    processing: [1, 3, 2, 0][at]!,
    oldestWaiting: [null, 4_200, 812_000, 90_000][at]!,
    createdPerMinute: [40, 22.4, 310, 0][at]!,
    endedPerMinute: [41, 22, 180, 0][at]!,
    wait: { count: 100, p50: 40, p95: [80, 640, 32_000, 0][at]!, p99: 1_000 },
    drainTime: [null, 33_000, 3_300_000, null][at]!,
  }));
}

async function failures(): Promise<FailureRecord[]> {
  const record = (
    fingerprint: string,
    name: string,
    message: string,
    types: string[],
    height: number,
  ): FailureRecord => ({
    fingerprint,
    name,
    message,
    types,
    frame: null,
    jobId: '0190a000-0000-7000-8000-000000000000',
    firstAt: new Date(Date.now() - (height > 50 ? 86_400_000 * 5 : 3_600_000)),
    lastAt: new Date(Date.now() - 40_000),
    counts: {
      '1h': { attempts: Math.round(height / 8), jobs: 1 },
      '3h': { attempts: Math.round(height / 3), jobs: 1 },
      '24h': { attempts: height, jobs: 1 },
      '7d': { attempts: height * 3, jobs: 1 },
    },
    trend: Array.from({ length: 24 }, (_, at) => wave(at, height / 24)),
  });
  return [
    record(
      '8f1d2c3b4a59',
      'TimeoutError',
      'smtp.example.com did not answer within 5000 ms',
      ['Mailer.sendWelcome'],
      1_284,
    ),
    record(
      '1a2b3c4d5e6f',
      'TypeError',
      'The order A-1001 has no customer',
      ['Mailer.sendReceipt', 'Orders.ship'],
      212,
    ),
    record('aa00bb11cc22', 'RangeError', 'Row 39 has no price', ['Catalogue.importRow'], 12),
  ];
}

function pauses() {
  const all: PauseRecord[] = [
    {
      target: { type: 'Catalogue.reindex' },
      reason: 'The index is being moved',
      actor: 'mehmet@example.com',
      pausedAt: new Date(),
      until: new Date(Date.now() + 7_200_000),
    },
  ];
  const place = (target: object) =>
    all.findIndex((record) => JSON.stringify(record.target) === JSON.stringify(target));
  return {
    list: async () => all,
    pause: async (
      target: PauseRecord['target'],
      options: { reason?: string; actor?: string; until?: Date },
    ) => {
      const { reason = null, actor = null, until = null } = options;
      all.push({ target, reason, actor, until, pausedAt: new Date() });
    },
    resume: async (target: object) => {
      all.splice(place(target), 1);
    },
  };
}

function limits() {
  const all: LimitRecord[] = [
    {
      target: { queue: 'mail' },
      concurrency: { limit: 3, isKeyed: false },
      rateLimit: { limit: 100, per: 60_000, isKeyed: false },
      isOverridden: false,
    },
  ];
  return { list: async () => all, set: async () => undefined, reset: async () => undefined };
}

function bulk() {
  const all: OperationRecord[] = [];
  const start =
    (to: string) =>
    async (filter: JobFilter, ...rest: object[]) => {
      const who = rest.at(-1) as { reason?: string; actor?: string };
      const record: OperationRecord = {
        id: `0190a000-0000-7000-8000-${String(all.length).padStart(12, '0')}`,
        state: 'running',
        action: { to },
        filter,
        createdAt: new Date(),
        finishedAt: null,
        matched: 4_200,
        moved: 0,
        skipped: 3,
        error: null,
        reason: who.reason ?? null,
        actor: who.actor ?? null,
      };
      all.unshift(record);
      const timer = setInterval(() => {
        record.moved = Math.min(4_197, record.moved + 97);
        if (record.moved === 4_197) {
          record.state = 'succeeded';
          record.finishedAt = new Date();
          clearInterval(timer);
        }
      }, 500);
      return { id: record.id };
    };
  return {
    deleteAll: start('deleted'),
    requeueAll: start('enqueued'),
    rescheduleAll: start('scheduled'),
    moveAllToQueue: start('queue'),
    moveToQueue: async () => true,
    operations: {
      get: async (id: string) => all.find((record) => record.id === id) ?? null,
      list: async () => ({ operations: all, next: null }),
      cancel: async (id: string) => {
        const record = all.find((each) => each.id === id);
        if (record) {
          record.state = 'cancelled';
        }
        return true;
      },
    },
  };
}
