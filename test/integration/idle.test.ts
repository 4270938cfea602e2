import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Recurring } from 'nestfire';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterEach, expect, it, vi } from 'vitest';
import { startApp, useDatabase } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { describeEachDatabase, type TestDatabase } from '../support/databases.js';

/** Long enough for every loop but the slowest, which come once a minute. */
const WATCHED = 10_000;

@Injectable()
class Quiet {
  @Recurring('0 0 1 1 *', { id: 'a' })
  @Recurring('0 0 1 1 *', { id: 'b' })
  @Recurring('0 0 1 1 *', { id: 'c' })
  @Recurring('0 0 1 1 *', { id: 'd' })
  @Recurring('0 0 1 1 *', { id: 'e' })
  @Recurring('0 0 1 1 *', { id: 'f' })
  @Recurring('0 0 1 1 *', { id: 'g' })
  @Recurring('0 0 1 1 *', { id: 'h' })
  @Recurring('0 0 1 1 *', { id: 'i' })
  @Recurring('0 0 1 1 *', { id: 'j' })
  run(): void {}
}

/** Counts what reaches the database, the statements that begin and end transactions among them. */
function countStatements(database: TestDatabase): { options: DataSourceOptions; statements: string[] } {
  const statements: string[] = [];
  if (database.kind === 'SQLite') {
    const verbose = (text: unknown) => statements.push(String(text));
    return { options: { ...database.options, verbose } as DataSourceOptions, statements };
  }
  const create = DataSource.prototype.createQueryRunner;
  vi.spyOn(DataSource.prototype, 'createQueryRunner').mockImplementation(function (this: DataSource, mode) {
    const runner = create.call(this, mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    runner.query = (...args: unknown[]) => {
      statements.push(String(args[0]));
      return query(...args) as never;
    };
    return runner;
  });
  return { options: database.options, statements };
}

describeEachDatabase('An idle worker with ten recurring jobs', (_kind, create) => {
  afterEach(() => vi.restoreAllMocks());

  it('sends no more than two statements a second', async () => {
    const database = await useDatabase(create);
    const { options, statements } = countStatements(database);
    await startApp({ ...database, options }, [Quiet]);
    // Every loop begins with a step of its own. When the second heartbeat has ended, they have taken it.
    await eventually(() => statements.filter((text) => /SELECT id, claim, type/.test(text)).length >= 2);
    statements.length = 0;
    await sleep(WATCHED);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length / (WATCHED / 1_000)).toBeLessThanOrEqual(2);
  });
});
