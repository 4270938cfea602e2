import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Operation, Row } from '../operation.js';
import {
  Dialect,
  driverErrorOf,
  type Take,
  type TakeAndUpdate,
  type UpdateEach,
  type ValueColumns,
  type ValueType,
} from './dialect.js';

const TYPES = { id: 'uuid', int: 'int', bigint: 'bigint', real: 'real', text: 'text' } as const;

/** PostgreSQL 13 and later: one statement an operation, lists as arrays. */
export class PostgresDialect extends Dialect {
  readonly now = raw(`(extract(epoch from statement_timestamp()) * 1000)::bigint`);

  quote(identifier: string): string {
    return `"${identifier.replaceAll('"', '""')}"`;
  }

  text(statement: Sql): string {
    return statement.text;
  }

  id(uuid: string): unknown {
    return uuid;
  }

  readId(value: unknown): string {
    return value as string;
  }

  idIn(column: Sql, ids: readonly string[]): Sql {
    return sql`${column} = ANY(${ids}::uuid[])`;
  }

  textIn(column: Sql, texts: readonly string[]): Sql {
    return sql`${column} = ANY(${texts}::text[])`;
  }

  unindexed(column: string): Sql {
    return raw(`(${column} || '')`);
  }

  contains(column: Sql, text: string): Sql {
    return sql`position(lower(${text}) in lower(${column})) > 0`;
  }

  /**
   * Behind a sub-select the planner does not see how long the arrays are and takes them for short,
   * so that it looks the rows up by primary key. Seeing 500 it would rather read the whole table
   * while that is small, and the table grows faster than its statistics.
   */
  protected list(names: string[], columns: ValueColumns, rows: Row[]): Sql {
    const arrays = names.map(
      (name) => sql`(SELECT ${rows.map((row) => row[name])}::${raw(TYPES[columns[name]!])}[])`,
    );
    return sql`unnest(${join(arrays)}) AS list(${this.columns(names)})`;
  }

  protected typed(value: unknown, type: ValueType): Sql {
    return sql`${value ?? null}::${raw(TYPES[type])}`;
  }

  /**
   * The array is made once, before anything is changed, so that no more rows are locked than the
   * limit says. A claim lost in a crash of the database is a job that is still enqueued, so its
   * commit need not wait for the disk; the setting ends with the statement's transaction.
   */
  *takeAndUpdate(take: TakeAndUpdate): Operation<Row[]> {
    const durability = take.add?.claim
      ? sql`FROM (SELECT set_config('synchronous_commit', 'off', true)) AS durability`
      : empty;
    const { rows } = yield sql`
      UPDATE ${this.tables.job} AS job SET ${this.assignments(take.set, take.add)} ${durability}
      WHERE job.id = ANY(ARRAY(${this.pick(raw('id'), take)})) RETURNING ${this.columns(take.returning, 'job.')}`;
    return rows;
  }

  *takeAndDelete(take: Take, returning: readonly string[]): Operation<Row[]> {
    const { rows } = yield sql`
      DELETE FROM ${this.tables.job} WHERE id = ANY(ARRAY(${this.pick(raw('id'), take)}))
      RETURNING ${this.columns(returning)}`;
    return rows;
  }

  *updateEach({
    table = 'job',
    key = 'id',
    columns,
    rows,
    where,
    set,
    returning,
  }: UpdateEach): Operation<Row[]> {
    const result = yield sql`
      UPDATE ${this.tables[table]} AS ${raw(table)} SET ${this.assignments(set)} FROM ${this.values(columns, rows)}
      WHERE ${raw(`${table}.${key} = v.${key}`)} AND ${where} RETURNING ${this.columns(returning, `${table}.`)}`;
    return result.rows;
  }

  /**
   * The settings end with the transaction. While many jobs come and go, the statistics are behind, and a
   * plan for a few rows would read a whole index into a bitmap to take the first of them.
   */
  override *within<Result>(limit: number, operation: Operation<Result>): Operation<Result> {
    yield sql`SELECT set_config('statement_timeout', ${String(limit)}, true), set_config('enable_bitmapscan', 'off', true)`;
    return yield* operation;
  }

  override isTimeout(error: unknown): boolean {
    return driverErrorOf(error).code === '57014';
  }

  isConflict(error: unknown): boolean {
    return ['40001', '40P01'].includes(driverErrorOf(error).code ?? '');
  }
}
