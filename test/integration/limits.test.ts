import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext, Recurring, type LimitInfo } from 'nestfire';
import type { Sql } from 'sql-template-tag';
import type { QueryRunner } from 'typeorm';
import { expect, it } from 'vitest';
import { ActiveControls } from '../../lib/limits/index.js';
import type { Dialect } from '../../lib/store/typeorm/dialects/dialect.js';
import { play, type StatementResult } from '../../lib/store/typeorm/operation.js';
import { admitJobs } from '../../lib/store/typeorm/operations/admit.operation.js';
import { KEEP_A_DAY } from '../../lib/testing/contract/fixtures.js';
import { admit, declare, lane, limited } from '../../lib/testing/contract/limit-fixtures.js';
import { openStore, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

/** What runs now, and the most there was at once, by key. */
const running = new Map<string, number>();
const most = new Map<string, number>();
const gates = new Map<string, Promise<void>>();

async function during(key: string, wait: Promise<unknown> = new Promise((resolve) => setImmediate(resolve))) {
  const now = (running.get(key) ?? 0) + 1;
  running.set(key, now);
  most.set(key, Math.max(most.get(key) ?? 0, now));
  await wait;
  running.set(key, running.get(key)! - 1);
}

/** Keeps what runs under this name until the function is called. */
function hold(name: string): () => void {
  let letGo = () => undefined as void;
  gates.set(name, new Promise((resolve) => (letGo = resolve)));
  return letGo;
}

@Injectable()
class Shop {
  constructor(private readonly job: JobContext) {}

  @BackgroundJob({ concurrency: { limit: 1, key: (customer: string) => customer } })
  async perCustomer(customer: string, number: number) {
    await during(customer);
    return number;
  }

  @BackgroundJob({ concurrency: 3 })
  async threeAtOnce(fails = false) {
    await during('three');
    if (fails && this.job.attempt === 1) {
      throw new Error('again');
    }
  }

  @BackgroundJob({ rateLimit: { limit: 5, per: '400ms' } })
  async mail() {}

  @BackgroundJob({ overlap: 'skip' })
  async alone(name: string) {
    await gates.get(name);
  }

  @Recurring('0 0 1 1 *', { id: 'night' })
  @BackgroundJob({ concurrency: 1 })
  async night() {
    await during('night');
  }

  @BackgroundJob()
  async free(name = 'free') {
    await during(name);
  }

  @BackgroundJob({
    concurrency: {
      limit: 1,
      key: (what: unknown) => {
        if (what === 'throw') {
          throw new Error('no key');
        }
        return what as string;
      },
    },
  })
  async oddKey(_what: unknown) {}

  @BackgroundJob({ concurrency: { limit: 1, key: (order: number) => `order ${order}` } })
  async invoice(order: number) {
    await during(`invoice ${order}`);
    return order;
  }
}

@Injectable()
class EarlierTenants {
  @BackgroundJob({ name: 'Tenants.bill', concurrency: 1 })
  bill(_tenant: string) {}
}

@Injectable()
class Tenants {
  @BackgroundJob({ name: 'Tenants.bill', concurrency: { limit: 1, key: (tenant: string) => tenant } })
  bill(_tenant: string) {}
}

const RETRY = { retry: { backoff: { fixed: 1 } } } as const;

describeEachDatabase('Limits', (_kind, create) => {
  const finished = async (
    { monitor }: Awaited<ReturnType<typeof startApp>>,
    count: number,
    states = ['succeeded'] as const,
  ) => eventually(async () => (await monitor.count({ states: [...states] })).value === count);

  it('[I8] runs as many jobs at once as allowed for each key, in their order', async () => {
    const app = await startApp(await useDatabase(create), [Shop]);
    most.clear();
    const items = Array.from({ length: 60 }, (_, index) => ({ customer: `c${index % 3}`, index }));
    await app.jobs.enqueueMany(Shop, items, (shop, item) => shop.perCustomer(item.customer, item.index));
    await app.jobs.enqueueMany(Shop, items, (shop, item) => shop.threeAtOnce(item.index % 10 === 0), RETRY);
    await finished(app, 120);
    expect(['c0', 'c1', 'c2'].map((key) => most.get(key))).toEqual([1, 1, 1]);
    expect(most.get('three')).toBeLessThanOrEqual(3);
    const { jobs } = await app.monitor.list({ types: ['Shop.perCustomer'] }, { limit: 100 });
    const details = await Promise.all(jobs.map(({ id }) => app.monitor.get(id)));
    for (const key of ['c0', 'c1', 'c2']) {
      const theirs = details.filter((job) => job!.args[0] === key);
      const byStart = theirs.toSorted((a, b) => a!.claimedAt!.getTime() - b!.claimedAt!.getTime());
      const numbers = byStart.map((job) => job!.args[1] as number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    expect(details[0]!.lanes).toEqual([
      expect.objectContaining({ name: 'Shop.perCustomer', kind: 'concurrency' }),
    ]);
  });

  it('[I8] starts no more than a rate allows', async () => {
    const app = await startApp(await useDatabase(create), [Shop]);
    await app.jobs.enqueueMany(Shop, Array.from({ length: 14 }), (shop) => shop.mail());
    await finished(app, 14);
    const { jobs } = await app.monitor.list({});
    const starts = jobs.map((job) => job.claimedAt!.getTime()).toSorted((a, b) => a - b);
    for (let index = 5; index < starts.length; index++) {
      expect(starts[index]! - starts[index - 5]!).toBeGreaterThanOrEqual(400);
    }
  });

  it('limits jobs that others have made: recurring ones, by name, of an older version, of a continuation', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [Shop]);
    most.clear();
    // A process that does not have the class.
    const other = await startApp(database, [], { worker: false });
    await Promise.all(Array.from({ length: 10 }, () => other.jobs.enqueueByName('Shop.night')));
    await Promise.all(Array.from({ length: 5 }, () => app.jobs.recurring.trigger('night')));
    const order = await app.jobs.enqueue(Shop, (shop) => shop.invoice(7));
    const after = await Promise.all(
      [1, 2, 3].map(() => app.jobs.continueWith(order, Shop, (shop, result) => shop.invoice(result))),
    );
    await finished(app, 15 + 1 + after.length);
    expect(most.get('night')).toBe(1);
    expect(most.get('invoice 7')).toBe(1);
  });

  it('[I8] a limit that has got a key since applies to older jobs by their keys', async () => {
    const database = await useDatabase(create);
    const earlier = await startApp(database, [EarlierTenants], { worker: false });
    const old = await earlier.jobs.enqueue(EarlierTenants, (tenants) => tenants.bill('a'));
    const app = await startApp(database, [Tenants]);
    await old.result();
    expect((await app.monitor.get(old.id))!.lanes).toMatchObject([{ kind: 'concurrency', key: 'a' }]);
  });

  it('with overlap skip, a job that meets another is deleted and says why', async () => {
    const app = await startApp(await useDatabase(create), [Shop]);
    const letGo = hold('first');
    const first = await app.jobs.enqueue(Shop, (shop) => shop.alone('first'));
    await eventually(async () => (await first.state()) === 'processing');
    const second = await app.jobs.enqueue(Shop, (shop) => shop.alone('second'));
    await eventually(async () => (await second.state()) === 'deleted');
    expect((await app.monitor.get(second.id))!.history[0]!.reason).toMatch(/overlap/);
    letGo();
    await first.result();
    expect(await (await app.jobs.enqueue(Shop, (shop) => shop.alone('third'))).result()).toBeUndefined();
  });

  it('limits change at run time, also of a queue and of types that declare none', async () => {
    const database = await useDatabase(create);
    const queues = { narrow: { concurrency: 2 } };
    const app = await startApp(database, [Shop], { queues });
    const { limits } = app.jobs;
    const find = async (name: string) =>
      (await limits.list()).find(({ target }) => Object.values(target)[0] === name) as LimitInfo;
    expect(await find('Shop.threeAtOnce')).toMatchObject({
      target: { type: 'Shop.threeAtOnce' },
      concurrency: { limit: 3, isKeyed: false },
      isOverridden: false,
    });
    await limits.set({ type: 'Shop.free' }, { concurrency: 1 });
    // The worker of this process knows at once, before it has looked again.
    expect(app.app.get(ActiveControls).limitsOf('type', 'Shop.free')).toMatchObject({
      concurrency: { limit: 1 },
    });
    await limits.set({ queue: 'narrow' }, { concurrency: 1, rateLimit: { limit: 1000, per: '1s' } });
    expect(await find('narrow')).toMatchObject({ concurrency: { limit: 1 }, isOverridden: true });

    most.clear();
    const names = Array.from({ length: 10 }, () => 'one');
    await app.jobs.enqueueMany(Shop, names, (shop, name) => shop.free(name));
    await app.jobs.enqueueMany(Shop, names, (shop) => shop.threeAtOnce(), { queue: 'narrow' });
    await finished(app, 20);
    expect([most.get('one'), most.get('three')]).toEqual([1, 1]);

    // A new process declares the same again, and what was set stays.
    await startApp(database, [Shop], { queues });
    expect(await find('narrow')).toMatchObject({ concurrency: { limit: 1 }, rateLimit: { per: 1_000 } });
    await limits.reset({ queue: 'narrow' });
    expect(await find('narrow')).toMatchObject({ concurrency: { limit: 2 }, rateLimit: null });
    await limits.set({ type: 'Shop.free' }, { concurrency: null });
    expect(await find('Shop.free')).toBeUndefined();
  });

  it('refuses limits and keys that make no sense, and writes nothing', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [Shop]);
    const { limits, pauses } = app.jobs;
    for (const concurrency of [0, -1, 1.5, '3', Infinity]) {
      await expect(limits.set({ queue: 'a' }, { concurrency: concurrency as number })).rejects.toThrow(
        /limits.set: concurrency must be a whole number from 1 to 100000/,
      );
    }
    await expect(limits.set({ queue: 'a' }, {})).rejects.toThrow(/give concurrency or rateLimit/);
    await expect(limits.set({ queue: 'a' }, { rateLimit: { limit: 1, per: 0 } })).rejects.toThrow(/per/);
    await expect(limits.set({} as never, { concurrency: 1 })).rejects.toThrow(/\{ queue: name \}/);
    await expect(pauses.pause({ queue: 'a' }, { until: new Date(0) })).rejects.toThrow(/in the future/);
    expect(() => BackgroundJob({ concurrency: 0 })).toThrow(/concurrency must be a whole number/);
    expect(() => BackgroundJob({ rateLimit: { limit: -1, per: '1m' } })).toThrow(/rateLimit.limit/);
    expect(() => BackgroundJob({ overlap: 'no' as never })).toThrow(/overlap must be one of/);
    await expect(startApp(database, [], { queues: { a: { concurrency: 0 } } })).rejects.toThrow(
      /queues.a: concurrency/,
    );
    await expect(app.jobs.enqueue(Shop, (shop) => shop.oddKey({}))).rejects.toThrow(/must return a text/);
    await expect(app.jobs.enqueue(Shop, (shop) => shop.oddKey('throw'))).rejects.toThrow(
      /threw Error: no key/,
    );
    expect((await app.monitor.count({})).value).toBe(0);
    // By name nobody asks the key function before a worker does.
    const other = await startApp(database, [], { worker: false });
    const spoilt = await other.jobs.enqueueByName('Shop.oddKey', [5], { retry: { attempts: 1 } });
    await expect(spoilt.result()).rejects.toThrow(/must return a text/);
  });
});

describeEachDatabase('Pauses', (_kind, create) => {
  it('a paused queue and a paused type start nothing, on any worker, until they are resumed', async () => {
    const database = await useDatabase(create);
    const app = await startApp(database, [Shop]);
    const second = await startApp(database, [Shop]);
    const { pauses } = second.jobs;
    await pauses.pause({ queue: 'mail' }, { reason: 'provider is down', actor: 'ayla' });
    await pauses.pause({ type: 'Shop.threeAtOnce' });
    expect(await pauses.list()).toMatchObject([
      { target: { queue: 'mail' }, reason: 'provider is down', actor: 'ayla', until: null },
      { target: { type: 'Shop.threeAtOnce' }, reason: null },
    ]);
    // Effective within a second: jobs that follow at once may still start elsewhere, later ones do not.
    await eventually(async () => {
      const probe = await app.jobs.enqueue(Shop, (shop) => shop.free(), { queue: 'mail' });
      const other = await app.jobs.enqueue(Shop, (shop) => shop.free());
      await other.result();
      return (await probe.state()) === 'enqueued';
    });
    const waiting = await app.jobs.enqueue(Shop, (shop) => shop.free(), { queue: 'mail' });
    const throttled = await app.jobs.enqueue(Shop, (shop) => shop.threeAtOnce());
    await Promise.all(
      Array.from({ length: 20 }, async () => (await app.jobs.enqueue(Shop, (shop) => shop.free())).result()),
    );
    expect(await waiting.state()).toBe('enqueued');
    expect(await throttled.state()).toBe('throttled');
    expect(await app.jobs.pauses.resume({ queue: 'mail' })).toBe(true);
    expect(await app.jobs.pauses.resume({ queue: 'mail' })).toBe(false);
    await waiting.result();
    await app.jobs.pauses.resume({ type: 'Shop.threeAtOnce' });
    await throttled.result();
  });

  it('a worker that starts does not run what is paused, also when it comes due just then', async () => {
    const database = await useDatabase(create);
    const producer = await startApp(database, [Shop], { worker: false });
    await producer.jobs.pauses.pause({ queue: 'mail' });
    await producer.jobs.pauses.pause({ type: 'Shop.invoice' });
    const paused = await producer.jobs.enqueueMany(Shop, Array.from({ length: 20 }), (shop) => shop.free(), {
      queue: 'mail',
    });
    for (const queue of ['mail', 'default']) {
      await producer.jobs.schedule(Shop, (shop) => shop.invoice(1), 1, { queue });
    }
    const app = await startApp(database, [Shop]);
    for (let round = 0; round < 5; round++) {
      await (await app.jobs.enqueue(Shop, (shop) => shop.free())).result();
    }
    expect((await app.monitor.count({ states: ['succeeded'] })).value).toBe(5);
    expect(await paused[0]!.state()).toBe('enqueued');
  });

  it('a pause ends by itself at its time', async () => {
    const app = await startApp(await useDatabase(create), [Shop]);
    const pause = await app.jobs.pauses.pause({ queue: 'default' }, { until: '1s' });
    expect(app.app.get(ActiveControls).isPaused('queue', 'default')).toBe(true);
    const job = await app.jobs.enqueue(Shop, (shop) => shop.free());
    await job.result();
    const { claimedAt } = (await app.monitor.get(job.id))!;
    expect(claimedAt!.getTime()).toBeGreaterThanOrEqual(pause.until!.getTime());
    expect(await app.jobs.pauses.list()).toEqual([]);
  });
});

describeEachDatabase('Weighted queues', (_kind, create) => {
  it('share the worker by their weights while all have jobs', async () => {
    const database = await useDatabase(create);
    const producer = await startApp(database, [Shop], { worker: false });
    const names = Array.from({ length: 100 });
    await producer.jobs.enqueueMany(Shop, names, (shop) => shop.free(), { queue: 'fast' });
    await producer.jobs.enqueueMany(Shop, names, (shop) => shop.free(), { queue: 'slow' });
    const worker = { queues: { fast: 3, slow: 1 }, concurrency: 1, batchSize: 5 };
    const app = await startApp(database, [Shop], { worker });
    await eventually(async () => (await app.monitor.count({ states: ['succeeded'] })).value === 200);
    const { jobs } = await app.monitor.list({}, { limit: 1_000 });
    const byClaim = jobs.toSorted((a, b) => a.claimedAt!.getTime() - b.claimedAt!.getTime());
    const half = byClaim.slice(0, 80).filter((job) => job.queue === 'fast').length;
    expect(half).toBeGreaterThan(50);
    expect(half).toBeLessThan(70);
  });
});

describeEachDatabase(
  'A look at the gates',
  (_kind, create) => {
    it('[I8] gives no place to a job that is sent to another gate meanwhile', async () => {
      const { store, dataSource, dialect } = await openStore(create);
      await declare(store, { concurrency: { limit: 1, isKeyed: true } });
      const unique = { key: 'k', while: 'unfinished', within: null, onConflict: 'replace' } as const;
      const job = limited([lane('concurrency', 'a')], { unique });
      await store.insertUnique([job]);

      const runner = dataSource.createQueryRunner();
      await runner.startTransaction('READ COMMITTED');
      const request = { gates: [], after: null, sweep: 100, limit: 100, keep: KEEP_A_DAY };
      const execute = executorOn(runner, dialect);
      const admitted = await play(admitJobs(dialect, request), async (statement) => {
        if (/nestfire_control.*FOR UPDATE/s.test(dialect.text(statement))) {
          // It waits for the lock of the limit, and meanwhile:
          await store.insertUnique([limited([lane('concurrency', 'b')], { unique })]);
        }
        return execute(statement);
      });
      await runner.commitTransaction();
      await runner.release();
      expect(admitted).toMatchObject({ count: 0, hasMore: true });
      expect((await store.find(job.id))?.state).toBe('throttled');
      expect((await admit(store)).count).toBe(1);
    });

    it('reads about as many jobs as it lets through, however many gates have room', async () => {
      const { store, dataSource, dialect } = await openStore(create);
      const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);
      await store.insert(
        keys.flatMap((key) => Array.from({ length: 200 }, () => limited([lane('concurrency', key)]))),
      );
      const runner = dataSource.createQueryRunner();
      let read = 0;
      const request = { gates: [], after: null, sweep: 100, limit: 1_000, keep: KEEP_A_DAY };
      const execute = executorOn(runner, dialect);
      const { count, hasMore } = await play(admitJobs(dialect, request), async (statement) => {
        const result = await execute(statement);
        read += result.rows.length;
        return result;
      });
      await runner.release();
      expect([count, hasMore]).toEqual([1_000, true]);
      expect(read).toBeLessThan(5_000);
    });
  },
  // On SQLite nobody can do anything meanwhile.
  ['PostgreSQL', 'MariaDB'],
);

function executorOn(runner: QueryRunner, dialect: Dialect) {
  return async (statement: Sql): Promise<StatementResult> => {
    const { records, affected } = await runner.query(dialect.text(statement), statement.values, true);
    return { rows: records, affected: affected ?? 0 };
  };
}
