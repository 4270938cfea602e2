import type { StoredError } from '../interfaces/index.js';
import {
  applicationFrame,
  BUCKETS,
  bucketOf,
  COUNTERS,
  type ClaimedJob,
  type Counter,
  type FailureEntry,
  type HeldJob,
  type MetricBatch,
  type MetricEntry,
  type Outcome,
} from '../store/index.js';
import { truncate } from '../utils/index.js';

/** Queues and types told apart in one window, at most: queues beyond are counted as `*`, and so are types beyond twice as many. */
const MAX_ENTRIES = 1_000;
/** Groups of failures in one window, at most: those beyond are counted as failures, but in no group. */
const MAX_FAILURES = 500;
const MAX_MESSAGE = 1_000;

/** As what those are counted that are too many to tell apart. */
const OTHERS = '*';

/** What is known of a job whose attempt has ended; without times it was not claimed by this process. */
export type CountedJob = Pick<HeldJob, 'id' | 'type' | 'queue'> &
  Partial<Pick<ClaimedJob, 'runAt' | 'claimedAt'>>;

/** Counts for a short time, in a bounded amount of memory. */
export class MetricWindow {
  private readonly queues = new Map<string, Map<string, MetricEntry>>();
  private readonly entries: MetricEntry[] = [];
  private readonly failures = new Map<string, FailureEntry>();
  /** Jobs in a row are mostly of one type, and looking up is most of the cost. */
  private last: MetricEntry | undefined;
  private closedAt = 0;

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  created(queue: string, type: string): void {
    this.entryOf(queue, type).counts.created++;
  }

  ended(job: CountedJob, outcome: Pick<Outcome, 'kind' | 'runTime'>): void {
    const { kind }: { kind: string } = outcome;
    if (!isCounter(kind)) {
      return;
    }
    const entry = this.entryOf(job.queue, job.type);
    entry.counts[kind]++;
    const { runTime } = outcome;
    if (runTime === null || job.runAt === undefined || job.claimedAt === undefined) {
      return;
    }
    const wait = Math.max(0, job.claimedAt - job.runAt);
    entry.waitTime += wait;
    (entry.waits as number[])[bucketOf(wait)]!++;
    entry.runTime += runTime;
    (entry.runs as number[])[bucketOf(runTime)]!++;
  }

  failed(job: CountedJob, fingerprint: string, error: StoredError, kind: 'failed' | 'retried'): void {
    const { type } = job;
    const key = `${fingerprint}${type}`;
    let entry = this.failures.get(key);
    if (!entry) {
      if (this.failures.size === MAX_FAILURES) {
        return;
      }
      const frame = applicationFrame(error);
      entry = { fingerprint, type, name: '', message: '', frame, jobId: '', failed: 0, retried: 0 };
      this.failures.set(key, entry);
    }
    entry[kind]++;
    entry.name = error.name;
    entry.message = truncate(error.message, MAX_MESSAGE);
    entry.jobId = job.id;
  }

  /** Nothing is counted in it any more. */
  close(): void {
    this.closedAt = performance.now();
  }

  toBatch(): MetricBatch {
    return {
      age: Math.round(performance.now() - this.closedAt),
      metrics: this.entries,
      failures: [...this.failures.values()],
    };
  }

  private entryOf(queue: string, type: string): MetricEntry {
    const { last } = this;
    if (last && last.queue === queue && last.type === type) {
      return last;
    }
    return (this.last = this.queues.get(queue)?.get(type) ?? this.addEntry(queue, type));
  }

  private addEntry(queue: string, type: string): MetricEntry {
    if (this.entries.length >= MAX_ENTRIES && queue !== OTHERS) {
      return this.entryOf(OTHERS, type);
    }
    if (this.entries.length >= 2 * MAX_ENTRIES && type !== OTHERS) {
      return this.entryOf(OTHERS, OTHERS);
    }
    const entry: MetricEntry = {
      queue,
      type,
      counts: { created: 0, succeeded: 0, failed: 0, retried: 0, snoozed: 0, deleted: 0 },
      waitTime: 0,
      waits: Array<number>(BUCKETS).fill(0),
      runTime: 0,
      runs: Array<number>(BUCKETS).fill(0),
    };
    this.entries.push(entry);
    let types = this.queues.get(queue);
    if (!types) {
      types = new Map();
      this.queues.set(queue, types);
    }
    types.set(type, entry);
    return entry;
  }
}

/** What is handed back has not ended. */
function isCounter(kind: string): kind is Counter {
  return kind !== 'created' && (COUNTERS as readonly string[]).includes(kind);
}
