import assert from 'node:assert/strict';
import { BatchNotFoundError, JobsOptionsError } from '../../errors/index.js';
import type { BatchChange, JobStore, NewContinuation } from '../../store/index.js';
import { newId } from '../../utils/index.js';
import type { CaseDefinition } from './case.js';
import { claim, DAY, failed, KEEP_A_DAY, newJob, newWorker, settle, succeeded, until } from './fixtures.js';

const WHO = { reason: null, actor: null };

function batch(size: number, values: Partial<BatchChange> = {}): BatchChange {
  const jobs = Array.from({ length: size }, () => newJob());
  return { id: newId(), name: 'import', parentId: null, jobs, continuations: [], ...values };
}

async function counts(store: JobStore, { id }: BatchChange) {
  const info = (await store.findBatch(id))!;
  const { state, total, pending, succeeded: good, failed: bad, deleted } = info;
  return { state, total, pending, succeeded: good, failed: bad, deleted };
}

export const batchCases: CaseDefinition[] = [
  {
    name: 'a batch counts its jobs, and ends with the last of them',
    async run(_database, store) {
      const worker = await newWorker(store);
      const change = batch(4);
      await store.insertBatches([change]);
      const jobs = await claim(store, worker);
      assert.equal(jobs.length, 4);
      await store.settle([succeeded(jobs[0]!), succeeded(jobs[1]!)]);
      assert.deepEqual(await counts(store, change), {
        state: 'processing',
        total: 4,
        pending: 2,
        succeeded: 2,
        failed: 0,
        deleted: 0,
      });
      await store.settle([succeeded(jobs[2]!), failed(jobs[3]!)]);
      assert.deepEqual(await counts(store, change), {
        state: 'failed',
        total: 4,
        pending: 0,
        succeeded: 3,
        failed: 1,
        deleted: 0,
      });
      assert.notEqual((await store.findBatch(change.id))?.finishedAt, null);

      await store.transition({ ids: [jobs[3]!.id], to: 'enqueued', ...WHO });
      assert.deepEqual((await counts(store, change)).state, 'processing');
      const [again] = await claim(store, worker);
      await store.settle([succeeded(again!)]);
      assert.deepEqual(await counts(store, change), {
        state: 'succeeded',
        total: 4,
        pending: 0,
        succeeded: 4,
        failed: 0,
        deleted: 0,
      });
    },
  },
  {
    name: '[I5] each job is counted once, however many end at the same time, and the batch ends once',
    async run(database, store) {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => database.connect())))];
      const change = batch(40);
      await store.insertBatches([change]);
      const child = newJob({ queue: 'after' });
      await store.insertContinuations([
        { job: child, parents: [{ id: change.id, kind: 'batch' }], on: 'succeeded', keep: DAY },
      ]);
      const jobs = await claim(store, await newWorker(store));
      const applied = await Promise.all(
        jobs.flatMap((job, index) =>
          // Each outcome is reported twice.
          [1, 2].map((twice) => settle(stores[(index + twice) % 4]!, [succeeded(job)])),
        ),
      );
      assert.equal(applied.flat().filter(Boolean).length, 40);
      assert.deepEqual(await counts(store, change), {
        state: 'succeeded',
        total: 40,
        pending: 0,
        succeeded: 40,
        failed: 0,
        deleted: 0,
      });
      assert.equal((await store.find(child.id))?.state, 'enqueued');
    },
  },
  {
    name: 'a batch in a batch counts as one, and an empty one has succeeded',
    async run(_database, store) {
      const outer = batch(1);
      const inner = batch(2, { parentId: outer.id });
      const empty = batch(0, { parentId: inner.id });
      await store.insertBatches([outer, inner, empty]);
      assert.equal((await counts(store, empty)).state, 'succeeded');
      assert.deepEqual(await counts(store, inner), {
        state: 'processing',
        total: 3,
        pending: 2,
        succeeded: 1,
        failed: 0,
        deleted: 0,
      });
      const jobs = await claim(store, await newWorker(store));
      await store.settle(jobs.filter((job) => job.batchId === inner.id).map((job) => failed(job)));
      assert.deepEqual(await counts(store, outer), {
        state: 'processing',
        total: 2,
        pending: 1,
        succeeded: 0,
        failed: 1,
        deleted: 0,
      });
      await store.settle(jobs.filter((job) => job.batchId === outer.id).map((job) => succeeded(job)));
      assert.equal((await counts(store, outer)).state, 'failed');
      await store.insertBatches([batch(0)]);
    },
  },
  {
    name: 'jobs join a batch later, also one that has ended',
    async run(_database, store) {
      const worker = await newWorker(store);
      const change = batch(1);
      await store.insertBatches([change]);
      const [first] = await claim(store, worker);
      await store.settle([succeeded(first!)]);
      await store.insertBatches([batch(2, { id: change.id, name: null })]);
      const { state, total, pending } = await counts(store, change);
      assert.deepEqual([state, total, pending], ['processing', 3, 2]);
      await store.settle((await claim(store, worker)).map((job) => succeeded(job)));
      assert.equal((await counts(store, change)).state, 'succeeded');
      await assert.rejects(store.insertBatches([batch(1, { name: null })]), BatchNotFoundError);
    },
  },
  {
    name: 'a cancelled batch deletes what has not finished, in those in it too, and goes on from there',
    async run(_database, store) {
      const outer = batch(3);
      const inner = batch(2, { parentId: outer.id });
      await store.insertBatches([outer, inner]);
      const after = (id: string, kind: 'job' | 'batch') => ({
        job: newJob({ queue: 'after' }),
        parents: [{ id, kind }],
        on: 'deleted' as const,
        keep: DAY,
      });
      const children = [after(outer.id, 'batch'), after(inner.jobs[0]!.id, 'job')];
      await store.insertContinuations(children);
      const [first] = await claim(store, await newWorker(store), { limit: 1 });
      await store.settle([succeeded(first!)]);
      const hint = await store.cancelBatch({
        id: outer.id,
        reason: 'wrong file',
        actor: 'ada',
        keep: KEEP_A_DAY,
      });
      assert.deepEqual(hint?.queues, ['after']);
      assert.deepEqual(await counts(store, outer), {
        state: 'cancelled',
        total: 4,
        pending: 0,
        succeeded: 1,
        failed: 0,
        deleted: 3,
      });
      assert.equal((await counts(store, inner)).state, 'cancelled');
      for (const { job } of children) {
        assert.equal((await store.find(job.id))?.state, 'enqueued');
      }
      assert.equal((await store.findBatch(outer.id))?.reason, 'wrong file');
      assert.equal(await store.cancelBatch({ id: outer.id, ...WHO, keep: KEEP_A_DAY }), null);
    },
  },
  {
    name: 'what had ended before its batch is cancelled keeps the time of its end',
    async run(_database, store) {
      const outer = batch(1);
      const inner = batch(0, { parentId: outer.id });
      await store.insertBatches([outer, inner]);
      const { finishedAt } = (await store.findBatch(inner.id))!;
      // The database's clock goes on.
      await until(async () => Date.now() > finishedAt!.getTime() + 2);
      await store.cancelBatch({ id: outer.id, ...WHO, keep: KEEP_A_DAY });
      assert.deepEqual((await store.findBatch(inner.id))?.finishedAt, finishedAt);
      assert.equal((await store.findBatch(inner.id))?.state, 'succeeded');
    },
  },
  {
    name: 'a batch that is joined while it is cancelled comes to an end',
    async run(database, store) {
      const other = await database.connect();
      for (let round = 0; round < 5; round++) {
        const outer = batch(3);
        await store.insertBatches([outer]);
        const inner = batch(2, { parentId: outer.id });
        await Promise.all([
          store.cancelBatch({ id: outer.id, ...WHO, keep: KEEP_A_DAY }),
          other.insertBatches([inner]),
          other.insertBatches([batch(1, { id: outer.id, name: null })]),
        ]);
        await store.cancelBatch({ id: outer.id, ...WHO, keep: KEEP_A_DAY });
        const { total, pending, deleted, state } = await counts(store, outer);
        assert.deepEqual([total, pending, deleted, state], [5, 0, 5, 'cancelled'], `round ${round}`);
      }
    },
  },
  {
    name: 'batches that would wait for each other by way of their jobs are refused',
    async run(_database, store) {
      const [one, two] = [batch(1), batch(1)];
      await store.insertBatches([one, two]);
      const waitFor = (id: string, kind: 'job' | 'batch' = 'batch') => [
        { job: newJob(), parents: [{ id, kind }], on: 'finished' as const, keep: DAY },
      ];
      const join = ({ id }: BatchChange, continuations: NewContinuation[]) =>
        store.insertBatches([batch(0, { id, name: null, continuations })]);
      const [waiting] = waitFor(two.id);
      await join(one, [waiting!]);
      await assert.rejects(join(two, waitFor(one.id)), JobsOptionsError);
      // By way of a third, and in one call.
      const three = batch(1, { continuations: waitFor(one.id) });
      await store.insertBatches([three]);
      await assert.rejects(join(two, waitFor(three.id)), JobsOptionsError);
      const four = batch(0);
      const five = batch(0, { continuations: waitFor(four.id) });
      four.continuations = waitFor(five.id);
      await assert.rejects(store.insertBatches([four, five]), JobsOptionsError);

      // One that is made to run waits for nobody.
      const { id } = waiting!.job;
      await store.transition({ ids: [id], to: 'enqueued', ...WHO });
      await join(two, waitFor(id, 'job'));
    },
  },
  {
    name: 'of batches that come to wait for each other at the same time, one is refused',
    async run(database, store) {
      const other = await database.connect();
      for (let round = 0; round < 5; round++) {
        const outer = [batch(1), batch(1)];
        const inner = outer.map(({ id }) => batch(1, { parentId: id }));
        await store.insertBatches([...outer, ...inner]);
        const join = (each: JobStore, { id }: BatchChange, parent: BatchChange) => {
          const parents = [{ id: parent.id, kind: 'batch' as const }];
          const child = { job: newJob(), parents, on: 'finished' as const, keep: DAY };
          return each.insertBatches([batch(0, { id, name: null, continuations: [child] })]);
        };
        const joined = await Promise.allSettled([
          join(store, inner[0]!, outer[1]!),
          join(other, inner[1]!, outer[0]!),
        ]);
        assert.equal(joined.filter(({ status }) => status === 'fulfilled').length, 1, `round ${round}`);
      }
    },
  },
  {
    name: 'a batch is all or nothing',
    async run(_database, store) {
      const change = batch(2);
      change.jobs.push(change.jobs[0]!);
      await assert.rejects(store.insertBatches([change]), (error) => store.isRefusal(error));
      assert.equal(await store.findBatch(change.id), null);
      assert.deepEqual(await store.list({}, 10, null), []);
    },
  },
];
