import type { QueryRunner } from 'typeorm';
import type { Sql } from 'sql-template-tag';
import { Database } from './database.js';
import { MysqlDialect } from './dialects/mysql.dialect.js';
import { play, type Operation, type StatementResult } from './operation.js';

/** How long work is repeated after deadlocks before the error is passed on, in ms. */
const PATIENCE = 30_000;

/** A PostgreSQL, MySQL or MariaDB server. */
export class ServerDatabase extends Database {
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
        ? ['SELECT GET_LOCK(CONCAT(DATABASE(), ?), 600)', 'SELECT RELEASE_LOCK(CONCAT(DATABASE(), ?))']
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
    const { records, affected } = await runner.query(this.dialect.text(statement), statement.values, true);
    return { rows: records, affected: affected ?? 0 };
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
