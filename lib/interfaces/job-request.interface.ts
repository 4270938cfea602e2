/** A running job: what request-scoped providers of a job get as `REQUEST`, and what hooks are told of. */
export interface JobRequest {
  id: string;
  type: string;
  queue: string;
  attempt: number;
  tags: readonly string[];
  /** The recurring job that created it, and its occurrence's nominal time. */
  recurringId: string | null;
  occurrenceAt: Date | null;
  args: readonly unknown[];
}
