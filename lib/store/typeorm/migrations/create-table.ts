import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';
import type { Tables } from '../tables.js';

/** An index of every row, or of those in one state or not null. */
export interface IndexDefinition {
  name: string;
  columns: string;
  /** Only the rows in this state. */
  state?: string;
  /** PostgreSQL only: only the rows in one of these states, where an index of all would slow down every insert. */
  states?: string[];
  /** Leave out rows in which this column is null. */
  notNull?: string;
  /** No two rows that meet this condition have the same value; the columns are one. */
  unique?: string;
}

/**
 * The statements that create a table and its indexes. MySQL commits at every statement, so there
 * it is a single one that can be repeated after a crash. It has no partial indexes either: an
 * index for one state has the state first.
 */
export function createTable(
  dialect: Dialect,
  table: keyof Tables,
  columns: string[],
  suffix: string,
  indexes: IndexDefinition[] = [],
): string[] {
  const name = dialect.tables[table].sql;

  if (dialect instanceof MysqlDialect) {
    const inline = indexes.map((index) => `INDEX ${indexName(dialect, table, index)} (${keyColumns(index)})`);
    return [`CREATE TABLE IF NOT EXISTS ${name} (${[...columns, ...inline].join(', ')}) ${suffix}`];
  }
  return [
    `CREATE TABLE ${name} (${columns.join(', ')}) ${suffix}`,
    ...indexes.map((index) => createIndex(dialect, table, index)),
  ];
}

export function createIndex(dialect: Dialect, table: keyof Tables, index: IndexDefinition): string {
  const name = dialect.tables[table].sql;
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${indexName(dialect, table, index)} ON ${name} (${index.columns})${condition(dialect, index)}`;
}

export function indexName(dialect: Dialect, table: keyof Tables, { name }: IndexDefinition): string {
  return dialect.quote(`${dialect.names.prefix}${table}_${name}`);
}

/** On MySQL, which has no partial indexes: one for a state begins with the state. */
export function keyColumns({ state, columns }: IndexDefinition): string {
  return state ? `state, ${columns}` : columns;
}

function condition(dialect: Dialect, { state, states, notNull, unique, columns }: IndexDefinition): string {
  if (unique) {
    return ` WHERE ${columns} IS NOT NULL AND ${unique}`;
  }
  if (state) {
    return ` WHERE state = '${state}'`;
  }
  if (states && dialect instanceof PostgresDialect) {
    return ` WHERE state IN (${states.map((each) => `'${each}'`).join(', ')})`;
  }
  return notNull ? ` WHERE ${notNull} IS NOT NULL` : '';
}
