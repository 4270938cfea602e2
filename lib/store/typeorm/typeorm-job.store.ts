import type { DataSource, DataSourceOptions, EntityManager } from 'typeorm';
import sql from 'sql-template-tag';
import { JobsOptionsError, StoreUnavailableError } from '../../errors/index.js';
import { SafeLogger, Semaphore } from '../../utils/index.js';
import type { JobFilter } from '../job-filter.js';
import type * as records from '../job-records.js';
import type {
  RecurringChanges,
  RecurringRow,
  RecurringHistoryEntry,
  RecurringScope,
  RecurringSelection,
  RecurringSummaryRow,
} from '../recurring-records.js';
import {
  JobStore,
  type ClaimRequest,
  type FailedJob,
  type FailUnknownRequest,
  type RecoveredJob,
  type RecoverRequest,
  type WakeHint,
} from '../job-store.js';
import { connect } from './connect.js';
import { isConnectionError, isDataError } from './connection-errors.js';
import type { Database } from './database.js';
import { dialectFor } from './dialects/dialect-for.js';
import type { Dialect } from './dialects/dialect.js';
import { PostgresDialect } from './dialects/postgres.dialect.js';
import { SqliteDialect } from './dialects/sqlite.dialect.js';
import { CALLER_CONNECTIONS, driverOf, engineDataSource } from './engine-data-source.js';
import { migrate, verify } from './migrations/migrator.js';
import { play, type Operation } from './operation.js';
import { claimJobs } from './operations/claim.operation.js';
import { insertJobs, needsTransaction as insertNeedsTransaction } from './operations/insert.operation.js';
import { writeLog, writeProgress } from './operations/journal.operation.js';
import * as maintenance from './operations/maintenance.operation.js';
import { needsTransaction as settleNeedsTransaction, settleJobs } from './operations/settle.operation.js';
import { changeRecurring } from './operations/recurring.operation.js';
import { transitionJobs } from './operations/transition.operation.js';
import * as workers from './operations/worker.operation.js';
import { formatHint, PostgresListener } from './postgres-listener.js';
import { findJob, jobHistory, jobLog } from './queries/job.query.js';
import { activeQueues, countJobs, listJobs } from './queries/list.query.js';
import * as recurring from './queries/recurring.query.js';
import { ServerDatabase } from './server.database.js';
import { SqliteDatabase } from './sqlite.database.js';
import type { TableNames } from './tables.js';

export interface TypeOrmJobStoreOptions {
  dataSource: DataSource | DataSourceOptions;
  names: TableNames;
  migrations: 'auto' | 'manual';
  /** How long to wait for a database that is down, in ms. */
  connectTimeout: number;
}

/** The job store on PostgreSQL, MySQL, MariaDB or SQLite, through TypeORM. */
export class TypeOrmJobStore extends JobStore {
  private readonly logger = new SafeLogger('NestfireStore');
  private readonly dialect: Dialect;
  private database!: Database;
  private readonly callers = new Semaphore(CALLER_CONNECTIONS);
  private listener?: PostgresListener;
  private opening?: Promise<void>;

  /** @throws {UnsupportedDataSourceError} */
  constructor(private readonly options: TypeOrmJobStoreOptions) {
    super();
    this.dialect = dialectFor(driverOf(options.dataSource), options.names);
    this.database = this.createDatabase();
  }

  open(): Promise<void> {
    this.opening ??= this.connectAndMigrate().catch(async (error) => {
      await this.database.close().catch(() => undefined);
      this.database = this.createDatabase();
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async close(): Promise<void> {
    await this.listener?.close();
    await this.database.close();
  }

  async insert(jobs: records.NewJob[], manager?: EntityManager): Promise<void> {
    await this.write(() => insertJobs(this.dialect, jobs), manager, insertNeedsTransaction(jobs));
  }

  transition(transition: records.Transition, manager?: EntityManager): Promise<string[]> {
    return this.write(() => transitionJobs(this.dialect, transition), manager, true);
  }

  claim(request: ClaimRequest): Promise<records.ClaimedJob[]> {
    return this.take(() => claimJobs(this.dialect, request));
  }

  settle(outcomes: records.Outcome[]): Promise<boolean[]> {
    const operation = () => settleJobs(this.dialect, outcomes);
    return settleNeedsTransaction(outcomes) ? this.transact(operation) : this.take(operation);
  }

  promoteDue(limit: number): Promise<{ count: number; queues: string[] }> {
    return this.take(() => maintenance.promoteDueJobs(this.dialect, limit));
  }

  glance(scope: RecurringScope): Promise<records.Glance> {
    return this.execute(() => maintenance.glance(this.dialect, scope));
  }

  changeRecurring<Changes extends RecurringChanges>(
    selection: RecurringSelection,
    decide: (rows: RecurringRow[], now: number) => Changes,
    manager?: EntityManager,
  ): Promise<Changes> {
    const operation = () => changeRecurring(this.dialect, selection, decide);
    return 'ids' in selection ? this.write(operation, manager, true) : this.transact(operation);
  }

  findRecurring(id: string): Promise<RecurringRow | null> {
    return this.read(() => recurring.findRecurring(this.dialect, id));
  }

  listRecurring(
    limit: number,
    cursor: string | null,
    prefix: string | null = null,
  ): Promise<RecurringSummaryRow[]> {
    return this.read(() => recurring.listRecurring(this.dialect, limit, cursor, prefix));
  }

  recurringHistory(id: string, limit: number): Promise<RecurringHistoryEntry[]> {
    return this.read(() => recurring.recurringHistory(this.dialect, id, limit));
  }

  async journal(
    lines: records.JobLogLine[],
    progress: (records.ClaimKey & { progress: number })[],
  ): Promise<void> {
    if (lines.length > 0) {
      await this.execute(() => writeLog(this.dialect, lines));
    }
    if (progress.length > 0) {
      await this.take(() => writeProgress(this.dialect, progress));
    }
  }

  registerWorker(worker: records.WorkerRegistration): Promise<void> {
    return this.execute(() => workers.registerWorker(this.dialect, worker));
  }

  heartbeat(workerId: string, lease: number, running: number): Promise<boolean> {
    return this.execute(() => workers.extendLease(this.dialect, workerId, lease, running));
  }

  removeWorker(workerId: string): Promise<void> {
    return this.execute(() => workers.removeWorker(this.dialect, workerId));
  }

  checkClaims(claims: records.ClaimKey[]): Promise<boolean[]> {
    return this.execute(() => workers.checkClaims(this.dialect, claims));
  }

  claimsOf(workerId: string): Promise<records.HeldJob[]> {
    return this.execute(() => workers.claimsOf(this.dialect, workerId));
  }

  async recover(request: RecoverRequest): Promise<RecoveredJob[]> {
    if (!(await this.execute(() => maintenance.hasLostJobs(this.dialect)))) {
      return [];
    }
    return this.transact(() => maintenance.recoverJobs(this.dialect, request));
  }

  failUnknown(request: FailUnknownRequest): Promise<FailedJob[]> {
    return this.transact(() => maintenance.failUnknownJobs(this.dialect, request));
  }

  prune(limit: number, keepWorkers: number): Promise<number> {
    return this.transact(() => maintenance.pruneJobs(this.dialect, limit, keepWorkers));
  }

  find(id: string): Promise<records.JobRow | null> {
    return this.read(() => findJob(this.dialect, id));
  }

  history(id: string): Promise<records.JobHistoryEntry[]> {
    return this.read(() => jobHistory(this.dialect, id));
  }

  log(id: string): Promise<records.JobLogEntry[]> {
    return this.read(() => jobLog(this.dialect, id));
  }

  list(filter: JobFilter, limit: number, cursor: string | null): Promise<records.JobSummary[]> {
    return this.read(() => listJobs(this.dialect, filter, limit, cursor));
  }

  count(filter: JobFilter, cap: number): Promise<records.CappedCount> {
    return this.read(() => countJobs(this.dialect, filter, cap));
  }

  activeQueues(): Promise<string[]> {
    return this.read(() => activeQueues(this.dialect));
  }

  workers(): Promise<records.WorkerInfo[]> {
    return this.read(() => workers.listWorkers(this.dialect));
  }

  isUnavailable(error: unknown): boolean {
    return isConnectionError(error) || error instanceof StoreUnavailableError;
  }

  isRefusal(error: unknown): boolean {
    return isDataError(error);
  }

  async notify(hint: WakeHint): Promise<void> {
    if (this.dialect instanceof PostgresDialect) {
      const { dialect } = this;
      await this.execute(function* (): Operation<void> {
        yield sql`SELECT pg_notify(${channelOf(dialect.names)}, ${formatHint(hint)})`;
      });
    }
  }

  async listen(onHint: (hint: WakeHint) => void): Promise<boolean> {
    if (!(this.dialect instanceof PostgresDialect)) {
      return false;
    }
    const channel = this.dialect.quote(channelOf(this.dialect.names));
    this.listener = new PostgresListener(this.database.dataSource, channel, onHint);
    await this.listener.open();
    return true;
  }

  /** A write of the caller's: through the manager it gave, or on our own connection. */
  private async write<Result>(
    operation: () => Operation<Result>,
    manager: EntityManager | undefined,
    transactional: boolean,
  ): Promise<Result> {
    if (!manager) {
      return this.callers.run(() => (transactional ? this.transact(operation) : this.execute(operation)));
    }

    await this.open();
    this.refuseOtherDatabase(manager);
    const inTransaction = (transaction: EntityManager) =>
      play(operation(), async (statement) => {
        const runner = transaction.queryRunner!;
        const { records: rows, affected } = await runner.query(
          this.dialect.text(statement),
          statement.values,
          true,
        );
        return { rows, affected: affected ?? 0 };
      });
    return manager.queryRunner?.isTransactionActive
      ? inTransaction(manager)
      : manager.transaction(inTransaction);
  }

  private refuseOtherDatabase(manager: EntityManager): void {
    const driver = manager.connection.options.type;
    if (dialectFor(driver, this.options.names).constructor !== this.dialect.constructor) {
      throw new JobsOptionsError(
        `The manager belongs to a ${driver} database and the jobs are in ${driverOf(this.options.dataSource)}. ` +
          'A job can only join a transaction of its own database.',
      );
    }
  }

  /** Work that is one statement wherever the database can return the rows it updates. */
  private take<Result>(operation: () => Operation<Result>): Promise<Result> {
    const single = this.dialect instanceof PostgresDialect || this.dialect instanceof SqliteDialect;
    return single ? this.execute(operation) : this.transact(operation);
  }

  /** What the application asks for: it may be slow, or wait for a lock, and must leave connections to the worker. */
  private read<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.callers.run(() => this.execute(operation));
  }

  private async execute<Result>(operation: () => Operation<Result>): Promise<Result> {
    await this.open();
    return this.database.execute(operation);
  }

  private async transact<Result>(operation: () => Operation<Result>): Promise<Result> {
    await this.open();
    return this.database.transact(operation);
  }

  private createDatabase(): Database {
    const dataSource = engineDataSource(this.options.dataSource);
    return this.dialect instanceof SqliteDialect
      ? new SqliteDatabase(dataSource, this.dialect)
      : new ServerDatabase(dataSource, this.dialect);
  }

  private async connectAndMigrate(): Promise<void> {
    this.database = await connect(
      this.database,
      () => this.createDatabase(),
      this.options.connectTimeout,
      this.logger,
    );
    if (this.options.migrations === 'auto') {
      const steps = await this.database.exclusively(() => migrate(this.dialect));
      if (steps > 0) {
        this.logger.log(`Migrated the tables "${this.options.names.prefix}…" by ${steps} step(s)`);
      }
    } else {
      await this.database.execute(() => verify(this.dialect));
    }
  }
}

/** One channel for each set of tables. */
function channelOf({ schema, prefix }: TableNames): string {
  return `${schema ?? ''}${prefix}wake`.slice(0, 63);
}
