import { Injectable } from '@nestjs/common';
import {
  BackgroundJob,
  InvalidJobCallError,
  JobContext,
  JobDeletedError,
  JobNotFoundError,
  JobsOptionsError,
  type BatchHandle,
  type JobHandle,
} from 'nestfire';
import { DataSource } from 'typeorm';
import { beforeEach, expect, it } from 'vitest';
import { newId } from '../../lib/utils/index.js';
import { openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';

interface Order {
  id: number;
  lines: { name: string }[];
}

const seen: unknown[][] = [];
let gate = deferred();

@Injectable()
class Shop {
  constructor(
    private readonly job: JobContext,
    private readonly dataSource: DataSource,
  ) {}

  @BackgroundJob()
  order(id: number): Order {
    seen.push(['order', id]);
    return { id, lines: [{ name: 'pen' }, { name: 'ink' }] };
  }

  @BackgroundJob({ retry: { attempts: 1 } })
  fail(): Order {
    throw new Error('no order');
  }

  @BackgroundJob()
  invoice(...args: unknown[]): string {
    seen.push(['invoice', ...args]);
    return `invoice ${JSON.stringify(args)}`;
  }

  @BackgroundJob()
  async wait(id: number): Promise<number> {
    await gate.promise;
    return id;
  }

  /** Writes and succeeds in one transaction, as often as it is told to try. */
  @BackgroundJob({ retry: { attempts: 3, backoff: { fixed: 0 } } })
  async pay(
    mode: 'well' | 'roll back once' | 'give up' | 'throw after' | 'twice' | 'lost' | 'savepoint' | 'snoozed',
  ): Promise<string> {
    const insert = async (work: (complete: () => Promise<void>) => Promise<void>) => {
      await this.dataSource.transaction(async (manager) => {
        await manager.query(`INSERT INTO payments (attempt) VALUES (${this.job.attempt})`);
        await work(() => this.job.complete(manager, `paid at attempt ${this.job.attempt}`));
      });
    };
    if (mode === 'roll back once' && this.job.attempt === 1) {
      await insert(async (complete) => {
        await complete();
        throw new Error('rolled back');
      });
    }
    if (mode === 'give up') {
      const paid = insert(async (complete) => {
        await complete();
        throw new Error('rolled back');
      });
      return paid.then(
        () => 'paid',
        () => 'not paid',
      );
    }
    if (mode === 'savepoint') {
      // What is completed in a savepoint goes with it; the job succeeds all the same, as its handler returns.
      await this.dataSource.transaction(async (outer) => {
        const inner = outer.transaction(async (manager) => {
          await this.job.complete(manager, 'completed');
          throw new Error('back to the savepoint');
        });
        await inner.catch(() => undefined);
      });
      return 'returned';
    }
    if (mode === 'snoozed') {
      this.job.snooze('1h');
    }
    if (mode === 'lost') {
      seen.push(['running']);
      await gate.promise;
    }
    await insert(async (complete) => {
      await complete();
      if (mode === 'twice') {
        await complete();
      }
    }).catch((error: unknown) => {
      seen.push(['refused']);
      throw error;
    });
    if (mode === 'throw after') {
      throw new Error('after the commit');
    }
    return 'not used';
  }
}

beforeEach(() => {
  seen.length = 0;
  gate = deferred();
});

describeEachDatabase('Continuations, batches and completion', (_kind, create) => {
  async function start() {
    const database = await useDatabase(create);
    const dataSource = await openDataSource(database);
    const providers = [Shop, { provide: DataSource, useValue: dataSource }];
    return { ...(await startApp(database, providers)), dataSource, database };
  }

  it('hand the parent’s result on, whole or in part, and wait for chains of them', async () => {
    const { jobs, monitor } = await start();
    const order = await jobs.enqueue(Shop, (shop) => shop.order(7));
    const invoice = await jobs.continueWith(order, Shop, (shop, result) =>
      shop.invoice(result.id, result.lines[1]!.name, { all: [result], nothing: result.lines[9] }),
    );
    const last = await jobs.continueWith(invoice, Shop, (shop, text) => shop.invoice(text));
    expect(await last.result()).toMatch(/^invoice \["invoice /);
    const whole = { id: 7, lines: [{ name: 'pen' }, { name: 'ink' }] };
    expect(seen[1]).toEqual(['invoice', 7, 'ink', { all: [whole], nothing: undefined }]);
    const { parents, children } = (await monitor.get(invoice.id))!;
    expect(parents).toMatchObject([{ parentId: order.id, kind: 'job', on: 'succeeded', state: 'succeeded' }]);
    expect(children).toMatchObject([{ childId: last.id }]);
  });

  it('[I5] run once after several parents, with all of their results', async () => {
    const { jobs } = await start();
    const parents = await jobs.enqueueMany(Shop, [1, 2, 3, 4, 5, 6, 7, 8], (shop, id) => shop.order(id));
    const [first, second] = parents as [JobHandle<Order>, JobHandle<Order>];
    const both = await jobs.continueWith([first, second] as const, Shop, (shop, [one, two]) =>
      shop.invoice(one.id, two.id),
    );
    const all = await jobs.continueWith(parents, Shop, (shop, orders) => shop.invoice(...orders));
    expect(await both.result()).toBe('invoice [1,2]');
    await all.result();
    expect(seen.filter(([what]) => what === 'invoice')).toHaveLength(2);
    expect(seen.find((call) => call.length === 9)!.slice(1)).toMatchObject(
      parents.map((_, i) => ({ id: i + 1 })),
    );
  });

  it('run on failure when they say so, and are deleted with the reason otherwise', async () => {
    const { jobs, monitor } = await start();
    const failing = await jobs.enqueue(Shop, (shop) => shop.fail());
    const vain = await jobs.continueWith(failing, Shop, (shop, order) => shop.invoice(order));
    const rest = await jobs.continueWith(vain, Shop, (shop) => shop.invoice('never'));
    const rescue = await jobs.continueWith(failing, Shop, (shop) => shop.invoice('rescue'), { on: 'failed' });
    expect(await rescue.result()).toBe('invoice ["rescue"]');
    await expect(vain.result()).rejects.toThrow(JobDeletedError);
    await expect(rest.result()).rejects.toThrow(JobDeletedError);
    expect((await monitor.get(vain.id))!.history[0]!.reason).toContain(`is succeeded, which is failed`);
  });

  it('[I2] belong to the transaction of the caller', async () => {
    const { jobs, dataSource } = await start();
    const parent = await jobs.enqueue(Shop, (shop) => shop.wait(1));
    let child!: JobHandle;
    const rolledBack = dataSource.transaction(async (manager) => {
      child = await jobs.continueWith(parent, Shop, (shop) => shop.invoice('lost'), { manager });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    await dataSource.transaction(async (manager) => {
      const own = await jobs.enqueue(Shop, (shop) => shop.order(3), { manager });
      await jobs.continueWith([own, parent] as const, Shop, (shop, [order]) => shop.invoice(order.id), {
        manager,
      });
    });
    gate.resolve();
    await eventually(() => seen.some(([what, id]) => what === 'invoice' && id === 3));
    expect(await child.state()).toBeNull();
  });

  it('are refused with what is wrong', async () => {
    const { jobs } = await start();
    const parent = await jobs.enqueue(Shop, (shop) => shop.wait(1));
    const after = (parents: never, call: unknown, options: object = {}) =>
      jobs.continueWith(parents, Shop, call as never, options as never);
    const good = (shop: Shop) => shop.invoice(1);
    await expect(after(newId() as never, good)).rejects.toThrow(JobNotFoundError);
    await expect(after('nonsense' as never, good)).rejects.toThrow(JobsOptionsError);
    await expect(after([] as never, good)).rejects.toThrow(/1 to 1000 parents/);
    await expect(after([parent, parent] as never, good)).rejects.toThrow(/given twice/);
    await expect(after(parent as never, good, { on: 'success' })).rejects.toThrow(/continueWith: on/);
    for (const options of [{ unique: true }, { at: new Date() }]) {
      await expect(after(parent as never, good, options)).rejects.toThrow(/continueWith has no option/);
    }
    for (const misuse of [
      (shop: Shop, id: number) => shop.invoice(id + 1),
      (shop: Shop, id: number) => shop.invoice(`order ${id}`),
      (shop: Shop, order: Order) => shop.invoice({ ...order }),
    ]) {
      await expect(after(parent as never, misuse)).rejects.toThrow(InvalidJobCallError);
    }
    gate.resolve();
  });

  it('a batch counts, releases what waits for it, and can be added to', async () => {
    const { jobs } = await start();
    let total = 0;
    const batch = await jobs.batch('import', (all) => {
      total = all.enqueueMany(
        Shop,
        Array.from({ length: 50 }, (_, id) => id),
        (shop, id) => shop.order(id),
      ).length;
      all.batch('inner', (inner) => inner.enqueue(Shop, (shop) => shop.wait(1)));
      const first = all.enqueue(Shop, (shop) => shop.order(99));
      all.continueWith(first, Shop, (shop, order) => shop.invoice(order.id));
    });
    const report = await jobs.continueWith(batch, Shop, (shop) => shop.invoice('report'));
    await eventually(async () => (await batch.info())!.pending === 1);
    expect(await batch.info()).toMatchObject({ state: 'processing', total: total + 3, succeeded: total + 2 });
    expect(await report.state()).toBe('awaiting');
    gate.resolve();
    expect(await report.result()).toBe('invoice ["report"]');
    expect(await batch.info()).toMatchObject({ state: 'succeeded', pending: 0, failed: 0 });

    await jobs.batches.add(batch.id, (more) => more.enqueue(Shop, (shop) => shop.fail()));
    await eventually(async () => (await batch.info())!.state === 'failed');
    expect(await batch.info()).toMatchObject({ total: total + 4, failed: 1 });
  });

  it('a batch is all or nothing, whatever its callback does', async () => {
    const { jobs, monitor, dataSource } = await start();
    const midway = jobs.batch('broken', (batch) => {
      batch.enqueue(Shop, (shop) => shop.order(1));
      throw new Error('midway');
    });
    await expect(midway).rejects.toThrow('midway');
    let handle!: BatchHandle;
    const rolledBack = dataSource.transaction(async (manager) => {
      handle = await jobs.batch('lost', async (batch) => batch.enqueue(Shop, (shop) => shop.order(2)), {
        manager,
      });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect(await handle.info()).toBeNull();
    // A transaction that goes on after it was refused commits nothing of it.
    await dataSource.transaction(async (manager) => {
      const orphaned = jobs.batch(
        'orphaned',
        (batch) => {
          handle = batch.batch('part', (part) => part.enqueue(Shop, (shop) => shop.order(3)));
          batch.continueWith(newId(), Shop, (shop) => shop.invoice(3));
        },
        { manager },
      );
      await expect(orphaned).rejects.toThrow(JobNotFoundError);
    });
    expect(await handle.info()).toBeNull();
    expect(await monitor.list()).toMatchObject({ jobs: [] });
    const empty = await jobs.batch('empty', () => undefined);
    expect(await empty.info()).toMatchObject({ state: 'succeeded', total: 0 });
    await expect(jobs.batch('', () => undefined)).rejects.toThrow(/name of a batch/);
    const chain = await jobs.batch('chain', (batch) => {
      const first = batch.enqueue(Shop, (shop) => shop.order(1));
      const second = batch.continueWith(first, Shop, (shop, order) => shop.invoice(order.id));
      batch.continueWith(second, Shop, (shop, text) => shop.invoice(text));
    });
    await eventually(async () => (await chain.info())!.state === 'succeeded');

    const waiting = await jobs.batch('waiting', (batch) => batch.enqueue(Shop, (shop) => shop.wait(1)));
    const after = await jobs.continueWith(waiting, Shop, (shop) => shop.invoice(1));
    const circle = jobs.batches.add(waiting, (batch) =>
      batch.continueWith(after, Shop, (shop) => shop.invoice(2)),
    );
    await expect(circle).rejects.toThrow(/would wait for the batch/);
    const own = jobs.batches.add(waiting, (batch) =>
      batch.continueWith(waiting, Shop, (shop) => shop.invoice(3)),
    );
    await expect(own).rejects.toThrow(/would wait for the batch/);
    const nested = jobs.batches.add(waiting, (batch) =>
      batch.batch('inner', (inner) => inner.continueWith(waiting, Shop, (shop) => shop.invoice(4))),
    );
    await expect(nested).rejects.toThrow(/would wait for the batch/);
    gate.resolve();
    const outer = jobs.batch('after a part of it', (batch) => {
      const inner = batch.batch('inner', (part) => part.enqueue(Shop, (shop) => shop.order(1)));
      batch.continueWith(inner, Shop, (shop) => shop.invoice(1));
    });
    expect(await (await outer).info()).toMatchObject({ total: 2 });
  });

  it('a cancelled batch stops where it is', async () => {
    const { jobs, monitor } = await start();
    const batch = await jobs.batch('import', (all) => {
      all.enqueue(Shop, (shop) => shop.wait(1));
      all.enqueueMany(
        Shop,
        Array.from({ length: 30 }, (_, id) => id),
        (shop, id) => shop.order(id),
        { delay: '1h' },
      );
    });
    await eventually(async () => (await monitor.count({ states: ['processing'] })).value === 1);
    expect(await batch.cancel({ reason: 'wrong file', actor: 'ada' })).toBe(true);
    expect(await batch.info()).toMatchObject({
      state: 'cancelled',
      deleted: 31,
      reason: 'wrong file',
      actor: 'ada',
    });
    expect(await batch.cancel()).toBe(false);
    expect((await monitor.count({ batchIds: [batch.id], states: ['deleted'] })).value).toBe(31);
    gate.resolve();
  });

  it('completion commits with the handler’s own transaction, or not at all', async () => {
    const { jobs, dataSource } = await start();
    await dataSource.query('CREATE TABLE payments (attempt integer)');
    const payments = async () => Number((await dataSource.query('SELECT COUNT(*) AS n FROM payments'))[0].n);
    const run = async (mode: Parameters<Shop['pay']>[0]) => {
      await dataSource.query('DELETE FROM payments');
      return jobs.enqueue(Shop, (shop) => shop.pay(mode));
    };
    expect(await (await run('well')).result()).toBe('paid at attempt 1');
    expect(await payments()).toBe(1);
    expect(await (await run('roll back once')).result()).toBe('paid at attempt 2');
    expect(await payments()).toBe(1);
    // How the handler ends is what counts, also when it has rolled back itself.
    expect(await (await run('give up')).result()).toBe('not paid');
    expect(await payments()).toBe(0);
    expect(await (await run('throw after')).result()).toBe('paid at attempt 1');
    expect(await payments()).toBe(1);
    const savepoint = await run('savepoint');
    expect(await savepoint.result()).toBe('completed');
    await expect((await run('snoozed')).result()).rejects.toThrow(/has been snoozed/);
    expect(await payments()).toBe(0);
    // The second call rolls everything back, and so does each retry.
    await expect((await run('twice')).result()).rejects.toThrow(
      /no longer this worker's: it was completed already/,
    );
    expect(await payments()).toBe(0);

    const lost = await run('lost');
    await eventually(() => seen.some(([what]) => what === 'running'));
    await jobs.delete(lost);
    seen.length = 0;
    gate.resolve();
    await eventually(() => seen.some(([what]) => what === 'refused'));
    await expect(lost.result()).rejects.toThrow(JobDeletedError);
    expect(await payments()).toBe(0);
  });
});
