import type {
  FailureGroup,
  FailureQuery,
  MetricBatch,
  MetricQuery,
  MetricRow,
  QueueFigures,
} from './metric-records.js';

/**
 * Numbers of what jobs have done, which stay when the jobs are removed. Part of the `JobStore`'s
 * contract; reading costs as much as there are queues, types and intervals, however many jobs there are.
 */
export abstract class MetricStore {
  /** Adds numbers to the minute, hour and day, by the database's clock, in which they were counted: all or none. */
  abstract record(batch: MetricBatch): Promise<void>;

  /** Removes numbers that have been kept for long enough. Safe on every worker at once. */
  abstract prune(): Promise<void>;

  /** Intervals in which nothing happened are left out. */
  abstract read(query: MetricQuery): Promise<MetricRow[]>;

  abstract failures(query: FailureQuery): Promise<FailureGroup[]>;

  /**
   * Queues in which jobs wait or run, or have done so within a day, by name; counting stops at `cap`.
   * @throws {QueryTimeoutError}
   */
  abstract queues(cap: number): Promise<QueueFigures[]>;
}
