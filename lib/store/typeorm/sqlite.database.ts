import type BetterSqlite3 from 'better-sqlite3';
import type { Sql } from 'sql-template-tag';
import { Database } from './database.js';
import { playSync, type Operation, type StatementResult } from './operation.js';

/** How long to try while the application or another process holds the file's write lock, in ms. */
const PATIENCE = 30_000;

/**
 * An embedded SQLite file. Every operation is played in one go on the driver's own connection:
 * were a write transaction open across ticks, another connection of this process that wanted to
 * write would wait for it inside the synchronous driver, and nobody could ever finish it.
 */
export class SqliteDatabase extends Database {
  private connection!: BetterSqlite3.Database;
  private readonly statements = new Map<string, BetterSqlite3.Statement>();

  async open(): Promise<void> {
    await this.dataSource.initialize();
    this.connection = (await this.dataSource.createQueryRunner().connect()) as BetterSqlite3.Database;
    // A commit that was reported must survive a power cut, not only a crash.
    this.connection.pragma('synchronous = FULL');
  }

  execute<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.repeatOnConflict(PATIENCE, async () =>
      playSync(operation(), (statement) => this.run(statement)),
    );
  }

  transact<Result>(operation: () => Operation<Result>): Promise<Result> {
    const once = this.connection.transaction(() => playSync(operation(), (statement) => this.run(statement)));
    return this.repeatOnConflict(PATIENCE, async () => once.immediate());
  }

  exclusively<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.transact(operation);
  }

  override async close(): Promise<void> {
    this.statements.clear();
    await super.close();
  }

  private run(statement: Sql): StatementResult {
    const prepared = this.prepare(this.dialect.text(statement));
    if (prepared.reader) {
      return { rows: prepared.all(...statement.values) as StatementResult['rows'], affected: 0 };
    }
    return { rows: [], affected: prepared.run(...statement.values).changes };
  }

  /** Lists travel as JSON, so there are few different texts and no limit is needed. */
  private prepare(text: string): BetterSqlite3.Statement {
    let prepared = this.statements.get(text);
    if (!prepared) {
      prepared = this.connection.prepare(text);
      this.statements.set(text, prepared);
    }
    return prepared;
  }
}
