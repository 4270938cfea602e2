import { raw, type Sql } from 'sql-template-tag';

/** The names of the tables and their indexes, quoted for the dialect where they are used. */
export interface TableNames {
  /** Prefix of every table and index. */
  prefix: string;
  /** PostgreSQL only: the schema the tables are in. */
  schema?: string;
}

const TABLES = [
  'job',
  'history',
  'log',
  'tag',
  'worker',
  'recurring',
  'recurring_history',
  'dependency',
  'batch',
  'control',
  'permit',
  'operation',
  'metric',
  'failure',
  'failure_count',
  'audit',
  'schema',
] as const;

export type Tables = Record<(typeof TABLES)[number], Sql>;

export function tables(names: TableNames, quote: (identifier: string) => string): Tables {
  const qualified = (table: string) =>
    raw((names.schema ? `${quote(names.schema)}.` : '') + quote(names.prefix + table));
  return Object.fromEntries(TABLES.map((table) => [table, qualified(table)])) as Tables;
}
