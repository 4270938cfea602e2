import assert from 'node:assert/strict';
import type { CaseDefinition } from './case.js';
import { claim, newJob, newWorker, NO_SCOPE, until } from './fixtures.js';

export const claimCases: CaseDefinition[] = [
  {
    name: '[I13] claim takes by priority, then time, then id, and no more than the limit',
    async run(_database, store) {
      const first = newJob({ priority: -5 });
      const old = newJob();
      const young = newJob();
      const last = newJob({ priority: 7 });
      await store.insert([last, old]);
      await store.insert([young, first]);
      const workerId = await newWorker(store);
      const order = [...(await claim(store, workerId, { limit: 3 })), ...(await claim(store, workerId))];
      assert.deepEqual(
        order.map((job) => job.id),
        [first, old, young, last].map((job) => job.id),
      );
    },
  },
  {
    name: 'claim takes only from the queue that is named and only types that are known',
    async run(_database, store) {
      const wanted = newJob({ queue: 'mail', type: 'Mail.send' });
      await store.insert([
        wanted,
        newJob({ queue: 'mail', type: 'Other.run' }),
        newJob({ type: 'Mail.send' }),
      ]);
      const workerId = await newWorker(store);
      const jobs = await claim(store, workerId, { queue: 'mail', types: ['Mail.send', 'Mail.old'] });
      assert.deepEqual(
        jobs.map((job) => job.id),
        [wanted.id],
      );
    },
  },
  {
    name: 'claim counts the attempt and the claim, and names the worker',
    async run(_database, store) {
      const job = newJob();
      await store.insert([job]);
      const workerId = await newWorker(store);
      const [claimed] = await claim(store, workerId);
      assert.equal(claimed?.attempt, 1);
      assert.equal(claimed.claim, 1);
      const row = await store.find(job.id);
      assert.equal(row?.state, 'processing');
      assert.equal(row.workerId, workerId);
      assert.ok(row.claimedAt && row.claimedAt >= row.createdAt);
      assert.deepEqual(await claim(store, workerId), []);
    },
  },
  {
    name: '[I4] concurrent claims never take one job twice, and together take them all',
    async run(database, store) {
      const jobs = Array.from({ length: 600 }, () => newJob());
      await store.insert(jobs);
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => database.connect())))];
      const taken = await Promise.all(
        stores.map(async (each) => {
          const workerId = await newWorker(each);
          const ids: string[] = [];
          // A claim may pass over rows that another has locked, so an empty one is not the end.
          await until(async () => {
            const batch = await claim(each, workerId, { limit: 37 });
            ids.push(...batch.map((job) => job.id));
            return batch.length === 0 && (await each.count({ states: ['enqueued'] }, 1)).value === 0;
          });
          return ids;
        }),
      );
      assert.deepEqual(taken.flat().toSorted(), jobs.map((job) => job.id).toSorted());
    },
  },
  {
    name: '[I12] a scheduled job is not claimed and not promoted before it is due by the database’s clock',
    async run(_database, store) {
      const job = newJob({ delay: 400 });
      const far = newJob({ delay: 3_600_000 });
      await store.insert([job, far]);
      const workerId = await newWorker(store);
      assert.deepEqual(await claim(store, workerId), []);
      const glance = await store.glance(NO_SCOPE);
      assert.ok(glance.nextDueIn !== null && glance.nextDueIn <= 400);

      await until(async () => (await store.promoteDue(10)).queues.includes('default'));
      const [claimed] = await claim(store, workerId);
      assert.equal(claimed?.id, job.id);
      const row = await store.find(job.id);
      assert.ok(row!.claimedAt! >= row!.runAt, 'claimed before it was due');
      assert.equal((await store.find(far.id))?.state, 'scheduled');
    },
  },
  {
    name: 'promoteDue makes each due job enqueued once, however many workers do it at once',
    async run(database, store) {
      const jobs = Array.from({ length: 300 }, (_, index) => newJob({ delay: 1, queue: `q${index % 3}` }));
      await store.insert(jobs);
      const stores = [store, await database.connect(), await database.connect()];
      let promoted = 0;
      await until(async () => {
        const results = await Promise.all(stores.map((each) => each.promoteDue(50)));
        promoted += results.reduce((sum, { count }) => sum + count, 0);
        return (await store.count({ states: ['scheduled'] }, 1)).value === 0;
      });
      assert.equal(promoted, 300);
      assert.deepEqual((await store.glance(NO_SCOPE)).queues, ['q0', 'q1', 'q2']);
    },
  },
  {
    name: 'glance names the queues that hold enqueued jobs, and no others',
    async run(_database, store) {
      assert.deepEqual(await store.glance(NO_SCOPE), {
        queues: [],
        nextDueIn: null,
        nextRecurringIn: null,
        hasThrottled: false,
        revision: 0,
        hasOperations: false,
      });
      await store.insert([
        newJob({ queue: 'b' }),
        newJob({ queue: 'a' }),
        newJob({ queue: 'c', delay: 60_000 }),
      ]);
      const { queues, nextDueIn } = await store.glance(NO_SCOPE);
      assert.deepEqual(queues, ['a', 'b']);
      assert.ok(nextDueIn !== null && nextDueIn > 50_000 && nextDueIn <= 60_000);
    },
  },
];
