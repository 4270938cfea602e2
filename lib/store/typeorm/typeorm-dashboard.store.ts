import type { JobState } from '../../interfaces/index.js';
import { awaitedSignal, Semaphore } from '../../utils/index.js';
import {
  DashboardStore,
  type AuditFilter,
  type AuditRecord,
  type BatchFilter,
  type LogLine,
  type LogRequest,
  type NewAuditRecord,
  type QueueCounts,
  type SearchFilter,
  type SearchPage,
  type SearchResult,
  type SuggestedField,
} from '../dashboard-store.js';
import type { BatchInfo } from '../flow-records.js';
import type { CappedCount, JobSummary } from '../job-records.js';
import type { RecurringGroup, RecurringHistoryEntry, RecurringSummaryRow } from '../recurring-records.js';
import type { Dialect } from './dialects/dialect.js';
import type { Operation } from './operation.js';
import * as audit from './operations/audit.operation.js';
import { clockSkew } from './operations/current-time.js';
import { canSearchArguments } from './queries/argument.query.js';
import * as overview from './queries/overview.query.js';
import { recurringBy, recurringHistories } from './queries/recurring.query.js';
import { countByState, countSearch } from './queries/search-count.query.js';
import { searchJobs } from './queries/search.query.js';
import type { StoreConnection } from './store-connection.js';

/** Questions that are asked at once: fewer than the application's own calls may be. */
const AT_ONCE = 2;

/** What dashboards ask the database for, through TypeORM. */
export class TypeOrmDashboardStore extends DashboardStore {
  private readonly turns = new Semaphore(AT_ONCE);
  private readonly dialect: Dialect;
  readonly driver: string;

  constructor(private readonly connection: StoreConnection) {
    super();
    this.dialect = connection.dialect;
    this.driver = connection.driver;
  }

  canSearchArguments(): Promise<boolean> {
    return this.ask(() => canSearchArguments(this.dialect));
  }

  /** It does not stand in line behind searches: everything else waits for it. */
  async now(): Promise<number> {
    const skew = await this.connection.ask(() => clockSkew(this.dialect));
    return Date.now() + skew;
  }

  search(filter: SearchFilter, page: SearchPage): Promise<SearchResult> {
    return this.ask(() => searchJobs(this.dialect, filter, page));
  }

  count(filter: SearchFilter): Promise<CappedCount> {
    return this.ask(() => countSearch(this.dialect, filter));
  }

  countByState(filter: SearchFilter): Promise<Record<JobState, CappedCount>> {
    return this.ask(() => countByState(this.dialect, filter));
  }

  logLines(jobId: string, request: LogRequest): Promise<LogLine[]> {
    return this.ask(() => overview.logLines(this.dialect, jobId, request));
  }

  countByQueue(state: 'scheduled' | 'throttled'): Promise<QueueCounts> {
    return this.ask(() => overview.countByQueue(this.dialect, state));
  }

  oldestWaiting(queues: string[]): Promise<JobSummary | null> {
    return this.ask(() => overview.oldestWaiting(this.dialect, queues));
  }

  nextInQueue(queue: string, limit: number): Promise<JobSummary[]> {
    return this.ask(() => overview.nextInQueue(this.dialect, queue, limit));
  }

  suggest(field: SuggestedField, prefix: string, limit: number): Promise<string[]> {
    return this.ask(() => overview.suggest(this.dialect, field, prefix, limit));
  }

  recurringRuns(ids: string[], limit: number): Promise<Map<string, RecurringHistoryEntry[]>> {
    return this.ask(() => recurringHistories(this.dialect, ids, limit));
  }

  recurring(which: RecurringGroup, limit: number): Promise<RecurringSummaryRow[]> {
    return this.ask(() => recurringBy(this.dialect, which, limit));
  }

  batches(filter: BatchFilter, limit: number, cursor: string | null): Promise<BatchInfo[]> {
    return this.ask(() => overview.listBatches(this.dialect, filter, limit, cursor));
  }

  oldestExpired(): Promise<number | null> {
    return this.ask(() => overview.oldestExpired(this.dialect));
  }

  writeAudit(entry: NewAuditRecord): Promise<void> {
    return this.connection.write(() => audit.writeAudit(this.dialect, entry), undefined, false);
  }

  listAudit(filter: AuditFilter, limit: number, cursor: string | null): Promise<AuditRecord[]> {
    return this.ask(() => audit.listAudit(this.dialect, filter, limit, cursor));
  }

  pruneAudit(age: number, limit: number): Promise<number> {
    return this.connection.write(() => audit.pruneAudit(this.dialect, age, limit), undefined, true);
  }

  private ask<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.turns.run(() => this.connection.ask(operation), awaitedSignal());
  }
}
