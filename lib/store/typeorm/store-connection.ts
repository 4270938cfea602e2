import sql from 'sql-template-tag';
import type { DataSource, DataSourceOptions, EntityManager } from 'typeorm';
import { JobsOptionsError, QueryTimeoutError } from '../../errors/index.js';
import { awaitedSignal, SafeLogger, Semaphore } from '../../utils/index.js';
import type { WakeHint } from '../store-requests.js';
import { connect } from './connect.js';
import type { Database } from './database.js';
import { dialectFor } from './dialects/dialect-for.js';
import type { Dialect } from './dialects/dialect.js';
import { PostgresDialect } from './dialects/postgres.dialect.js';
import { SqliteDialect } from './dialects/sqlite.dialect.js';
import { CALLER_CONNECTIONS, driverOf, engineDataSource } from './engine-data-source.js';
import { migrate, verify } from './migrations/migrator.js';
import { play, type Operation } from './operation.js';
import { formatHint, PostgresListener } from './postgres-listener.js';
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

/** How long the database may take over one statement of `ask()`, in ms. */
const LIMIT = 5_000;

/**
 * The way to the database: opens and migrates it once, and plays operations on the engine's own
 * connections or through a caller's manager.
 */
export class StoreConnection {
  private readonly logger = new SafeLogger('NestfireStore');
  readonly dialect: Dialect;
  private database!: Database;
  private readonly callers = new Semaphore(CALLER_CONNECTIONS);
  private listener?: PostgresListener;
  private opening?: Promise<void>;

  /** @throws {UnsupportedDataSourceError} */
  constructor(private readonly options: TypeOrmJobStoreOptions) {
    this.dialect = dialectFor(driverOf(options.dataSource), options.names);
    this.database = this.createDatabase();
  }

  /** The TypeORM driver. */
  get driver(): string {
    return driverOf(this.options.dataSource);
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
  async write<Result>(
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
  take<Result>(operation: () => Operation<Result>): Promise<Result> {
    const single = this.dialect instanceof PostgresDialect || this.dialect instanceof SqliteDialect;
    return single ? this.execute(operation) : this.transact(operation);
  }

  /** What the application asks for: it may be slow, or wait for a lock, and must leave connections to the worker. */
  read<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.callers.run(() => this.execute(operation), awaitedSignal());
  }

  /**
   * A read of which no statement may take longer than 5 s. SQLite cannot be stopped: what is read there
   * must be little.
   * @throws {QueryTimeoutError}
   */
  async ask<Result>(operation: () => Operation<Result>): Promise<Result> {
    const limited = () => this.dialect.within(LIMIT, operation());
    try {
      return await this.callers.run(
        () => (this.dialect instanceof PostgresDialect ? this.transact(limited) : this.execute(limited)),
        awaitedSignal(),
      );
    } catch (error) {
      throw this.dialect.isTimeout(error) ? new QueryTimeoutError({ cause: error }) : error;
    }
  }

  async execute<Result>(operation: () => Operation<Result>): Promise<Result> {
    await this.open();
    return this.database.execute(operation);
  }

  async transact<Result>(operation: () => Operation<Result>): Promise<Result> {
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
