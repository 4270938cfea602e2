import type { MisfirePolicy } from '../../interfaces/index.js';
import type { RecurringJobDefinition, RecurringJobSummary } from '../../recurring/index.js';
import type { RecurringHistoryEntry } from '../../store/index.js';
import type { RecurringRun, RecurringSchedule, RecurringView, StripCell } from '../api/index.js';
import { iso, isoOrNull } from './basics.js';
import { plainCron } from './preview.js';

/** Runs in a strip. */
export const STRIP = 60;

/** `runs` come newest first. */
export function toRecurringView(job: RecurringJobSummary, runs: RecurringHistoryEntry[]): RecurringView {
  return {
    ...toSchedule(job),
    id: job.id,
    type: job.type,
    status: job.status,
    source: job.source,
    isEdited: job.edited,
    plainCron: plainCron(job.cron, job.id),
    misfire: toMisfire(job.misfire),
    overlap: job.overlap,
    jitterMs: job.jitter,
    createdAt: iso(job.createdAt),
    nextAt: isoOrNull(job.nextAt),
    last: job.lastAt && { at: iso(job.lastAt), jobId: job.lastJobId, state: job.lastState },
    pause: job.pausedAt && {
      at: iso(job.pausedAt),
      until: isoOrNull(job.pausedUntil),
      reason: job.pausedReason,
      actor: job.pausedBy,
    },
    skippedAt: isoOrNull(job.skippedAt),
    dropped: job.dropped && { from: iso(job.dropped.from), until: iso(job.dropped.until) },
    failures: job.failures,
    error: job.error,
    strip: runs.slice(0, STRIP).toReversed().map(toCell),
  };
}

export function toSchedule({
  cron,
  timeZone,
  queue,
  priority,
  enabled,
}: RecurringJobDefinition): RecurringSchedule {
  return { cron, timeZone, queue, priority, enabled };
}

export function toRun(run: RecurringHistoryEntry): RecurringRun {
  return {
    ...toCell(run),
    occurrenceAt: isoOrNull(run.occurrenceAt),
    finishedAt: isoOrNull(run.finishedAt),
    attempt: run.attempt,
    error: run.error,
  };
}

function toMisfire(policy: MisfirePolicy): RecurringView['misfire'] {
  if (typeof policy === 'string') {
    return policy;
  }
  return 'strict' in policy ? 'strict' : 'ignorable';
}

function toCell({ jobId, createdAt, state, runTime }: RecurringHistoryEntry): StripCell {
  return { jobId, at: iso(createdAt), state, runMs: runTime };
}
