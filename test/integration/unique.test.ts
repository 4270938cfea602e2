import { Injectable } from '@nestjs/common';
import { BackgroundJob, DuplicateJobError, JobsOptionsError } from 'nestfire';
import { expect, it } from 'vitest';
import { openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred } from '../support/eventually.js';

const indexed: unknown[][] = [];
let gate = deferred();

@Injectable()
class Catalogue {
  @BackgroundJob({ unique: true })
  async index(shop: string, depth: number): Promise<string> {
    indexed.push([shop, depth]);
    await gate.promise;
    return shop;
  }

  @BackgroundJob({ unique: { key: (shop: string) => shop, while: 'queued', onConflict: 'replace' } })
  price(shop: string, cents: number): number {
    indexed.push([shop, cents]);
    return cents;
  }

  @BackgroundJob()
  plain(): void {}
}

describeEachDatabase('Unique jobs', (_kind, create) => {
  it('are there once for the same arguments, and the same for as many as ask', async () => {
    gate = deferred();
    const { jobs, monitor } = await startApp(await useDatabase(create), [Catalogue]);
    const handles = await Promise.all(
      Array.from({ length: 20 }, () => jobs.enqueue(Catalogue, (shop) => shop.index('books', 1))),
    );
    expect(new Set(handles.map(({ id }) => id)).size).toBe(1);
    expect(handles.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
    const bulk = await jobs.enqueueMany(Catalogue, [1, 2, 2, 3, 3], (shop, depth) =>
      shop.index('books', depth),
    );
    expect(bulk.map(({ isDuplicate }) => isDuplicate)).toEqual([true, false, true, false, true]);
    gate.resolve();
    expect(await Promise.all([...handles, ...bulk].map((each) => each.result()))).toHaveLength(25);
    expect((await monitor.count()).value).toBe(3);
    expect((await jobs.enqueue(Catalogue, (shop) => shop.index('books', 1))).isDuplicate).toBe(false);
  });

  it('can be written together with others of the same class', async () => {
    const { jobs, monitor } = await startApp(await useDatabase(create), [Catalogue], { worker: false });
    for (const order of [
      ['plain', 'books', 'books'],
      ['pens', 'plain', 'pens'],
    ]) {
      const handles = await jobs.enqueueMany(Catalogue, order, (shop, name) =>
        name === 'plain' ? shop.plain() : shop.index(name, 1),
      );
      expect(handles.map(({ isDuplicate }) => isDuplicate)).toEqual([false, false, true]);
    }
    expect((await monitor.count()).value).toBe(4);
  });

  it('take the last arguments as long as they have not started', async () => {
    const { jobs } = await startApp(await useDatabase(create), [Catalogue]);
    indexed.length = 0;
    const first = await jobs.enqueue(Catalogue, (shop) => shop.price('pens', 100), { delay: '1h' });
    await jobs.enqueue(Catalogue, (shop) => shop.price('pens', 200), { delay: '1h' });
    const last = await jobs.enqueue(Catalogue, (shop) => shop.price('pens', 300));
    expect(last.id).toBe(first.id);
    expect(await last.result()).toBe(300);
    expect(indexed).toEqual([['pens', 300]]);
  });

  it('[I2] belong to the transaction of the caller', async () => {
    const database = await useDatabase(create);
    const { jobs, monitor } = await startApp(database, [Catalogue], { worker: false });
    const dataSource = await openDataSource(database);
    const lost = dataSource.transaction(async (manager) => {
      await jobs.enqueue(Catalogue, (shop) => shop.index('pens', 1), { manager });
      throw new Error('roll back');
    });
    await expect(lost).rejects.toThrow('roll back');
    expect((await jobs.enqueue(Catalogue, (shop) => shop.index('pens', 1))).isDuplicate).toBe(false);

    // A transaction that goes on after it was refused commits none of them.
    await dataSource.transaction(async (manager) => {
      const options = { unique: { onConflict: 'error' as const }, tags: ['bulk'], manager };
      const several = jobs.enqueueMany(
        Catalogue,
        [2, 1],
        (shop, depth) => shop.index('pens', depth),
        options,
      );
      await expect(several).rejects.toThrow(DuplicateJobError);
    });
    expect((await monitor.count()).value).toBe(1);
  });

  it('are refused with what is wrong', async () => {
    const { jobs } = await startApp(await useDatabase(create), [Catalogue], { worker: false });
    const enqueue = (unique: unknown) => jobs.enqueue(Catalogue, (shop) => shop.plain(), { unique } as never);
    const held = await enqueue({ key: 'a' });
    const duplicate = enqueue({ key: 'a', onConflict: 'error' });
    await expect(duplicate).rejects.toThrow(DuplicateJobError);
    await expect(duplicate).rejects.toThrow(held.id);
    await expect(enqueue({ within: '2d' })).rejects.toThrow(
      /longer than the job is kept .*retention.succeeded/,
    );
    const short = await startApp(await useDatabase(create), [Catalogue], {
      worker: false,
      retention: { failed: '10m' },
    });
    const options = { unique: { within: '1h' } } as const;
    await expect(short.jobs.enqueue(Catalogue, (shop) => shop.plain(), options)).rejects.toThrow(
      /longer than the job is kept once it has failed \(600000 ms\).*retention.failed/,
    );
    await expect(enqueue({ key: () => ({}) })).rejects.toThrow(/unique.key must return a text \(got \{\}\)/);
    await expect(
      enqueue({
        key: () => {
          throw new Error('no key');
        },
      }),
    ).rejects.toThrow(/unique.key threw Error: no key/);
    for (const wrong of ['yes', { whle: 'queued' }, { while: 'processing' }, { key: '' }, { within: 0 }]) {
      await expect(enqueue(wrong)).rejects.toThrow(JobsOptionsError);
    }
    const batch = jobs.batch('unique', (all) => all.enqueue(Catalogue, (shop) => shop.index('pens', 1)));
    await expect(batch).rejects.toThrow(/unique and cannot be part of a batch/);
  });
});
