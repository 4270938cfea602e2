import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Dialect } from './dialects/dialect.js';
import type { Operation } from './operation.js';

/** Plays operations on the engine's own connections. */
export abstract class Database {
  constructor(
    readonly dataSource: DataSource,
    readonly dialect: Dialect,
  ) {}

  abstract open(): Promise<void>;

  /** Plays an operation of which every statement commits by itself. */
  abstract execute<Result>(operation: () => Operation<Result>): Promise<Result>;

  /** Plays an operation in one transaction. */
  abstract transact<Result>(operation: () => Operation<Result>): Promise<Result>;

  /** Plays an operation in one transaction that only one process at a time can be in. */
  abstract exclusively<Result>(operation: () => Operation<Result>): Promise<Result>;

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) {
      await this.dataSource.destroy();
    }
  }

  /**
   * Repeats work that lost against another transaction: a deadlock, a lock that took too long, a
   * busy SQLite file. That is a normal path, so it has jitter instead of a log line.
   */
  protected async repeatOnConflict<Result>(patience: number, work: () => Promise<Result>): Promise<Result> {
    const deadline = performance.now() + patience;
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!this.dialect.isConflict(error) || performance.now() > deadline) {
          throw error;
        }
        await sleep(Math.random() * Math.min(100, 2 ** attempt));
      }
    }
  }
}
