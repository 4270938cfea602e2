import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';
import type { Tables } from '../tables.js';
import { createIndex, indexName, keyColumns, type IndexDefinition } from './create-table.js';

/**
 * The statements that add columns, which may be null, and indexes to a table. On MySQL it is a
 * single one, which either happens or does not; elsewhere they are part of the step's transaction.
 */
export function addColumns(
  dialect: Dialect,
  table: keyof Tables,
  columns: string[],
  indexes: IndexDefinition[] = [],
): string[] {
  const name = dialect.tables[table].sql;
  const added = columns.map((column) => `ADD COLUMN ${column}`);
  if (dialect instanceof MysqlDialect) {
    const keys = indexes.flatMap((index) => {
      const key = indexName(dialect, table, index);
      if (!index.unique) {
        return [`ADD INDEX ${key} (${keyColumns(index)})`];
      }
      const slot = `${index.columns}_held`;
      return [
        `ADD COLUMN ${slot} VARCHAR(255) AS (CASE WHEN ${index.unique} THEN ${index.columns} END) VIRTUAL`,
        `ADD UNIQUE INDEX ${key} (${slot})`,
      ];
    });
    return [`ALTER TABLE ${name} ${[...added, ...keys].join(', ')}`];
  }
  return [
    ...added.map((column) => `ALTER TABLE ${name} ${column}`),
    ...indexes.map((index) => createIndex(dialect, table, index)),
  ];
}
