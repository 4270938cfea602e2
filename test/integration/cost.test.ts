import type { DataSource, QueryRunner } from 'typeorm';
import type { Sql } from 'sql-template-tag';
import { expect, it } from 'vitest';
import { DAY, KEEP_A_DAY, newJob, newWorker } from '../../lib/testing/contract/fixtures.js';
import type { Dialect } from '../../lib/store/typeorm/dialects/dialect.js';
import type { Operation } from '../../lib/store/typeorm/operation.js';
import { admitJobs } from '../../lib/store/typeorm/operations/admit.operation.js';
import { claimJobs } from '../../lib/store/typeorm/operations/claim.operation.js';
import * as maintenance from '../../lib/store/typeorm/operations/maintenance.operation.js';
import { settlePlain } from '../../lib/store/typeorm/operations/settle-plain.operation.js';
import { settleJobs } from '../../lib/store/typeorm/operations/settle.operation.js';
import { moveJobs } from '../../lib/store/typeorm/operations/transition.operation.js';
import { dependencies } from '../../lib/store/typeorm/queries/flow.query.js';
import { jobHistory, lastError } from '../../lib/store/typeorm/queries/job.query.js';
import { activeQueues, countJobs, listJobs } from '../../lib/store/typeorm/queries/list.query.js';
import { stillMeant, walkJobs } from '../../lib/store/typeorm/queries/walk.query.js';
import type { JobFilter } from '../../lib/store/index.js';
import { firstDue } from '../../lib/store/typeorm/queries/waiting-queues.js';
import { openStore } from '../support/app.js';
import { describeEachDatabase, type DatabaseKind } from '../support/databases.js';

const FEW = 1_000;
const MANY = 64_000;

/** What the loops and the lists do, on a database in which 200 jobs wait, are due, or are held by a lost worker. */
function operations(
  dialect: Dialect,
  workerId: string,
  cursor: string,
): Record<string, () => Operation<unknown>> {
  const types = ['Probe.run'];
  const claim = { id: newJob().id, claim: 1, workerId, attempt: 1, runTime: 1 };
  return {
    claim: () => claimJobs(dialect, { workerId, queue: 'default', types, limit: 50 }),
    settle: () => settlePlain(dialect, [{ ...claim, kind: 'succeeded', result: null, keep: DAY }]),
    'settle what is waited for': () =>
      settleJobs(dialect, [{ ...claim, kind: 'succeeded', result: null, keep: DAY }]),
    promote: () => maintenance.promoteDueJobs(dialect, 50),
    glance: () => maintenance.glance(dialect, { declared: [], types }),
    'look for lost jobs': () => maintenance.hasLostJobs(dialect),
    recover: () => maintenance.recoverJobs(dialect, { limit: 50, maxLost: 3, keep: KEEP_A_DAY }),
    'let through limits': () =>
      admitJobs(dialect, { gates: [], after: null, sweep: 50, limit: 50, keep: KEEP_A_DAY }),
    prune: () => maintenance.pruneJobs(dialect, 50, DAY),
    'active queues': () => activeQueues(dialect),
    'list of all': () => listJobs(dialect, {}, 50, null),
    'list of failed': () => listJobs(dialect, { states: ['failed'] }, 50, null),
    'list of succeeded': () => listJobs(dialect, { states: ['succeeded'] }, 50, null),
    'list of enqueued': () => listJobs(dialect, { states: ['enqueued'] }, 50, null),
    'list of processing': () => listJobs(dialect, { states: ['processing'] }, 50, null),
    'list of a group of failures': () => listJobs(dialect, { fingerprints: ['f'] }, 50, null),
    'count of succeeded': () => countJobs(dialect, { states: ['succeeded'] }, 500),
    'count of failed': () => countJobs(dialect, { states: ['failed'] }, 500),
    'slice of all': () => walk(dialect, cursor, {}),
    'slice of succeeded': () => walk(dialect, cursor, { states: ['succeeded'] }),
    'slice of failed and deleted': () => walk(dialect, cursor, { states: ['failed', 'deleted'] }),
    'slice of enqueued': () => walk(dialect, cursor, { states: ['enqueued'], queues: ['default'] }),
    'slice by batch': () => walk(dialect, cursor, { batchIds: [claim.id] }),
    'slice by tags': () => walk(dialect, cursor, { tags: ['a', 'b'], states: ['succeeded'] }),
    'move what a slice has found': () => {
      const filter: JobFilter = { states: ['succeeded'], queues: ['default'] };
      const ids = Array.from({ length: 50 }, () => newJob().id);
      return moveJobs(
        dialect,
        { ids, to: 'enqueued', reason: null, actor: null },
        stillMeant(dialect, filter),
      );
    },
  };
}

/** From behind a cursor: what was passed must not be read again. */
function* walk(dialect: Dialect, cursor: string, filter: JobFilter): Operation<void> {
  yield walkJobs(dialect, filter, Number.MAX_SAFE_INTEGER, cursor, 50);
}

describeEachDatabase('Costs', (kind, create) => {
  it('[I14] do not grow with the number of finished jobs that are kept', async () => {
    const { store, dataSource, dialect } = await openStore(create);

    const few = (state: string, count: number) => markFresh(dataSource, state, count);
    const old = Array.from({ length: FEW }, () => newJob({ type: 'Old.run' }));
    await store.insert(old);
    const cursor = old[FEW / 2]!.id;
    await few('succeeded', FEW - 50);
    await few('failed', 50);
    await store.insert(Array.from({ length: 200 }, () => newJob()));
    const workerId = await newWorker(store);
    await store.insert(Array.from({ length: 200 }, () => newJob({ queue: 'held' })));
    const lost = await newWorker(store);
    await store.claim({ workerId: lost, queue: 'held', types: ['Probe.run'], limit: 200 });
    await store.removeWorker(lost);
    await store.insert(Array.from({ length: 200 }, () => newJob({ delay: 1 })));
    await analyze(dataSource, kind);

    const before = await costs(dataSource, dialect, kind, workerId, cursor);
    await multiply(dataSource, kind);
    await analyze(dataSource, kind);
    const after = await costs(dataSource, dialect, kind, workerId, cursor);
    for (const [name, cost] of Object.entries(after)) {
      expect(cost, `${name}: read ${before[name]} before and ${cost} after`).toBeLessThan(
        2 * before[name]! + 100,
      );
    }
  });
});

describeEachDatabase(
  'A look at the queues',
  (kind, create) => {
    it('costs the same however many jobs wait in them', async () => {
      const { store, dataSource, dialect } = await openStore(create);
      const waiting = (count: number) =>
        Array.from({ length: count }, (_, index) => newJob({ queue: `q${index % 5}`, priority: index % 3 }));
      const looks = async () => {
        await analyze(dataSource, kind);
        const runner = dataSource.createQueryRunner();
        const glance = maintenance.glance(dialect, { declared: [], types: [] }).next().value as Sql;
        const each = [
          await COST[kind](runner, dialect, glance),
          await COST[kind](runner, dialect, firstDue(dialect)),
        ];
        await runner.release();
        return each;
      };
      await store.insert(waiting(FEW));
      const before = await looks();
      for (let count = FEW; count < MANY / 2; count += FEW) {
        await store.insert(waiting(FEW));
      }
      const after = await looks();
      after.forEach((cost, index) => expect(cost).toBeLessThan(2 * before[index]! + 100));
    });
  },
  // SQLite does not count what it reads.
  ['PostgreSQL', 'MariaDB'],
);

describeEachDatabase(
  'The story of a job',
  (kind, create) => {
    it('costs the same however long it is, and however many jobs wait for it', async () => {
      const { store, dataSource, dialect } = await openStore(create);
      const job = newJob();
      await store.insert([job]);
      await store.transition({ ids: [job.id], to: 'scheduled', delay: DAY, reason: null, actor: null });
      await store.insertContinuations([
        { job: newJob(), parents: [{ id: job.id, kind: 'job' }], on: 'succeeded', keep: DAY },
      ]);
      const grow = async (from: number, to: number) => {
        for (let count = from; count < to; count *= 2) {
          await dataSource.query(`INSERT INTO nestfire_history (id, job_id, at, state, attempt, error)
            SELECT ${NEW_ID[kind]}, job_id, at, state, attempt, '{}' FROM nestfire_history`);
          await dataSource.query(`INSERT INTO nestfire_dependency (child_id, parent_id, position, kind, wanted, delay)
            SELECT ${NEW_ID[kind]}, parent_id, position, kind, wanted, delay FROM nestfire_dependency`);
        }
        await analyze(dataSource, kind, ['history', 'dependency']);
      };
      const looks = async () => {
        const runner = dataSource.createQueryRunner();
        const relations = dependencies(dialect, job.id, 101);
        relations.next();
        const statements = [
          jobHistory(dialect, job.id, 301).next().value,
          lastError(dialect, job.id).next().value,
          relations.next({ rows: [], affected: 0 }).value,
        ] as Sql[];
        const each: number[] = [];
        for (const statement of statements) {
          each.push(await COST[kind](runner, dialect, statement));
        }
        await runner.release();
        return each;
      };
      await grow(1, 1_024);
      const before = await looks();
      await grow(1_024, MANY / 2);
      const after = await looks();
      expect(await store.history(job.id, 301)).toHaveLength(301);
      after.forEach((cost, index) => expect(cost, String(index)).toBeLessThan(2 * before[index]! + 100));
    });
  },
  // SQLite does not count what it reads.
  ['PostgreSQL', 'MariaDB'],
);

/** Gives jobs that are still fresh another state, by hand: it is only their number that matters. */
async function markFresh(dataSource: DataSource, state: string, count: number): Promise<void> {
  await dataSource.query(
    `UPDATE nestfire_job SET state = '${state}', finished_at = 1, expires_at = 9999999999999
     WHERE id IN (SELECT id FROM (SELECT id FROM nestfire_job WHERE state = 'enqueued' LIMIT ${count}) AS fresh)`,
  );
}

const NEW_ID: Record<DatabaseKind, string> = {
  PostgreSQL: 'gen_random_uuid()',
  MariaDB: `UNHEX(REPLACE(UUID(), '-', ''))`,
  SQLite: 'lower(hex(randomblob(16)))',
};

async function multiply(dataSource: DataSource, kind: DatabaseKind): Promise<void> {
  const id = NEW_ID[kind];
  for (let count = FEW; count < MANY; count *= 2) {
    await dataSource.query(
      `INSERT INTO nestfire_job (id, type, queue, state, priority, run_at, created_at, finished_at, expires_at, args)
       SELECT ${id}, type, queue, state, priority, run_at, created_at, finished_at, expires_at, args
       FROM nestfire_job WHERE state = 'succeeded' LIMIT ${count}`,
    );
  }
}

async function analyze(dataSource: DataSource, kind: DatabaseKind, tables = ['job']): Promise<void> {
  const statements = {
    PostgreSQL: 'VACUUM ANALYZE nestfire_',
    MariaDB: 'ANALYZE TABLE nestfire_',
    SQLite: 'ANALYZE nestfire_',
  };
  for (const table of tables) {
    await dataSource.query(statements[kind] + table);
  }
}

async function costs(
  dataSource: DataSource,
  dialect: Dialect,
  kind: DatabaseKind,
  workerId: string,
  cursor: string,
): Promise<Record<string, number>> {
  const result: Record<string, number> = {};
  for (const [name, operation] of Object.entries(operations(dialect, workerId, cursor))) {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    // The first statement is the one that searches; what follows goes by primary key.
    result[name] = await COST[kind](runner, dialect, operation().next().value as Sql);
    await runner.rollbackTransaction();
    if (kind !== 'SQLite') {
      await runner.release();
    }
  }
  return result;
}

/** What a statement reads, as the database itself counts it. */
const COST: Record<DatabaseKind, (runner: QueryRunner, dialect: Dialect, statement: Sql) => Promise<number>> =
  {
    /** Pages touched. */
    async PostgreSQL(runner, dialect, statement) {
      const rows = await runner.query(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${dialect.text(statement)}`,
        statement.values,
        true,
      );
      const { Plan: plan } = (rows.records[0] as { 'QUERY PLAN': { Plan: Record<string, number> }[] })[
        'QUERY PLAN'
      ][0]!;
      return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
    },
    /** Rows read. */
    async MariaDB(runner, dialect, statement) {
      await runner.query('FLUSH STATUS');
      await runner.query(dialect.text(statement), statement.values);
      const rows = (await runner.query(`SHOW SESSION STATUS LIKE 'Handler_read%'`)) as { Value: string }[];
      return rows.reduce((sum, row) => sum + Number(row.Value), 0);
    },
    /** SQLite does not count: whether the plan goes through the whole table, or sorts it. */
    async SQLite(runner, dialect, statement) {
      const plan = (await runner.query(
        `EXPLAIN QUERY PLAN ${dialect.text(statement)}`,
        statement.values,
      )) as {
        detail: string;
      }[];
      const scans = plan.filter(({ detail }) =>
        /^SCAN (job|nestfire_job)\b(?!.* USING (COVERING )?INDEX)/.test(detail),
      );
      expect(scans, JSON.stringify(plan)).toEqual([]);
      return scans.length;
    },
  };
