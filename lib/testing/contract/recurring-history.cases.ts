import assert from 'node:assert/strict';
import type { CaseDefinition } from './case.js';
import { claim, DAY, failed, newJob, newWorker, succeeded } from './fixtures.js';
import { add, recurring } from './recurring-fixtures.js';

export const recurringHistoryCases: CaseDefinition[] = [
  {
    name: 'the runs of a recurring job are its last jobs, also when retention has removed them',
    async run(_database, store) {
      await add(store, recurring('r', null));
      const worker = await newWorker(store);
      await store.insert([
        newJob({ recurringId: 'r', occurrenceAt: 1_000 }),
        newJob({ recurringId: 'r', occurrenceAt: 2_000 }),
        newJob({ recurringId: 'other', occurrenceAt: 3_000 }),
        newJob(),
      ]);
      const [first, second] = await claim(store, worker);
      await store.settle([
        { ...succeeded(first!), keep: 0 } as ReturnType<typeof succeeded>,
        failed(second!, 0),
      ]);
      const before = await store.recurringHistory('r', 10);
      assert.equal(await store.prune(100, DAY), 2);
      assert.equal(await store.find(first!.id), null);
      assert.deepEqual(await store.recurringHistory('r', 10), before);
      assert.deepEqual(
        before.map(({ occurrenceAt, state, error }) => [occurrenceAt?.getTime(), state, error]),
        [
          [2_000, 'failed', 'TypeError: broken'],
          [1_000, 'succeeded', null],
        ],
      );

      await store.insert([newJob({ recurringId: 'r' })]);
      const now = await store.recurringHistory('r', 2);
      assert.deepEqual(
        now.map(({ occurrenceAt, state }) => [occurrenceAt?.getTime(), state]),
        [
          [undefined, 'enqueued'],
          [2_000, 'failed'],
        ],
      );
    },
  },
  {
    name: 'a hundred runs of each recurring job are remembered',
    async run(_database, store) {
      await add(store, recurring('r', null), recurring('rare', null));
      const worker = await newWorker(store);
      for (const count of [70, 60]) {
        const jobs = Array.from({ length: count }, (_, index) =>
          newJob({ recurringId: 'r', occurrenceAt: index }),
        );
        await store.insert([...jobs, newJob({ recurringId: 'rare' })]);
        const claimed = await claim(store, worker);
        await store.settle(
          claimed.map((job) => ({ ...succeeded(job), keep: 0 }) as ReturnType<typeof succeeded>),
        );
        await store.prune(1_000, DAY);
      }
      const runs = await store.recurringHistory('r', 1_000);
      assert.equal(runs.length, 100);
      assert.equal(runs[0]!.occurrenceAt?.getTime(), 59);
      assert.equal(runs[99]!.occurrenceAt?.getTime(), 30);
      assert.equal((await store.recurringHistory('rare', 1_000)).length, 2);
    },
  },
  {
    name: 'removing a recurring job forgets its past runs and keeps its jobs',
    async run(_database, store) {
      await add(store, recurring('r', null), recurring('s', null));
      await store.insert([newJob({ recurringId: 'r' }), newJob({ recurringId: 'r' })]);
      const [first] = await claim(store, await newWorker(store), { limit: 1 });
      await store.settle([{ ...succeeded(first!), keep: 0 } as ReturnType<typeof succeeded>]);
      await store.prune(10, DAY);
      assert.equal((await store.recurringHistory('r', 10)).length, 2);
      await store.changeRecurring({ ids: ['r'] }, (rows) => ({ save: [], remove: rows.map(({ id }) => id) }));
      assert.equal(await store.findRecurring('r'), null);
      assert.notEqual(await store.findRecurring('s'), null);
      assert.equal((await store.recurringHistory('r', 10)).length, 1);
      assert.equal((await store.list({}, 10, null)).length, 1);

      // Nor does it come back with the last of its jobs.
      const [last] = await claim(store, await newWorker(store));
      await store.settle([{ ...succeeded(last!), keep: 0 } as ReturnType<typeof succeeded>]);
      await store.prune(10, DAY);
      assert.deepEqual(await store.recurringHistory('r', 10), []);
    },
  },
];
