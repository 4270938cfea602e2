import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';

/** Column types that are spelled differently. Every time is epoch milliseconds: one meaning, no time zone. */
export interface ColumnTypes {
  id: string;
  /** A name that is searched for: exact, byte by byte. */
  name: (length: number) => string;
  text: string;
  time: string;
  int: string;
  real: string;
  /** What follows the closing bracket of a table. */
  table: string;
  /** The same for the job table. */
  jobTable: string;
}

const POSTGRES: ColumnTypes = {
  id: 'uuid',
  name: (length) => `varchar(${length}) COLLATE "C"`,
  text: 'text',
  time: 'bigint',
  int: 'integer',
  real: 'real',
  table: '',
  // Rows are updated twice and kept for a day: leave room, and vacuum long before a fifth of the history is dead.
  jobTable:
    'WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,' +
    ' autovacuum_analyze_scale_factor = 0.02)',
};

const MYSQL: ColumnTypes = {
  id: 'BINARY(16)',
  name: (length) => `VARCHAR(${length})`,
  text: 'LONGTEXT',
  time: 'BIGINT',
  int: 'INT',
  real: 'DOUBLE',
  table: 'ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  jobTable: 'ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
};

const SQLITE: ColumnTypes = {
  id: 'TEXT',
  name: () => 'TEXT',
  text: 'TEXT',
  time: 'INTEGER',
  int: 'INTEGER',
  real: 'REAL',
  table: '',
  jobTable: '',
};

export function columnTypes(dialect: Dialect): ColumnTypes {
  if (dialect instanceof PostgresDialect) {
    return POSTGRES;
  }
  return dialect instanceof MysqlDialect ? MYSQL : SQLITE;
}
