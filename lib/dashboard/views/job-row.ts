import type { JobSummary, WorkerInfo } from '../../store/index.js';
import { truncate } from '../../utils/index.js';
import type { JobRow, WorkerReference } from '../api/index.js';
import { iso, isoOrNull } from './basics.js';

const LONGEST_ERROR = 500;

/** The names of workers by their ids, as far as they are known. */
export class WorkerNames {
  private readonly names: Map<string, string>;

  constructor(workers: WorkerInfo[]) {
    this.names = new Map(workers.map(({ id, name }) => [id, name]));
  }

  of(id: string | null): WorkerReference | null {
    return id === null ? null : { id, name: this.names.get(id) ?? null };
  }
}

export function toJobRow(job: JobSummary, workers: WorkerNames): JobRow {
  return {
    id: job.id,
    type: job.type,
    queue: job.queue,
    state: job.state,
    priority: job.priority,
    attempt: job.attempt,
    tags: job.tags,
    error: job.error === null ? null : truncate(job.error, LONGEST_ERROR),
    progress: job.progress,
    createdAt: iso(job.createdAt),
    runAt: iso(job.runAt),
    claimedAt: isoOrNull(job.claimedAt),
    finishedAt: isoOrNull(job.finishedAt),
    expiresAt: isoOrNull(job.expiresAt),
    waitMs: waitOf(job),
    runMs: job.state === 'processing' ? null : job.runTime,
    worker: workers.of(job.workerId),
    recurringId: job.recurringId,
    batchId: job.batchId,
  };
}

/** A job that waits again since its last attempt has not started yet. */
function waitOf({ claimedAt, runAt }: JobSummary): number | null {
  return claimedAt !== null && claimedAt >= runAt ? claimedAt.getTime() - runAt.getTime() : null;
}
