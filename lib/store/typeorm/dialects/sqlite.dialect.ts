import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Operation, Row } from '../operation.js';
import type { Tables } from '../tables.js';
import {
  Dialect,
  driverErrorOf,
  type Take,
  type TakeAndUpdate,
  type UpdateEach,
  type ValueColumns,
} from './dialect.js';

/** SQLite: one writer at a time, so nothing needs locking beyond the transaction; lists as JSON. */
export class SqliteDialect extends Dialect {
  readonly now = raw(`CAST(unixepoch('subsec') * 1000 AS INTEGER)`);

  quote(identifier: string): string {
    return `"${identifier.replaceAll('"', '""')}"`;
  }

  text(statement: Sql): string {
    return statement.sql;
  }

  id(uuid: string): unknown {
    return uuid;
  }

  readId(value: unknown): string {
    return value as string;
  }

  idIn(column: Sql, ids: readonly string[]): Sql {
    return this.textIn(column, ids);
  }

  textIn(column: Sql, texts: readonly string[]): Sql {
    return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(texts)}))`;
  }

  unindexed(column: string): Sql {
    return raw(`+${column}`);
  }

  contains(column: Sql, text: string): Sql {
    return sql`instr(lower(${column}), lower(${text})) > 0`;
  }

  protected list(names: string[], _columns: ValueColumns, rows: Row[]): Sql {
    const selected = names.map((name, index) => `value ->> '$[${index}]' AS ${name}`).join(', ');
    const list = JSON.stringify(rows.map((row) => names.map((name) => row[name] ?? null)));
    return sql`(SELECT ${raw(selected)} FROM json_each(${list}))`;
  }

  protected typed(value: unknown): Sql {
    return sql`${value ?? null}`;
  }

  *takeAndUpdate(take: TakeAndUpdate): Operation<Row[]> {
    const { rows } = yield sql`
      UPDATE ${this.tables.job} AS job SET ${this.assignments(take.set, take.add)}
      WHERE id IN (${this.pick(raw('id'), take)}) RETURNING ${this.columns(take.returning)}`;
    return rows;
  }

  *takeAndDelete(take: Take, returning: readonly string[]): Operation<Row[]> {
    const { rows } = yield sql`DELETE FROM ${this.tables.job} WHERE id IN (${this.pick(raw('id'), take)})
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
      WHERE ${raw(`${table}.${key} = v.${key}`)} AND ${where} RETURNING ${this.columns(returning)}`;
    return result.rows;
  }

  /** A transaction that writes has the file for itself. */
  override forUpdate(): Sql {
    return empty;
  }

  /** Nor does it know which of the indexes that fit holds the fewest rows. */
  override useIndex(table: keyof Tables, index: string): Sql {
    return sql`INDEXED BY ${raw(this.quote(`${this.names.prefix}${table}_${index}`))}`;
  }

  /** Another process, or the application's own connection, is writing. */
  isConflict(error: unknown): boolean {
    return (driverErrorOf(error).code ?? '').startsWith('SQLITE_BUSY');
  }
}
