import { existsSync } from 'node:fs';
import sql, { raw } from 'sql-template-tag';
import { DataSource } from 'typeorm';
import type { Dialect } from '../../../lib/store/typeorm/dialects/dialect.js';
import { dialectFor } from '../../../lib/store/typeorm/dialects/dialect-for.js';
import { TypeOrmJobStore } from '../../../lib/store/typeorm/index.js';
import { newWorker } from '../../../lib/testing/contract/fixtures.js';
import type { JobState } from '../../../lib/interfaces/index.js';
import { controlId, type JobStore } from '../../../lib/store/index.js';
import { DAY, KNOWN_TYPES } from '../commands/choices.js';
import { CONTROLS } from '../model/gates.js';
import type { TestDatabase } from '../../support/databases.js';

/** How many of them there are at a time. */
export const WORKERS = 3;
const NAMES = { prefix: 'nestfire_' };
/** Where a file is never waited for, if there is such a place. */
export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : undefined;
/** Emptied for each sequence; the migrations stay. */
const EMPTIED = [
  'job',
  'history',
  'log',
  'tag',
  'worker',
  'dependency',
  'batch',
  'permit',
  'operation',
] as const;

/** Several processes on one database: a store for each, and a DataSource of the application. */
export class Cluster {
  readonly dialect: Dialect;
  private turn = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly stores: JobStore[],
    readonly application: DataSource,
  ) {
    this.dialect = dialectFor(database.options.type, NAMES);
  }

  static async start(database: TestDatabase, size: number): Promise<Cluster> {
    const stores = Array.from(
      { length: size },
      () =>
        new TypeOrmJobStore({
          dataSource: database.options,
          names: NAMES,
          migrations: 'auto',
          connectTimeout: 10_000,
        }),
    );
    for (const store of stores) {
      await store.open();
    }
    return new Cluster(database, stores, await new DataSource(database.options).initialize());
  }

  /** Each call is made by another process. */
  next(): JobStore {
    return this.stores[this.turn++ % this.stores.length]!;
  }

  /** Empties the tables and starts workers anew; returns their ids. */
  async begin(): Promise<string[]> {
    this.turn = 0;
    for (const table of EMPTIED) {
      await this.application.query(`DELETE FROM ${this.dialect.tables[table].sql}`);
    }
    await this.next().limits.change(CONTROLS.map(controlId), () => CONTROLS);
    const ids: string[] = [];
    for (let place = 0; place < WORKERS; place++) {
      ids.push(await newWorker(this.next(), DAY, KNOWN_TYPES));
    }
    return ids;
  }

  /** Changes a row behind the stores' back: what time or a crash does. */
  async set(
    table: 'job' | 'batch' | 'worker' | 'permit' | 'operation',
    assignment: string,
    id: string,
    condition = '1 = 1',
  ): Promise<void> {
    const { dialect } = this;
    const key = raw(table === 'permit' ? 'job_id' : 'id');
    const statement = sql`UPDATE ${dialect.tables[table]} SET ${raw(assignment)}
      WHERE ${key} = ${dialect.id(id)} AND ${raw(condition)}`;
    await this.application.query(dialect.text(statement), statement.values);
  }

  /** The time is over for which the starts count that are known. */
  async expireStarts(): Promise<void> {
    const { permit } = this.dialect.tables;
    await this.application.query(`UPDATE ${permit.sql} SET expires_at = 1 WHERE expires_at IS NOT NULL`);
  }

  /** The ids of the jobs in these states. */
  async jobsIn(...states: JobState[]): Promise<string[]> {
    const rows: { id: unknown }[] = await this.application.query(
      `SELECT id FROM ${this.dialect.tables.job.sql} WHERE state IN ('${states.join("', '")}')`,
    );
    return rows.map(({ id }) => this.dialect.readId(id));
  }

  async stop(): Promise<void> {
    await Promise.all(this.stores.map((store) => store.close()));
    await this.application.destroy();
    await this.database.drop();
  }
}
