import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobsOptionsError } from 'nestfire';
import { DataSource, type EntityManager } from 'typeorm';
import { expect, it } from 'vitest';
import { closeAfterTest, openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';

@Injectable()
class OrderService {
  @BackgroundJob()
  confirm(order: string) {
    return `confirmed ${order}`;
  }
}

/** Nobody polls for an hour: a job that runs was announced. */
const UNPOLLED = { worker: { pollInterval: '1h' } } as const;

describeEachDatabase('Transactional enqueue', (kind, create) => {
  const orders = (runner: EntityManager) => runner.query(`SELECT * FROM orders`) as Promise<unknown[]>;
  const addOrder = (manager: EntityManager) => manager.query(`INSERT INTO orders (name) VALUES ('first')`);

  async function shop() {
    const database = await useDatabase(create);
    const dataSource = await openDataSource(database);
    await dataSource.query(`CREATE TABLE orders (name varchar(20))`);
    return { database, dataSource };
  }

  it('[I2] commits with the caller’s own writes, and the worker wakes after the commit', async () => {
    const { database, dataSource } = await shop();
    const { jobs } = await startApp(database, [OrderService], { dataSource, ...UNPOLLED });

    const handle = await dataSource.transaction(async (manager) => {
      await addOrder(manager);
      const inside = await jobs.enqueue(OrderService, (order) => order.confirm('first'), { manager });
      // Not visible to anybody else before the commit. (SQLite's one connection of the application is inside.)
      expect(await inside.state()).toBeNull();
      return inside;
    });
    expect(await handle.result()).toBe('confirmed first');
    expect(await orders(dataSource.manager)).toHaveLength(1);
  });

  it('[I2] never runs when the caller rolls back', async () => {
    const { database, dataSource } = await shop();
    const { jobs, monitor } = await startApp(database, [OrderService], { dataSource });

    const ids: string[] = [];
    const transaction = dataSource.transaction(async (manager) => {
      await addOrder(manager);
      const one = await jobs.enqueue(OrderService, (order) => order.confirm('first'), {
        manager,
        tags: ['x'],
      });
      const many = await jobs.enqueueMany(OrderService, ['a', 'b'], (order, name) => order.confirm(name), {
        manager,
      });
      ids.push(one.id, ...many.map((handle) => handle.id));
      throw new Error('changed my mind');
    });
    await expect(transaction).rejects.toThrow('changed my mind');

    const marker = await jobs.enqueue(OrderService, (order) => order.confirm('marker'));
    await marker.result();
    expect(await monitor.count({ ids })).toEqual({ value: 0, capped: false });
    expect(await monitor.count({ tags: ['x'] })).toEqual({ value: 0, capped: false });
    expect(await orders(dataSource.manager)).toHaveLength(0);
  });

  it('joins a transaction of any DataSource on the same database', async () => {
    const { database } = await shop();
    const { jobs } = await startApp(database, [OrderService], UNPOLLED);
    const other = await openDataSource(database);
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await addOrder(runner.manager);
    const handle = await jobs.enqueue(OrderService, (order) => order.confirm('other'), {
      manager: runner.manager,
    });
    await runner.commitTransaction();
    await runner.release();
    expect(await handle.result()).toBe('confirmed other');
  });

  it('waits for the outermost of nested transactions', async () => {
    const { database, dataSource } = await shop();
    const { jobs } = await startApp(database, [OrderService], UNPOLLED);
    const handle = await dataSource.transaction(async (outer) => {
      const nested = await outer.transaction((manager) =>
        jobs.enqueue(OrderService, (order) => order.confirm('nested'), { manager }),
      );
      expect(await nested.state()).toBeNull();
      return nested;
    });
    expect(await handle.result()).toBe('confirmed nested');
  });

  it('takes a manager that is in no transaction', async () => {
    const { database, dataSource } = await shop();
    const { jobs } = await startApp(database, [OrderService], UNPOLLED);
    const { manager } = dataSource;
    const handle = await jobs.enqueue(OrderService, (order) => order.confirm('plain'), { manager });
    expect(await handle.result()).toBe('confirmed plain');
  });

  it('deletes and requeues in the caller’s transaction', async () => {
    const { database, dataSource } = await shop();
    const { jobs } = await startApp(database, [OrderService], { worker: false });
    const handle = await jobs.enqueue(OrderService, (order) => order.confirm('first'));
    const transaction = dataSource.transaction(async (manager) => {
      expect(await handle.delete({ manager })).toBe(true);
      throw new Error('changed my mind');
    });
    await expect(transaction).rejects.toThrow('changed my mind');
    expect(await handle.state()).toBe('enqueued');
    await dataSource.transaction((manager) => handle.delete({ manager }));
    expect(await handle.state()).toBe('deleted');
  });

  it('refuses the manager of another kind of database', async () => {
    const { database } = await shop();
    const { jobs } = await startApp(database, [OrderService], { worker: false });
    const foreign =
      kind === 'SQLite'
        ? new DataSource({ type: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' })
        : await new DataSource({ type: 'better-sqlite3', database: ':memory:' }).initialize();
    closeAfterTest(async () => foreign.isInitialized && foreign.destroy());
    const enqueue = jobs.enqueue(OrderService, (order) => order.confirm('x'), { manager: foreign.manager });
    await expect(enqueue).rejects.toThrow(JobsOptionsError);
  });
});
