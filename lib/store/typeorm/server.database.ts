import { createHash } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import type { Sql } from 'sql-template-tag';
import { Database } from './database.js';
import { MysqlDialect } from './dialects/mysql.dialect.js';
import { PostgresDialect } from './dialects/postgres.dialect.js';
import { isPrepared, play, type Operation, type StatementResult } from './operation.js';

/** How long work is repeated after deadlocks before the error is passed on, in ms. */
const PATIENCE = 30_000;

/** A PostgreSQL, MySQL or MariaDB server. */
export class ServerDatabase extends Database {
  private readonly names = new Map<string, string>();

  async open(): Promise<void> {
    await this.dataSource.initialize();
  }

  execute<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.repeatOnConflict(PATIENCE, () =>
      this.withRunner((runner) => play(operation(), (statement) => this.run(runner, statement))),
    );
  }

  transact<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.repeatOnConflict(PATIENCE, () =>
      this.withRunner(async (runner) => {
        // MySQL's default, REPEATABLE READ, locks the gaps between rows.
        await runner.startTransaction(this.dialect instanceof MysqlDialect ? 'READ COMMITTED' : undefined);
        try {
          const result = await play(operation(), (statement) => this.run(runner, statement));
          await runner.commitTransaction();
          return result;
        } catch (error) {
          // A connection that is gone cannot roll back; the server has done it.
          await runner.rollbackTransaction().catch(() => undefined);
          throw error;
        }
      }),
    );
  }

  /** The lock belongs to the session, because MySQL commits at every change of the schema. */
  exclusively<Result>(operation: () => Operation<Result>): Promise<Result> {
    const key = `${this.dialect.names.schema ?? ''}.${this.dialect.names.prefix}migration`;
    const [lock, unlock] =
      this.dialect instanceof MysqlDialect
        ? [
            'SELECT GET_LOCK(MD5(CONCAT(DATABASE(), ?)), 600)',
            'SELECT RELEASE_LOCK(MD5(CONCAT(DATABASE(), ?)))',
          ]
        : [
            'SELECT pg_advisory_lock(hashtextextended($1, 0))',
            'SELECT pg_advisory_unlock(hashtextextended($1, 0))',
          ];

    return this.withRunner(async (runner) => {
      await runner.query(lock, [key]);
      try {
        return await this.transact(operation);
      } finally {
        await runner.query(unlock, [key]).catch(() => undefined);
      }
    });
  }

  private async run(runner: QueryRunner, statement: Sql): Promise<StatementResult> {
    const text = this.dialect.text(statement);
    const { records, affected } = await runner.query(
      isPrepared(statement) ? this.named(text) : text,
      statement.values,
      true,
    );
    return { rows: records, affected: affected ?? 0 };
  }

  /** TypeORM hands the query to `pg` as it is, and `pg` prepares a query that has a name. */
  private named(text: string): string {
    if (!(this.dialect instanceof PostgresDialect)) {
      return text;
    }
    let name = this.names.get(text);
    if (!name) {
      name = `nestfire_${createHash('sha1').update(text).digest('hex').slice(0, 16)}`;
      this.names.set(text, name);
    }
    return { name, text } as unknown as string;
  }

  private async withRunner<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner);
    } finally {
      await runner.release();
    }
  }
}
