import assert from 'node:assert/strict';
import { JobNotFoundError } from '../../errors/index.js';
import type { ContinuationCondition } from '../../interfaces/index.js';
import type { JobStore, NewContinuation, NewJob } from '../../store/index.js';
import { newId } from '../../utils/index.js';
import type { CaseDefinition } from './case.js';
import {
  claim,
  claimedJob,
  DAY,
  deleted,
  failed,
  KEEP_A_DAY,
  newJob,
  newWorker,
  settle,
  succeeded,
} from './fixtures.js';

const WHO = { reason: null, actor: null };

function after(
  parents: (string | { id: string })[],
  on: ContinuationCondition = 'succeeded',
  values: Partial<NewJob> = {},
): NewContinuation {
  const ids = parents.map((parent) => (typeof parent === 'string' ? parent : parent.id));
  return {
    job: newJob(values),
    parents: ids.map((id) => ({ id, kind: 'job' })),
    on,
    keep: DAY,
  };
}

const stateOf = async (store: JobStore, { job }: NewContinuation) => (await store.find(job.id))?.state;

export const continuationCases: CaseDefinition[] = [
  {
    name: 'a continuation waits for its parent, and is released with its outcome',
    async run(_database, store) {
      const parent = await claimedJob(store);
      const child = after([parent]);
      await store.insertContinuations([child]);
      assert.equal(await stateOf(store, child), 'awaiting');
      assert.deepEqual(await claim(store, await newWorker(store)), []);

      const { applied, released } = await store.settle([succeeded(parent, '{"total":42}')]);
      assert.deepEqual(applied, [true]);
      assert.deepEqual(released.queues, ['default']);
      assert.equal(await stateOf(store, child), 'enqueued');
      assert.deepEqual(await store.parentResults(child.job.id), ['{"total":42}']);
      const { parents } = await store.dependencies(child.job.id);
      assert.deepEqual(
        parents.map(({ parentId, state, on }) => [parentId, state, on]),
        [[parent.id, 'succeeded', 'succeeded']],
      );
    },
  },
  {
    name: 'as many of those that wait for a job, or that it waits for, are read as are wanted',
    async run(_database, store) {
      const parents = [await claimedJob(store), await claimedJob(store), await claimedJob(store)] as const;
      const children = Array.from({ length: 4 }, () => after([...parents]));
      await store.insertContinuations(children);
      const ids = children.map(({ job }) => job.id).toSorted();
      const of = async (id: string, limit?: number) => {
        const found = await store.dependencies(id, limit);
        return [found.parents.map(({ parentId }) => parentId), found.children.map(({ childId }) => childId)];
      };
      assert.deepEqual(await of(parents[0].id, 3), [[], ids.slice(0, 3)]);
      assert.deepEqual(await of(parents[0].id), [[], ids]);
      assert.deepEqual(await of(ids[0]!, 2), [parents.slice(0, 2).map(({ id }) => id), []]);
      assert.equal((await store.find(ids[0]!))?.pending, 3);
      await store.settle([succeeded(parents[1])]);
      assert.equal((await store.find(ids[0]!))?.pending, 2);
    },
  },
  {
    name: 'a continuation with a delay is scheduled when it is released, by the database’s clock',
    async run(_database, store) {
      const parent = await claimedJob(store);
      const child = after([parent], 'finished', { delay: 60_000 });
      await store.insertContinuations([child]);
      await store.settle([failed(parent)]);
      const row = (await store.find(child.job.id))!;
      const finished = (await store.find(parent.id))!.finishedAt!;
      assert.equal(row.state, 'scheduled');
      assert.ok(row.runAt.getTime() - finished.getTime() >= 60_000);
    },
  },
  {
    name: 'continuations run on the outcome they want, and are deleted with the reason on any other',
    async run(_database, store) {
      const worker = await newWorker(store);
      const wanted = ['succeeded', 'failed', 'deleted', 'finished'] as const;
      for (const outcome of ['succeeded', 'failed', 'deleted'] as const) {
        const parent = await claimedJob(store, worker);
        const children = wanted.map((on) => after([parent], on));
        await store.insertContinuations(children);
        if (outcome === 'deleted') {
          await store.transition({ ids: [parent.id], to: 'deleted', keep: KEEP_A_DAY, ...WHO });
        } else {
          await store.settle([outcome === 'succeeded' ? succeeded(parent) : failed(parent)]);
        }
        for (const child of children) {
          const isMet = child.on === outcome || child.on === 'finished';
          assert.equal(
            await stateOf(store, child),
            isMet ? 'enqueued' : 'deleted',
            `${child.on}, ${outcome}`,
          );
          const history = await store.history(child.job.id);
          assert.equal(history.length, isMet ? 0 : 1);
          if (!isMet) {
            assert.equal(
              history[0]!.reason,
              `It was to run when job ${parent.id} is ${child.on}, which is ${outcome}`,
            );
            assert.deepEqual(history[0]!.dueAt, (await store.find(child.job.id))!.runAt);
          }
        }
        await store.transition({
          ids: (await store.list({ states: ['enqueued'] }, 10, null)).map(({ id }) => id),
          to: 'deleted',
          keep: KEEP_A_DAY,
          ...WHO,
        });
      }
    },
  },
  {
    name: 'a continuation that will never run takes those that wait for it along',
    async run(_database, store) {
      const parent = await claimedJob(store);
      const child = after([parent]);
      const grandchild = after([child.job]);
      const mourner = after([grandchild.job], 'deleted');
      for (const each of [child, grandchild, mourner]) {
        await store.insertContinuations([each]);
      }
      await store.settle([failed(parent)]);
      assert.equal(await stateOf(store, child), 'deleted');
      assert.equal(await stateOf(store, grandchild), 'deleted');
      assert.equal(await stateOf(store, mourner), 'enqueued');
    },
  },
  {
    name: '[I5] of several parents the last one releases, once, however they end at the same time',
    async run(database, store) {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => database.connect())))];
      const worker = await newWorker(store);
      for (let round = 0; round < 5; round++) {
        await store.insert(Array.from({ length: 8 }, () => newJob()));
        const parents = await claim(store, worker);
        const child = after(parents);
        await store.insertContinuations([child]);
        await Promise.all(
          parents.map((parent, index) => settle(stores[index % 4]!, [succeeded(parent, `${index}`)])),
        );
        const [claimed, ...others] = await claim(store, worker);
        assert.equal(claimed?.id, child.job.id);
        assert.deepEqual(others, []);
        const results = await store.parentResults(child.job.id);
        assert.deepEqual(
          results,
          parents.map((_, index) => `${index}`),
        );
        await store.settle([succeeded(claimed)]);
      }
    },
  },
  {
    name: '[I5] a job that its worker deletes releases and deletes continuations and counts for its batch',
    async run(_database, store) {
      const batchId = newId();
      const jobs = [newJob(), newJob()];
      await store.insertBatches([{ id: batchId, name: 'import', parentId: null, jobs, continuations: [] }]);
      const [first, second] = await claim(store, await newWorker(store));
      const children = [after([first!]), after([first!], 'deleted'), after([first!], 'finished')];
      await store.insertContinuations(children);
      await store.settle([deleted(first!), succeeded(second!)]);
      const states = await Promise.all(children.map((child) => stateOf(store, child)));
      assert.deepEqual(states, ['deleted', 'enqueued', 'enqueued']);
      const batch = (await store.findBatch(batchId))!;
      assert.deepEqual([batch.state, batch.pending, batch.succeeded, batch.deleted], ['failed', 0, 1, 1]);
    },
  },
  {
    name: '[I5] a continuation that comes while its parent ends is released all the same',
    async run(database, store) {
      const other = await database.connect();
      const worker = await newWorker(store);
      await store.insert(Array.from({ length: 30 }, () => newJob()));
      const parents = await claim(store, worker);
      const children = parents.map((parent) => after([parent]));
      await Promise.all(
        parents.flatMap((parent, index) => [
          store.settle([succeeded(parent)]),
          other.insertContinuations([children[index]!]),
        ]),
      );
      assert.equal((await store.count({ states: ['awaiting'] }, 100)).value, 0);
      assert.equal((await store.count({ states: ['enqueued'] }, 100)).value, 30);
    },
  },
  {
    name: '[I5] a parent that is requeued and ends again releases nothing twice',
    async run(_database, store) {
      const worker = await newWorker(store);
      const parent = await claimedJob(store, worker);
      const child = after([parent], 'finished');
      await store.insertContinuations([child]);
      await store.settle([failed(parent)]);
      const [released] = await claim(store, worker);
      await store.settle([succeeded(released!)]);
      await store.transition({ ids: [parent.id], to: 'enqueued', ...WHO });
      const [again] = await claim(store, worker);
      assert.equal(again!.watched, true);
      await store.settle([succeeded(again!)]);
      assert.equal(await stateOf(store, child), 'succeeded');
    },
  },
  {
    name: 'a parent that has ended releases at once; one that does not exist is refused',
    async run(_database, store) {
      const worker = await newWorker(store);
      const done = await claimedJob(store, worker);
      await store.settle([succeeded(done, '"done"')]);
      const child = after([done]);
      const vain = after([done], 'failed');
      const hint = await store.insertContinuations([child]);
      await store.insertContinuations([vain]);
      assert.deepEqual(hint.queues, ['default']);
      assert.equal(await stateOf(store, child), 'enqueued');
      assert.equal(await stateOf(store, vain), 'deleted');
      assert.deepEqual(await store.parentResults(child.job.id), ['"done"']);

      const orphan = after([done, newJob()]);
      await assert.rejects(store.insertContinuations([orphan]), JobNotFoundError);
      assert.equal(await store.find(orphan.job.id), null);
    },
  },
  {
    name: 'a lost worker’s job that fails, and one of an unknown type, end what waits for them',
    async run(_database, store) {
      const child = after([newJob()]);
      const unknown = newJob({ type: 'Unknown.run' });
      await store.insert([unknown]);
      child.parents = [{ id: unknown.id, kind: 'job' }];
      await store.insertContinuations([child]);
      await newWorker(store);
      await store.transition({ ids: [unknown.id], to: 'enqueued', ...WHO });
      const failedJobs = async () =>
        (await store.failUnknown({ after: 0, limit: 10, keep: KEEP_A_DAY })).length;
      while ((await failedJobs()) === 0);
      assert.equal(await stateOf(store, child), 'deleted');
    },
  },
];
