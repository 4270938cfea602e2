import type { StoredError } from '../interfaces/index.js';

interface JobEventBase {
  jobId: string;
  jobType: string;
  queue: string;
}

interface AttemptEvent extends JobEventBase {
  attempt: number;
}

/** How long an attempt ran, in ms. */
interface FinishedAttemptEvent extends AttemptEvent {
  runTime: number;
}

/**
 * Something this process has done to a job by making or running it. Outcomes are told once they are written, so an event
 * never speaks of something that a crash could undo.
 */
export type JobEvent =
  | (JobEventBase & { type: 'created' })
  | (AttemptEvent & { type: 'started' })
  | (FinishedAttemptEvent & { type: 'succeeded' })
  | (FinishedAttemptEvent & { type: 'failed'; error: StoredError | null })
  | (FinishedAttemptEvent & { type: 'retried'; error: StoredError | null; delay: number })
  | (FinishedAttemptEvent & { type: 'snoozed'; delay: number })
  /** A hook has replaced the outcome of the attempt. */
  | (FinishedAttemptEvent & { type: 'deleted'; reason: string; error: StoredError | null })
  /** Handed back, by a worker that stops or is busy with slow jobs. */
  | (AttemptEvent & { type: 'released' })
  /** The attempt ended, but the job was no longer this worker's: its outcome was dropped. */
  | (AttemptEvent & { type: 'dropped' })
  /** Another worker was lost while it ran the job; with an `error`, once too often, and the job failed. */
  | (AttemptEvent & { type: 'recovered'; error: StoredError | null });

export type JobEventType = JobEvent['type'];
