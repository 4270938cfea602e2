import assert from 'node:assert/strict';
import type { JobFilter } from '../../store/index.js';
import { newId } from '../../utils/index.js';
import type { CaseDefinition } from './case.js';
import {
  claim,
  claimedJob,
  DAY,
  failed,
  KEEP_A_DAY,
  newJob,
  newWorker,
  NO_SCOPE,
  settle,
  succeeded,
} from './fixtures.js';
import { finish, insert, nextSlice, start, statesOf, WHO } from './operation-fixtures.js';

export const operationCases: CaseDefinition[] = [
  {
    name: 'an operation deletes what its filter means, in slices, and counts what it has done',
    async run(_database, store) {
      const jobs = await insert(store, 25, { queue: 'bulk' });
      const [other] = await insert(store, 1);
      await store.transition({ ids: jobs.slice(3, 6), to: 'deleted', keep: KEEP_A_DAY, ...WHO });
      assert.equal((await store.glance(NO_SCOPE)).hasOperations, false);
      const id = await start(store, { queues: ['bulk'] });
      assert.equal((await store.glance(NO_SCOPE)).hasOperations, true);
      assert.equal((await store.operations.find(id))?.state, 'pending');

      const first = await nextSlice(store, 10);
      assert.deepEqual([first.id, first.state, first.wakes], [id, 'running', false]);
      const between = (await store.operations.find(id))!;
      assert.deepEqual([between.matched, between.moved, between.skipped], [10, 7, 3]);
      assert.equal(between.finishedAt, null);
      assert.ok(between.startedAt);

      assert.deepEqual(await statesOf(await finish(store, 10)), ['running', 'succeeded']);
      const info = (await store.operations.find(id))!;
      assert.deepEqual([info.state, info.matched, info.moved, info.skipped], ['succeeded', 25, 22, 3]);
      assert.deepEqual([info.reason, info.actor, info.filter], ['a test', 'somebody', { queues: ['bulk'] }]);
      assert.deepEqual(info.action, { to: 'deleted', keep: KEEP_A_DAY });
      assert.ok(info.finishedAt);
      assert.equal((await store.count({ states: ['deleted'] }, 100)).value, 25);
      assert.equal((await store.find(other!))?.state, 'enqueued');
      for (const job of jobs) {
        const history = await store.history(job);
        assert.deepEqual(
          history.map(({ state, reason, actor }) => [state, reason, actor]),
          [['deleted', 'a test', 'somebody']],
        );
      }
      const row = (await store.find(jobs[0]!))!;
      assert.equal(row.expiresAt!.getTime() - row.finishedAt!.getTime(), DAY);
      assert.equal((await store.glance(NO_SCOPE)).hasOperations, false);
      assert.equal(await store.operations.advance(10), null);
    },
  },
  {
    name: 'an operation requeues, reschedules and moves to another queue, and says that workers have something to do',
    async run(_database, store) {
      const worker = await newWorker(store);
      const [a, b] = await insert(store, 2, { queue: 'first' });
      await settle(
        store,
        (await claim(store, worker, { queue: 'first' })).map((job) => failed(job)),
      );
      await start(store, { states: ['failed'] }, { to: 'enqueued' });
      const [requeued] = await finish(store, 10);
      assert.equal(requeued!.wakes, true);
      assert.deepEqual((await store.find(a!))?.attempt, 0);

      await start(store, { ids: [a!] }, { to: 'queue', queue: 'second' });
      const [moved] = await finish(store, 10);
      assert.equal(moved!.wakes, true);
      assert.equal((await store.find(a!))?.queue, 'second');

      const id = await start(store, { queues: ['first', 'second'] }, { to: 'scheduled', delay: 60_000 });
      const [scheduled] = await finish(store, 10);
      assert.equal(scheduled!.wakes, true);
      const { createdAt } = (await store.operations.find(id))!;
      for (const job of [a!, b!]) {
        const row = (await store.find(job))!;
        assert.equal(row.state, 'scheduled');
        assert.equal(row.runAt.getTime(), createdAt.getTime() + 60_000);
      }

      await start(store, {}, { to: 'scheduled', at: 1_000 });
      await finish(store, 10);
      const promoted = await store.promoteDue(10);
      assert.deepEqual(promoted.queues.toSorted(), ['first', 'second']);
    },
  },
  {
    name: 'an operation understands every field of a filter, alone and with another',
    async run(_database, store) {
      const mail = newJob({ type: 'Mail.send', queue: 'mail', tags: ['a', 'b'], recurringId: 'r' });
      const report = newJob({
        type: 'Report.make',
        queue: 'slow',
        tags: ['b'],
        delay: DAY,
        recurringId: 's',
      });
      const broken = newJob({ type: 'Mail.send' });
      const batchId = newId();
      const member = newJob({ batchId });
      await store.insert([mail, report, broken]);
      await store.insertBatches([
        { id: batchId, name: 'b', parentId: null, jobs: [member], continuations: [] },
      ]);
      const [claimed] = await claim(store, await newWorker(store), { types: ['Mail.send'] });
      await settle(store, [failed(claimed!)]);
      const finishedAt = (await store.find(broken.id))!.finishedAt!.getTime();
      const all = [mail.id, report.id, broken.id, member.id];

      const cases: [JobFilter, string[]][] = [
        [{}, all],
        [{ states: ['scheduled', 'failed'] }, [report.id, broken.id]],
        [{ states: ['failed', 'deleted'] }, [broken.id]],
        [{ states: ['failed'] }, [broken.id]],
        [{ states: [] }, []],
        [{ queues: ['mail', 'slow'] }, [mail.id, report.id]],
        [{ types: ['Mail.send'], queues: ['mail'] }, [mail.id]],
        [{ ids: [report.id, newId()] }, [report.id]],
        [{ ids: [report.id, mail.id], tags: ['a'] }, [mail.id]],
        [{ ids: [] }, []],
        [{ excludeIds: [mail.id] }, [report.id, broken.id, member.id]],
        [{ tags: ['a'] }, [mail.id]],
        [{ tags: ['a', 'b'] }, [mail.id, report.id]],
        [{ tags: ['a', 'b'], excludeIds: [mail.id] }, [report.id]],
        [
          { tags: Array.from({ length: 30 }, (_, index) => (index === 29 ? 'b' : `t${index}`)) },
          [mail.id, report.id],
        ],
        [{ recurringIds: ['r'] }, [mail.id]],
        [{ recurringIds: ['r', 's'], states: ['scheduled'] }, [report.id]],
        [{ batchIds: [batchId] }, [member.id]],
        [{ batchIds: [batchId, newId()], queues: ['mail'] }, []],
        [{ errorText: 'typeerror: BROK' }, [broken.id]],
        [{ finishedAfter: new Date(finishedAt) }, [broken.id]],
        [{ finishedBefore: new Date(finishedAt) }, []],
        [{ createdBefore: new Date(1_000) }, []],
        [{ createdAfter: new Date(1_000) }, all],
      ];
      for (const [index, [filter, ids]] of cases.entries()) {
        const queue = `moved-${index}`;
        const id = await start(store, filter, { to: 'queue', queue });
        assert.deepEqual((await store.operations.find(id))!.filter, filter);
        await finish(store, 2);
        const moved = (await store.list({ queues: [queue] }, 10, null)).map((job) => job.id);
        assert.deepEqual(moved.toSorted(), ids.toSorted(), JSON.stringify(filter));
        assert.equal((await store.operations.find(id))!.moved, ids.length, JSON.stringify(filter));
        // Back to where they were.
        for (const job of [mail, report, broken, member]) {
          await store.transition({ ids: [job.id], to: 'queue', queue: job.queue, ...WHO });
        }
      }
    },
  },
  {
    name: 'an operation meets jobs by their ids, whatever walks lead to them, each once',
    async run(_database, store) {
      const jobs = await insert(store, 30, { tags: ['a', 'b', 'c'] });
      const others = await insert(store, 30, { tags: ['c'] });
      for (const filter of [
        { tags: ['a', 'b'] },
        { tags: ['a'], queues: ['default'] },
        { ids: jobs },
      ] as const) {
        const id = await start(store, filter as JobFilter, { to: 'enqueued' });
        await finish(store, 7);
        assert.deepEqual((await store.operations.find(id))!.moved, 30);
      }
      for (const job of jobs) {
        assert.equal((await store.history(job)).length, 3);
      }
      for (const job of others) {
        assert.equal((await store.history(job)).length, 0);
      }
    },
  },
  {
    name: '[I3] an operation takes running jobs from their workers and names them',
    async run(_database, store) {
      const job = await claimedJob(store);
      const [waiting] = await insert(store, 1);
      await start(store, { ids: [job.id, waiting!] });
      const [slice] = await finish(store, 10);
      assert.deepEqual([slice!.interrupted, slice!.wakes], [[job.id], true]);
      assert.deepEqual(await settle(store, [succeeded(job)]), [false]);
    },
  },
  {
    name: '[I5] an operation counts for batches and lets continuations go',
    async run(_database, store) {
      const batchId = newId();
      const jobs = Array.from({ length: 5 }, () => newJob({ queue: 'bulk' }));
      const parent = newJob({ queue: 'bulk' });
      const [afterBatch, afterJob, never] = [
        newJob({ queue: 'after' }),
        newJob({ queue: 'after' }),
        newJob(),
      ];
      await store.insertBatches([{ id: batchId, name: 'b', parentId: null, jobs, continuations: [] }]);
      await store.insert([parent]);
      const job = { id: parent.id, kind: 'job' as const };
      await store.insertContinuations([
        { job: afterBatch, parents: [{ id: batchId, kind: 'batch' }], on: 'finished', keep: DAY },
        { job: afterJob, parents: [job], on: 'deleted', keep: DAY },
        { job: never, parents: [job], on: 'succeeded', keep: DAY },
      ]);
      await start(store, { queues: ['bulk'] });
      const slices = await finish(store, 2);
      assert.ok(slices.some(({ wakes }) => wakes));
      const batch = (await store.findBatch(batchId))!;
      assert.deepEqual([batch.state, batch.pending, batch.deleted, batch.total], ['failed', 0, 5, 5]);
      const state = async ({ id }: { id: string }) => (await store.find(id))?.state;
      assert.equal(await state(afterBatch), 'enqueued');
      assert.equal(await state(afterJob), 'enqueued');
      assert.equal(await state(never), 'deleted');

      await start(store, { batchIds: [batchId] }, { to: 'enqueued' });
      await finish(store, 2);
      const again = (await store.findBatch(batchId))!;
      assert.deepEqual([again.state, again.pending, again.deleted], ['processing', 5, 0]);
    },
  },
];
