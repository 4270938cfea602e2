import { UnsupportedDataSourceError } from '../../../errors/index.js';
import type { TableNames } from '../tables.js';
import type { Dialect } from './dialect.js';
import { MysqlDialect } from './mysql.dialect.js';
import { PostgresDialect } from './postgres.dialect.js';
import { SqliteDialect } from './sqlite.dialect.js';

/**
 * The dialect of a TypeORM driver.
 * @throws {UnsupportedDataSourceError} naming the driver and those that are supported.
 */
export function dialectFor(driver: string, names: TableNames): Dialect {
  switch (driver) {
    case 'postgres':
      return new PostgresDialect(names);
    case 'mysql':
    case 'mariadb':
      return new MysqlDialect(names);
    case 'better-sqlite3':
      return new SqliteDialect(names);
    default:
      throw new UnsupportedDataSourceError(
        `The TypeORM driver "${driver}" is not supported. Supported: better-sqlite3, postgres, mysql, mariadb.`,
      );
  }
}
