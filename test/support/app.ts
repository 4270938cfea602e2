import type { INestApplicationContext, ModuleMetadata, Provider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  JobEvents,
  JobMonitor,
  JobScheduler,
  JobsModule,
  JobStore,
  type JobsModuleRootOptions,
} from 'nestfire';
import { DataSource } from 'typeorm';
import { afterEach } from 'vitest';
import { dialectFor } from '../../lib/store/typeorm/dialects/dialect-for.js';
import type { TestDatabase } from './databases.js';

const closers: (() => Promise<unknown>)[] = [];

/** Closes what a test has started, the last first, even when it failed. */
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) {
    await close();
  }
});

export function closeAfterTest(close: () => Promise<unknown>): void {
  closers.push(close);
}

export interface TestApp {
  app: INestApplicationContext;
  jobs: JobScheduler;
  monitor: JobMonitor;
  events: JobEvents;
  store: JobStore;
}

/** An application with jobs in `database`; it is closed after the test. */
export async function startApp(
  database: TestDatabase,
  providers: Provider[],
  options: JobsModuleRootOptions = {},
  metadata: ModuleMetadata = {},
): Promise<TestApp> {
  const app = await Test.createTestingModule({
    ...metadata,
    imports: [JobsModule.forRoot({ dataSource: database.options, ...options }), ...(metadata.imports ?? [])],
    providers,
  }).compile();
  app.useLogger(false);
  closeAfterTest(() => app.close());
  await app.init();
  return {
    app,
    jobs: app.get(JobScheduler),
    monitor: app.get(JobMonitor),
    events: app.get(JobEvents),
    store: app.get(JobStore),
  };
}

/** A DataSource of the application's own on the database; it is destroyed after the test. */
export async function openDataSource(database: TestDatabase): Promise<DataSource> {
  const dataSource = await new DataSource(database.options).initialize();
  closeAfterTest(() => dataSource.destroy());
  return dataSource;
}

/** A store without a worker, and a connection beside it on which its operations can be played by hand. */
export async function openStore(create: () => Promise<TestDatabase>) {
  const database = await useDatabase(create);
  const { store } = await startApp(database, [], { worker: false });
  const dataSource = await openDataSource(database);
  return { store, dataSource, dialect: dialectFor(database.options.type, { prefix: 'nestfire_' }) };
}

/** A database that is dropped after the test, once everything that was started on it has closed. */
export async function useDatabase(create: () => Promise<TestDatabase>): Promise<TestDatabase> {
  const database = await create();
  closeAfterTest(() => database.drop());
  return database;
}
