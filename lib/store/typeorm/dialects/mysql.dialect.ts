import sql, { join, raw, Sql } from 'sql-template-tag';
import type { Operation, Row } from '../operation.js';
import type { Tables } from '../tables.js';
import {
  Dialect,
  driverErrorOf,
  type Take,
  type TakeAndUpdate,
  type UpdateEach,
  type Upsert,
  type ValueColumns,
  type ValueType,
} from './dialect.js';

const TYPES = {
  id: 'CHAR(32)',
  int: 'INT',
  bigint: 'BIGINT',
  real: 'DOUBLE',
  text: 'LONGTEXT CHARACTER SET utf8mb4',
} as const;

/** ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT, and ER_CHECKREAD of MariaDB's snapshot isolation. */
const CONFLICTS = [1213, 1205, 1020];

/** ER_STATEMENT_TIMEOUT of MariaDB, ER_QUERY_TIMEOUT of MySQL. */
const TIMEOUTS = [1969, 3024];

/**
 * MySQL 8 and MariaDB 10.6+: neither returns rows from an update, so rows are picked and locked
 * first and changed by primary key afterwards, in its order. Runs under READ COMMITTED. Lists are
 * sent as JSON.
 */
export class MysqlDialect extends Dialect {
  /** UTC has no hour that exists twice; the session's time zone may. */
  readonly now = raw(`(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`);

  override readonly readCurrent = raw('LOCK IN SHARE MODE');

  quote(identifier: string): string {
    return `\`${identifier.replaceAll('`', '``')}\``;
  }

  text(statement: Sql): string {
    return statement.sql;
  }

  id(uuid: string): unknown {
    return Buffer.from(hex(uuid), 'hex');
  }

  readId(value: unknown): string {
    const digits = (value as Buffer).toString('hex');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  idIn(column: Sql, ids: readonly string[]): Sql {
    return sql`${column} IN (${this.placeholders(ids.map((id) => this.id(id)))})`;
  }

  textIn(column: Sql, texts: readonly string[]): Sql {
    return sql`${column} IN (${this.placeholders(texts)})`;
  }

  /** The order of the join is given: nothing else is needed. */
  unindexed(column: string): Sql {
    return raw(column);
  }

  contains(column: Sql, text: string): Sql {
    return sql`LOCATE(LOWER(${text}), LOWER(${column})) > 0`;
  }

  protected list(names: string[], columns: ValueColumns, rows: Row[]): Sql {
    const defined = names.map((name, index) => `${name} ${TYPES[columns[name]!]} PATH '$[${index}]'`);
    const selected = names.map((name) => (columns[name] === 'id' ? `UNHEX(${name}) AS ${name}` : name));
    const list = JSON.stringify(
      rows.map((row) =>
        names.map(
          (name) => (columns[name] === 'id' && row[name] ? hex(row[name] as string) : row[name]) ?? null,
        ),
      ),
    );
    return sql`(SELECT ${raw(selected.join(', '))}
      FROM JSON_TABLE(${list}, '$[*]' COLUMNS (${raw(defined.join(', '))})) AS json) AS list`;
  }

  protected typed(value: unknown, type: ValueType): Sql {
    return type === 'id' && value ? sql`${this.id(value as string)}` : sql`${value ?? null}`;
  }

  *takeAndUpdate(take: TakeAndUpdate): Operation<Row[]> {
    const selected = take.returning
      .filter((name) => name !== 'id')
      .map((name) => {
        const by = take.add?.[name as 'attempt'];
        const value = take.set[name] ?? raw(by ? `${name} + ${by}` : name);
        return sql`${value} AS ${raw(name)}`;
      });
    const { rows } = yield this.pick(join([raw('id'), ...selected]), take);
    if (rows.length > 0) {
      yield sql`UPDATE ${this.tables.job} AS job SET ${this.assignments(take.set, take.add, 'job.')}
        WHERE ${this.primaryKeyIn(rows)}`;
    }
    return rows;
  }

  *takeAndDelete(take: Take, returning: readonly string[]): Operation<Row[]> {
    const { rows } = yield this.pick(this.columns(returning), take);
    if (rows.length > 0) {
      yield sql`DELETE FROM ${this.tables.job} WHERE ${this.primaryKeyIn(rows)}`;
    }
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
    const ordered = rows.toSorted((a, b) => ((a[key] as string) < (b[key] as string) ? -1 : 1));
    const source = sql`${this.values(columns, ordered)}
      STRAIGHT_JOIN ${this.tables[table]} AS ${raw(table)} ON ${raw(`${table}.${key} = v.${key}`)}`;
    const locked =
      yield sql`SELECT ${this.columns(returning, `${table}.`)} FROM ${source} WHERE ${where} FOR UPDATE`;
    if (locked.rows.length > 0) {
      yield sql`UPDATE ${source} SET ${this.assignments(set, {}, `${table}.`)} WHERE ${where}`;
    }
    return locked.rows;
  }

  override insertMissing(into: Sql): Sql {
    return sql`INSERT IGNORE ${into}`;
  }

  override upsert({ table, key, add, replace = [], keep = [], select }: Upsert): Sql {
    const name = this.tables[table];
    const changes = [
      ...add.map((column) => sql`${raw(column)} = ${name}.${raw(`${column} + VALUES(${column})`)}`),
      ...replace.map((column) => raw(`${column} = VALUES(${column})`)),
    ];
    return sql`INSERT INTO ${name} (${this.columns([...key, ...add, ...replace, ...keep])})
      ${select} ON DUPLICATE KEY UPDATE ${join(changes)}`;
  }

  override useIndex(table: keyof Tables, index: string): Sql {
    return sql`FORCE INDEX (${raw(this.quote(`${this.names.prefix}${table}_${index}`))})`;
  }

  /** MariaDB reads its own comment, MySQL its own hint. */
  override *within<Result>(limit: number, operation: Operation<Result>): Operation<Result> {
    const prefix = raw(`/*M! SET STATEMENT max_statement_time = ${limit / 1_000} FOR */ `);
    let step = operation.next();
    while (!step.done) {
      let result;
      try {
        result = yield sql`${prefix}${withHint(step.value, limit)}`;
      } catch (error) {
        step = operation.throw(error);
        continue;
      }
      step = operation.next(result);
    }
    return step.value;
  }

  override isTimeout(error: unknown): boolean {
    return TIMEOUTS.includes(driverErrorOf(error).errno ?? 0);
  }

  isConflict(error: unknown): boolean {
    return CONFLICTS.includes(driverErrorOf(error).errno ?? 0);
  }

  /** Ascending, so that two transactions that meet lock in the same order. */
  private primaryKeyIn(rows: Row[]): Sql {
    const ids = rows.map((row) => row.id as Buffer).toSorted(Buffer.compare);
    return sql`id IN (${this.placeholders(ids)})`;
  }
}

function hex(uuid: string): string {
  return uuid.replaceAll('-', '');
}

/** A statement that begins with SELECT; the main one behind a WITH is not found so easily, and goes without. */
function withHint(statement: Sql, limit: number): Sql {
  const hint = ` /*+ MAX_EXECUTION_TIME(${limit}) */`;
  const [first = '', ...others] = statement.strings;
  return new Sql([first.replace(/^\s*SELECT/, (select) => select + hint), ...others], statement.values);
}
