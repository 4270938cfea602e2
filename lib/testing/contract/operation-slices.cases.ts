import assert from 'node:assert/strict';
import type { JobStore } from '../../store/index.js';
import { newId } from '../../utils/index.js';
import type { CaseDefinition } from './case.js';
import { claim, DAY, failed, KEEP_A_DAY, newWorker, NO_SCOPE, settle, until } from './fixtures.js';
import { finish, insert, nextSlice, start, WHO } from './operation-fixtures.js';

export const operationSliceCases: CaseDefinition[] = [
  {
    name: 'an operation leaves jobs alone that were created after it',
    async run(_database, store) {
      const before = await insert(store, 12);
      const id = await start(store, {});
      const { createdAt } = (await store.operations.find(id))!;
      // One whose id is as old as any, which the operation meets.
      await until(async () => {
        const [probe] = await insert(store, 1, { queue: 'probe' });
        return (await store.find(probe!))!.createdAt > createdAt;
      });
      const later = await insert(store, 12, { queue: 'later' });
      await nextSlice(store, 5);
      later.push(...(await insert(store, 12, { queue: 'later' })));
      await finish(store, 5);
      for (const job of before) {
        assert.equal((await store.find(job))?.state, 'deleted');
      }
      for (const job of later) {
        assert.equal((await store.find(job))?.state, 'enqueued');
      }
      assert.equal((await store.operations.find(id))?.state, 'succeeded');
    },
  },
  {
    name: 'an operation asks again whether a job is meant once it holds it, and never takes one twice',
    async run(_database, store) {
      // Deleting moves a job out of the filter, requeueing into the walk of another state: neither is met again.
      await insert(store, 10);
      const id = await start(store, { states: ['enqueued', 'deleted'] }, { to: 'enqueued' });
      await finish(store, 3);
      assert.deepEqual((await store.operations.find(id))!.moved, 10);
      const deleting = await start(store, { states: ['enqueued'] });
      await nextSlice(store, 4);
      const rest = (await store.list({ states: ['enqueued'] }, 10, null)).map((job) => job.id);
      assert.equal(rest.length, 6);
      await store.transition({ ids: rest.slice(0, 2), to: 'scheduled', delay: DAY, ...WHO });
      await finish(store, 4);
      assert.equal((await store.operations.find(deleting))!.moved, 8);
      assert.equal((await store.count({ states: ['scheduled'] }, 10)).value, 2);
    },
  },
  {
    name: 'an operation that is cancelled does nothing more',
    async run(database, store) {
      const other = await database.connect();
      await insert(store, 20);
      const id = await start(store, {});
      await nextSlice(store, 5);
      const cancel = { id, reason: 'enough', actor: 'somebody else' };
      assert.equal(await other.operations.cancel(cancel), true);
      assert.equal(await other.operations.cancel(cancel), false);
      assert.equal(await store.operations.cancel({ ...cancel, id: newId() }), false);
      assert.equal((await store.glance(NO_SCOPE)).hasOperations, false);
      assert.equal(await store.operations.advance(5), null);
      const info = (await store.operations.find(id))!;
      assert.deepEqual([info.state, info.moved, info.reason], ['cancelled', 5, 'a test']);
      assert.deepEqual([info.cancelReason, info.cancelledBy], ['enough', 'somebody else']);
      assert.ok(info.finishedAt);
      assert.equal((await store.count({ states: ['enqueued'] }, 100)).value, 15);
    },
  },
  {
    name: 'stores that advance one operation at once move every job once, and cancelling stops them all',
    async run(database, store) {
      const stores = [store, await database.connect(), await database.connect()];
      const jobs = await insert(store, 200);
      const id = await start(store, {}, { to: 'enqueued' });
      const advance = (each: JobStore, operation: string) =>
        until(async () => {
          await each.operations.advance(10);
          return (await each.operations.find(operation))!.finishedAt !== null;
        });
      await Promise.all(stores.map((each) => advance(each, id)));
      const info = (await store.operations.find(id))!;
      assert.deepEqual([info.state, info.matched, info.moved], ['succeeded', 200, 200]);
      for (const job of jobs) {
        assert.equal((await store.history(job)).length, 1);
      }

      const deleting = await start(store, {});
      const racing = stores.map((each) => advance(each, deleting));
      await until(async () => (await store.operations.find(deleting))!.moved > 0);
      await store.operations.cancel({ id: deleting, ...WHO });
      const { value } = await store.count({ states: ['deleted'] }, 1_000);
      await Promise.all(racing);
      assert.equal((await store.operations.find(deleting))!.moved, value);
      assert.equal((await store.count({ states: ['deleted'] }, 1_000)).value, value);
      assert.ok(value < 200);
    },
  },
  {
    name: 'operations take turns, and each rests after a slice',
    async run(_database, store) {
      await insert(store, 300);
      const ids = [await start(store, {}, { to: 'enqueued' }), await start(store, {}, { to: 'enqueued' })];
      const turns = [await nextSlice(store, 100), await nextSlice(store, 100)];
      assert.deepEqual(
        turns.map(({ id }) => id),
        ids,
      );
      await finish(store, 300);
      for (const id of ids) {
        assert.equal((await store.operations.find(id))!.moved, 300);
      }

      // Of this size, so that the rest is longer than it takes to ask.
      await insert(store, 5_000);
      await start(store, {}, { to: 'enqueued' });
      let rests = 0;
      await until(async () => {
        rests += (await store.operations.advance(1_000)) === null ? 1 : 0;
        return !(await store.glance(NO_SCOPE)).hasOperations;
      });
      assert.ok(rests > 0);
    },
  },
  {
    name: 'an operation leaves alone what somebody else moves while it looks',
    async run(database, store) {
      const other = await database.connect();
      const worker = await newWorker(store);
      for (let round = 0; round < 20; round++) {
        const ids = await insert(store, 20);
        await settle(
          store,
          (await claim(store, worker)).map((job) => failed(job)),
        );
        await start(store, { ids, states: ['failed'] });
        await Promise.all([other.transition({ ids, to: 'enqueued', ...WHO }), finish(store, 20)]);
        // Deleted and then requeued, or requeued and then meant no longer.
        assert.equal((await store.count({ ids, states: ['enqueued'] }, 100)).value, 20);
        await store.transition({ ids, to: 'deleted', keep: KEEP_A_DAY, ...WHO });
      }
    },
  },
  {
    name: 'operations are listed newest first, in pages',
    async run(_database, store) {
      const ids: string[] = [];
      for (let index = 0; index < 5; index++) {
        ids.unshift(await start(store, {}));
      }
      const first = await store.operations.list(3, null);
      const second = await store.operations.list(3, first.at(-1)!.id);
      assert.deepEqual(
        [...first, ...second].map(({ id }) => id),
        ids,
      );
      assert.equal(await store.operations.find(newId()), null);
    },
  },
];
