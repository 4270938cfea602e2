import type {
  FailureGroup,
  FailureQuery,
  MetricBatch,
  MetricQuery,
  MetricRow,
  QueueFigures,
} from '../metric-records.js';
import { MetricStore } from '../metric-store.js';
import { pruneMetrics, recordMetrics } from './operations/metric.operation.js';
import { listFailures } from './queries/failure.query.js';
import { readMetrics } from './queries/metric.query.js';
import { listQueues } from './queries/queue.query.js';
import type { StoreConnection } from './store-connection.js';

/** The numbers in the same database as the jobs. */
export class TypeOrmMetricStore extends MetricStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  record(batch: MetricBatch): Promise<void> {
    return this.connection.transact(() => recordMetrics(this.connection.dialect, batch));
  }

  prune(): Promise<void> {
    return this.connection.execute(() => pruneMetrics(this.connection.dialect));
  }

  read(query: MetricQuery): Promise<MetricRow[]> {
    return this.connection.read(() => readMetrics(this.connection.dialect, query));
  }

  failures(query: FailureQuery): Promise<FailureGroup[]> {
    return this.connection.read(() => listFailures(this.connection.dialect, query));
  }

  queues(cap: number): Promise<QueueFigures[]> {
    return this.connection.ask(() => listQueues(this.connection.dialect, cap));
  }
}
