import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { describe, inject } from 'vitest';

export type DatabaseKind = 'SQLite' | 'PostgreSQL' | 'MariaDB';

/** An empty database for one test file or test. */
export interface TestDatabase {
  kind: DatabaseKind;
  /** Options of a DataSource on it, for the engine or the application. */
  options: DataSourceOptions;
  drop(): Promise<void>;
}

const KINDS: DatabaseKind[] = ['SQLite', 'PostgreSQL', 'MariaDB'];

/** Runs a suite once for each database there is; those that are missing are counted as skipped. */
export function describeEachDatabase(
  title: string,
  suite: (kind: DatabaseKind, create: (directory?: string) => Promise<TestDatabase>) => void,
  kinds: DatabaseKind[] = KINDS,
): void {
  for (const kind of kinds) {
    const missing = kind === 'MariaDB' && inject('servers').mariadb === null;
    describe.skipIf(missing)(`${title} on ${kind}`, () =>
      suite(kind, (directory) => createDatabase(kind, directory)),
    );
  }
}

/** `parent`: where a file is made. */
export async function createDatabase(kind: DatabaseKind, parent = tmpdir()): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  switch (kind) {
    case 'SQLite': {
      const directory = mkdtempSync(join(parent, 'nestfire-sqlite-'));
      return {
        kind,
        options: { type: 'better-sqlite3', database: join(directory, 'test.sqlite') },
        drop: async () => rmSync(directory, { recursive: true, force: true }),
      };
    }
    case 'PostgreSQL':
      return onServer(kind, inject('servers').postgres, name, ' WITH (FORCE)');
    case 'MariaDB':
      return onServer(kind, inject('servers').mariadb!, name, '');
  }
}

async function onServer(
  kind: DatabaseKind,
  server: DataSourceOptions,
  name: string,
  force: string,
): Promise<TestDatabase> {
  const run = async (statement: string) => {
    const dataSource = await new DataSource(server).initialize();
    await dataSource.query(statement);
    await dataSource.destroy();
  };
  await run(`CREATE DATABASE ${name}`);
  return {
    kind,
    options: { ...server, database: name } as DataSourceOptions,
    drop: () => run(`DROP DATABASE ${name}${force}`),
  };
}
