import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Operation, Row } from '../operation.js';
import { Dialect, driverErrorOf, type Take, type TakeAndUpdate, type UpdateEach, type ValueColumns } from './dialect.js';

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

  contains(column: Sql, text: string): Sql {
    return sql`position(lower(${text}) in lower(${column})) > 0`;
  }

  orIgnore(): Sql {
    return raw('ON CONFLICT DO NOTHING');
  }

  values(columns: ValueColumns, rows: Row[]): Sql {
    const names = Object.keys(columns);
    const arrays = names.map((name) => sql`${rows.map((row) => row[name])}::${raw(TYPES[columns[name]!])}[]`);
    return sql`unnest(${join(arrays)}) AS v(${this.columns(names)})`;
  }

  /**
   * `MATERIALIZED` keeps the planner from running the picking part more than once, which would
   * lock and change more rows than the limit. A claim lost in a crash of the database is a job
   * that is still enqueued, so its commit need not wait for the disk; the setting ends with the
   * statement's transaction.
   */
  *takeAndUpdate(take: TakeAndUpdate): Operation<Row[]> {
    const { rows } = yield sql`
      WITH durability AS MATERIALIZED (SELECT ${this.durability(take)} AS setting),
      picked AS MATERIALIZED (${this.pick(take)})
      UPDATE ${this.tables.job} AS job SET ${this.assignments(take.set, take.add)}
      FROM picked, durability WHERE job.id = picked.id
      RETURNING ${this.columns(take.returning, 'job.')}`;
    return rows;
  }

  *takeAndDelete(take: Take): Operation<string[]> {
    const { rows } = yield sql`
      WITH picked AS MATERIALIZED (${this.pick(take)})
      DELETE FROM ${this.tables.job} AS job USING picked WHERE job.id = picked.id RETURNING job.id`;
    return rows.map((row) => row.id as string);
  }

  *updateEach({ columns, rows, where, set, returning }: UpdateEach): Operation<Row[]> {
    const result = yield sql`
      UPDATE ${this.tables.job} AS job SET ${this.assignments(set)} FROM ${this.values(columns, rows)}
      WHERE job.id = v.id AND ${where} RETURNING ${this.columns(returning, 'job.')}`;
    return result.rows;
  }

  isConflict(error: unknown): boolean {
    return ['40001', '40P01'].includes(driverErrorOf(error).code ?? '');
  }

  private durability(take: TakeAndUpdate): Sql {
    return take.add?.claim ? sql`set_config('synchronous_commit', 'off', true)` : sql`''`;
  }

  private pick({ where, orderBy, limit, wait }: Take): Sql {
    return sql`SELECT id FROM ${this.tables.job} AS job WHERE ${where}
      ${orderBy ? sql`ORDER BY ${orderBy}` : empty} LIMIT ${limit} FOR UPDATE ${wait ? empty : raw('SKIP LOCKED')}`;
  }
}
