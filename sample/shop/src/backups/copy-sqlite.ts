import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** What is used here of a connection of better-sqlite3. */
interface SqliteConnection {
  backup(file: string, options: { progress: () => number }): Promise<{ totalPages: number }>;
}

/** Copied at a time: 4 MB, which take a few milliseconds. */
const PAGES = 1_000;

/** SQLite's online backup: a consistent copy of the database while the shop goes on. */
export async function copySqlite(dataSource: DataSource, file: string, signal: AbortSignal): Promise<void> {
  const connection = (await dataSource.createQueryRunner().connect()) as SqliteConnection;
  const progress = () => {
    signal.throwIfAborted();
    return PAGES;
  };
  while ((await connection.backup(file, { progress })).totalPages === 0) {
    // It has ended without a copy: when it began, the shop was in the middle of a transaction.
    await sleep(5, undefined, { signal });
  }
}
