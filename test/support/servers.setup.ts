import type { DataSourceOptions } from 'typeorm';
import type { TestProject } from 'vitest/node';
import { MariadbServer } from './mariadb-server.js';
import { PostgresServer } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    servers: { postgres: DataSourceOptions; mariadb: DataSourceOptions | null };
  }
}

/** Starts the servers the suites share, and stops them at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await PostgresServer.start();
  const mariadb = MariadbServer.isInstalled() ? await MariadbServer.start() : null;
  if (!mariadb) {
    console.log('No mariadbd on the PATH: the MariaDB suites are skipped.');
  }
  project.provide('servers', { postgres: postgres.options, mariadb: mariadb?.options ?? null });
  return async () => {
    await postgres.destroy();
    await mariadb?.destroy();
  };
}
