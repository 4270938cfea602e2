import type { IsoTime } from './common.js';
import type { HealthProblem } from './health.js';
import type { LogLine, JobView } from './job.js';
import type { OperationView } from './operations.js';
import type { Stats } from './overview.js';

/**
 * Topics, separated by commas: `stats`, `problems`, `operations`, and `job:ID`, `operation:ID` for one.
 * At most 20.
 */
export interface StreamQuery {
  topics: string;
}

/** What the messages' `event:` and `data:` hold. Heartbeats are comments. */
export type StreamMessage =
  | { event: 'hello'; data: { at: IsoTime; build: string; pollMs: number } }
  | { event: 'stats'; data: Stats }
  | { event: 'problems'; data: { items: HealthProblem[] } }
  /** The job has changed; it comes without arguments, result, stack and relations. */
  | { event: 'job'; data: JobChange }
  | { event: 'log'; data: { jobId: string; lines: LogLine[] } }
  | { event: 'operation'; data: OperationView }
  /** Ask again: something has changed that is not worth sending, or this client was too slow. */
  | { event: 'invalidate'; data: { topics: string[] } }
  /** `unavailable`: the database is away; the stream goes on, and sends again when it is back. */
  | { event: 'unavailable'; data: { at: IsoTime } }
  /** The stream ends: open another, so that guards look again. */
  | { event: 'bye'; data: { reason: 'lifetime' | 'stopping' } };

export type JobChange = Pick<
  JobView,
  'id' | 'state' | 'attempt' | 'progress' | 'claimedAt' | 'finishedAt' | 'runAt' | 'error' | 'runMs'
>;
