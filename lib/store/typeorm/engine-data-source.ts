import { DataSource, type DataSourceOptions } from 'typeorm';
import { UnsupportedDataSourceError } from '../../errors/index.js';

/** Connections of one process at most, and how many of them the application's own calls may take at once. */
const CONNECTIONS = 8;
export const CALLER_CONNECTIONS = 3;

/**
 * The engine's own DataSource on the database that is given by options or by the application's
 * DataSource. Its own, because a pool exhausted by requests would stop the heartbeat, and because
 * TypeORM shares one connection per SQLite DataSource: there a rollback in the application would
 * take the engine's writes with it.
 * @throws {UnsupportedDataSourceError} for an in-memory database of the application, which cannot be shared.
 */
export function engineDataSource(given: DataSource | DataSourceOptions): DataSource {
  const options = optionsOf(given);
  if (isDataSource(given) && options.type === 'better-sqlite3' && isInMemory(options.database)) {
    throw new UnsupportedDataSourceError(
      'An in-memory SQLite database belongs to one connection and cannot be shared with the application. ' +
        "Give the DataSource a file, or give the jobs a database of their own: dataSource: { type: 'better-sqlite3', database: ':memory:' }.",
    );
  }

  const ours = {
    ...options,
    name: undefined,
    entities: [],
    subscribers: [],
    migrations: [],
    synchronize: false,
    migrationsRun: false,
    dropSchema: false,
    cache: false,
    logging: false,
    // A logger of the application's own would be given every statement of the engine.
    logger: undefined,
    maxQueryExecutionTime: undefined,
  };
  switch (options.type) {
    case 'postgres':
      return new DataSource({
        ...ours,
        poolSize: CONNECTIONS,
        applicationName: options.applicationName ?? 'nestfire',
        extra: { keepAlive: true, ...options.extra, max: CONNECTIONS },
      } as DataSourceOptions);
    case 'mysql':
    case 'mariadb':
      return new DataSource({
        ...ours,
        poolSize: CONNECTIONS,
        charset: 'utf8mb4_unicode_ci',
        extra: { ...options.extra, connectionLimit: CONNECTIONS },
      } as DataSourceOptions);
    default:
      // `timeout: 0`: waiting for a lock inside the synchronous driver would stop the event loop,
      // and with it whoever holds the lock in this process.
      return new DataSource({ ...ours, timeout: 0, enableWAL: true } as DataSourceOptions);
  }
}

/** The TypeORM driver, e.g. `postgres`. */
export function driverOf(given: DataSource | DataSourceOptions): string {
  return optionsOf(given).type;
}

/** Not `instanceof`: the application may have another copy of TypeORM. */
export function isDataSource(given: DataSource | DataSourceOptions): given is DataSource {
  return 'createQueryRunner' in given;
}

function optionsOf(given: DataSource | DataSourceOptions): DataSourceOptions {
  return isDataSource(given) ? given.options : given;
}

function isInMemory(database: string): boolean {
  return database === '' || database === ':memory:' || database.includes('mode=memory');
}
