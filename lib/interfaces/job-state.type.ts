/** Every state a job can be in, in the order a job usually meets them. */
export const JOB_STATES = [
  'awaiting',
  'throttled',
  'scheduled',
  'enqueued',
  'processing',
  'succeeded',
  'failed',
  'deleted',
] as const;

/**
 * Where a job stands. `scheduled` waits for its time, `enqueued` for a worker, `awaiting` for its
 * parents and `throttled` for a limit; `processing` is held by a worker; `succeeded`, `failed` and
 * `deleted` are final until somebody requeues the job.
 */
export type JobState = (typeof JOB_STATES)[number];

/** States a job stays in until somebody requeues it. */
export const FINAL_STATES = ['succeeded', 'failed', 'deleted'] as const satisfies JobState[];

export function isFinal(state: JobState): state is (typeof FINAL_STATES)[number] {
  return (FINAL_STATES as readonly JobState[]).includes(state);
}
