import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Operation, Row } from '../operation.js';
import { tables, type TableNames, type Tables } from '../tables.js';

/** Types of the columns of a list of values sent to the database. */
export type ValueType = 'id' | 'int' | 'bigint' | 'real' | 'text';
export type ValueColumns = Record<string, ValueType>;

/** The indexes of the job table, by what looks for rows in them. */
export type JobIndex = 'ready' | 'due' | 'processing' | 'expiry' | 'throttled';

/** Rows of the job table to pick, and what happens to them. */
export interface Take {
  where: Sql;
  orderBy?: Sql;
  limit: number;
  /** The index that finds them: MySQL's optimiser must be told, or it locks a small table whole. None: by id. */
  index?: JobIndex;
}

/** New values by column. */
export type Assignments = Record<string, Sql>;

export interface TakeAndUpdate extends Take {
  set: Assignments;
  /** Columns to add to, after `set` has been evaluated with their old values. */
  add?: Partial<Record<'attempt' | 'claim' | 'lost', number>>;
  /** Columns to return. Those in `set` and `add` are returned with their new values. */
  returning: string[];
}

/** An update whose values differ from row to row. */
export interface UpdateEach {
  /** Default: the job table. Statements know the table by this name. */
  table?: 'job' | 'recurring' | 'dependency' | 'batch' | 'control' | 'permit';
  /** The column that finds the rows, the first of `columns`. Default `id`. */
  key?: string;
  columns: ValueColumns;
  rows: Row[];
  /** Which rows may change; refers to the table and to `v` (the values). */
  where: Sql;
  set: Assignments;
  /** Columns of the table to return; none of them may be in `set`. */
  returning: string[];
}

/** Rows to insert, or to add to those that are there. */
export interface Upsert {
  table: keyof Tables;
  /** The columns of the primary key. */
  key: readonly string[];
  /** Columns whose values are added up, replaced, and left as they are where the row is there. */
  add: readonly string[];
  replace?: readonly string[];
  keep?: readonly string[];
  /** Selects `key`, `add`, `replace` and `keep`, in this order, sorted by the key: then transactions that meet lock in one order. */
  select: Sql;
}

/**
 * What differs between databases. Everything else is written once, in `operations/` and `queries/`.
 */
export abstract class Dialect {
  readonly tables: Tables;

  constructor(readonly names: TableNames) {
    this.tables = tables(names, (identifier) => this.quote(identifier));
  }

  /** The database's clock in epoch milliseconds, at the start of the statement. */
  abstract readonly now: Sql;

  /** Quotes an identifier. */
  abstract quote(identifier: string): string;

  /** The statement with the dialect's placeholders. */
  abstract text(statement: Sql): string;

  /** A UUID as a parameter, and back from a row. */
  abstract id(uuid: string): unknown;
  abstract readId(value: unknown): string;

  /** `column` is one of these ids. */
  abstract idIn(column: Sql, ids: readonly string[]): Sql;

  /** `column` is one of these texts. */
  abstract textIn(column: Sql, texts: readonly string[]): Sql;

  /**
   * A text column as an expression that no index serves: rows are to be found by primary key, and
   * not among all those in one state, most of which may be dead versions.
   */
  abstract unindexed(column: string): Sql;

  /** `column` contains `text`, in whatever case. */
  abstract contains(column: Sql, text: string): Sql;

  /**
   * The rows as a table named `v`, to select from or to join with. A column in which every row has
   * the same value is sent once: most columns of most batches. Not where there are so many columns
   * that each batch would be a statement of its own (`fold: false`).
   */
  values(columns: ValueColumns, rows: Row[], fold = true): Sql {
    const [first, ...others] = Object.keys(columns);
    const constant = fold ? others.filter((name) => rows.every((row) => row[name] === rows[0]![name])) : [];
    const varying = [first!, ...others.filter((name) => !constant.includes(name))];
    const constants = constant.map(
      (name) => sql`, ${this.typed(rows[0]![name], columns[name]!)} AS ${raw(name)}`,
    );
    return sql`(SELECT ${raw(varying.join(', '))}${join(constants.length > 0 ? constants : [empty], '')}
      FROM ${this.list(varying, columns, rows)}) AS v`;
  }

  /** The rows as a table with these columns. */
  protected abstract list(names: string[], columns: ValueColumns, rows: Row[]): Sql;

  /** One value of a type. */
  protected abstract typed(value: unknown, type: ValueType): Sql;

  /** Picks rows, skipping those locked by others, changes them and returns them in no particular order. */
  abstract takeAndUpdate(take: TakeAndUpdate): Operation<Row[]>;

  /** Picks rows, skipping those locked by others, deletes them and returns them. */
  abstract takeAndDelete(take: Take, returning: readonly string[]): Operation<Row[]>;

  /** Updates each row with its own values and returns those that met the condition. */
  abstract updateEach(update: UpdateEach): Operation<Row[]>;

  /** `INSERT …` of the rows whose key is not taken; the others are passed over. */
  insertMissing(into: Sql): Sql {
    return sql`INSERT ${into} ON CONFLICT DO NOTHING`;
  }

  /** Inserts rows, and adds their numbers to those of rows that are there. */
  upsert({ table, key, add, replace = [], keep = [], select }: Upsert): Sql {
    const changes = [
      ...add.map((name) => `${name} = ${table}.${name} + excluded.${name}`),
      ...replace.map((name) => `${name} = excluded.${name}`),
    ];
    return sql`INSERT INTO ${this.tables[table]} AS ${raw(table)} (${this.columns([...key, ...add, ...replace, ...keep])})
      ${select} ON CONFLICT (${this.columns(key)}) DO UPDATE SET ${raw(changes.join(', '))}`;
  }

  /** Locks the selected rows, waiting for those that others have locked or passing them over. */
  forUpdate(wait: boolean): Sql {
    return raw(wait ? 'FOR UPDATE' : 'FOR UPDATE SKIP LOCKED');
  }

  /** What makes a read see what others have committed, also where the transaction has a snapshot. */
  readonly readCurrent: Sql = empty;

  /** Says which index to use, where the optimiser must be told. */
  useIndex(_table: keyof Tables, _index: string): Sql {
    return empty;
  }

  /** The operation, none of whose statements may take longer than `limit` ms, where the database can be told. */
  within<Result>(_limit: number, operation: Operation<Result>): Operation<Result> {
    return operation;
  }

  /** Whether the error says that a statement took longer than that. */
  isTimeout(_error: unknown): boolean {
    return false;
  }

  /** Whether the error says that the transaction lost against another and may be repeated. */
  abstract isConflict(error: unknown): boolean;

  /** The rows to take. */
  protected pick(columns: Sql, { where, orderBy, limit, index }: Take): Sql {
    return sql`SELECT ${columns} FROM ${this.tables.job} AS job ${index ? this.useIndex('job', index) : empty}
      WHERE ${where} ${orderBy ? sql`ORDER BY ${orderBy}` : empty} LIMIT ${limit} ${this.forUpdate(false)}`;
  }

  /** `a, b, c`, each with the table's name before it if given. */
  protected columns(names: readonly string[], table = ''): Sql {
    return raw(names.map((name) => table + name).join(', '));
  }

  /** `state = …, attempt = job.attempt + 1 …`; `target` stands before the columns that are set. */
  protected assignments(set: Assignments, add: TakeAndUpdate['add'] = {}, target = ''): Sql {
    return join([
      ...Object.entries(set).map(([column, value]) => sql`${raw(target + column)} = ${value}`),
      ...Object.entries(add).map(([column, by]) => raw(`${target}${column} = job.${column} + ${by}`)),
    ]);
  }

  protected placeholders(values: readonly unknown[]): Sql {
    return join(values.length > 0 ? values : [null]);
  }
}

/** The code a driver gave the error, under TypeORM's wrapping. */
export function driverErrorOf(error: unknown): { code?: string; errno?: number } {
  return ((error as { driverError?: object } | undefined)?.driverError ?? error ?? {}) as { code?: string };
}
