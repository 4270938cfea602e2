import assert from 'node:assert/strict';
import { newId } from '../../utils/index.js';
import type { CaseDefinition } from './case.js';
import type { JobAction, Outcome } from '../../store/index.js';
import {
  claim,
  claimedJob,
  DAY,
  deleted,
  failed,
  newJob,
  newWorker,
  settle,
  succeeded,
  until,
} from './fixtures.js';

export const settleCases: CaseDefinition[] = [
  {
    name: 'settle writes success with result, times and retention, and no history',
    async run(_database, store) {
      const job = await claimedJob(store);
      assert.deepEqual(await settle(store, [succeeded(job, '{"total":42}')]), [true]);
      const row = await store.find(job.id);
      assert.equal(row?.state, 'succeeded');
      assert.equal(row.result, '{"total":42}');
      assert.equal(row.runTime, 5);
      assert.equal(row.expiresAt!.getTime() - row.finishedAt!.getTime(), DAY);
      assert.deepEqual(await store.history(job.id), []);
    },
  },
  {
    name: 'settle writes failure with its error in the row and in the history',
    async run(_database, store) {
      const job = await claimedJob(store);
      await store.settle([failed(job)]);
      const row = await store.find(job.id);
      assert.equal(row?.state, 'failed');
      assert.equal(row.error, 'TypeError: broken');
      const [entry, ...others] = await store.history(job.id);
      assert.deepEqual(others, []);
      assert.equal(entry?.state, 'failed');
      assert.equal(entry.attempt, 1);
      assert.equal(entry.reason, 'It failed');
      assert.equal(entry.error?.message, 'broken');
      assert.equal(entry.workerId, row.workerId);
      assert.equal(entry.runTime, 5);
      assert.deepEqual(entry.claimedAt, row.claimedAt);
    },
  },
  {
    name: 'the history tells when the job was due until each thing happened',
    async run(_database, store) {
      const worker = await newWorker(store);
      const job = newJob({ delay: 1 });
      await store.insert([job]);
      const scheduled = (await store.find(job.id))!.runAt;
      await until(async () => (await store.promoteDue(10)).count === 1);
      const [first] = await claim(store, worker);
      const again = { ...failed(first!), dueAt: first!.runAt, kind: 'retried', delay: DAY } as Outcome;
      await store.settle([again]);
      const retried = (await store.find(job.id))!.runAt;
      const move = async (action: JobAction) =>
        store.transition({ ids: [job.id], reason: null, actor: null, ...action });
      await move({ to: 'queue', queue: 'other' });
      await move({ to: 'enqueued' });
      const requeued = (await store.find(job.id))!.runAt;
      await move({ to: 'deleted' });
      assert.deepEqual(
        (await store.history(job.id)).map(({ state, dueAt }) => [state, dueAt]),
        [
          ['scheduled', scheduled],
          ['scheduled', retried],
          ['enqueued', retried],
          ['deleted', requeued],
        ],
      );
    },
  },
  {
    name: 'settle deletes a job with its error, reason, times and retention',
    async run(_database, store) {
      const job = await claimedJob(store);
      assert.deepEqual(await settle(store, [deleted(job, 'Too late')]), [true]);
      const row = await store.find(job.id);
      assert.equal(row?.state, 'deleted');
      assert.equal(row.error, 'TypeError: broken');
      assert.equal(row.runTime, 5);
      assert.equal(row.expiresAt!.getTime() - row.finishedAt!.getTime(), DAY);
      const [entry, ...others] = await store.history(job.id);
      assert.deepEqual(others, []);
      assert.equal(entry?.state, 'deleted');
      assert.equal(entry.reason, 'Too late');
      assert.equal(entry.attempt, 1);
      assert.equal(entry.error?.message, 'broken');
      assert.equal(entry.actor, null);
      assert.deepEqual(await settle(store, [succeeded(job)]), [false]);
      await store.transition({ ids: [job.id], to: 'enqueued', reason: null, actor: null });
      assert.equal((await claim(store, row.workerId!))[0]?.id, job.id);
    },
  },
  {
    name: 'settle schedules a retry after its delay and keeps the attempt spent; a snooze gives it back',
    async run(_database, store) {
      const workerId = await newWorker(store);
      const retried = await claimedJob(store, workerId);
      const base = { id: retried.id, claim: retried.claim, workerId, attempt: 1, runTime: 3 };
      await store.settle([{ ...base, kind: 'retried', reason: 'Again', error: null, delay: 60_000 }]);
      const afterRetry = await store.find(retried.id);
      assert.equal(afterRetry?.state, 'scheduled');
      assert.equal(afterRetry.attempt, 1);
      assert.ok(afterRetry.runAt.getTime() - afterRetry.createdAt.getTime() >= 60_000);
      assert.equal(afterRetry.finishedAt, null);

      const snoozed = await claimedJob(store, workerId);
      const { id, claim: number, attempt } = snoozed;
      await store.settle([
        { id, claim: number, workerId, attempt, runTime: 3, kind: 'snoozed', delay: 60_000 },
      ]);
      const afterSnooze = await store.find(id);
      assert.equal(afterSnooze?.state, 'scheduled');
      assert.equal(afterSnooze.attempt, 0);
    },
  },
  {
    name: '[I9] settle hands a job back without spending the attempt, at its old place in the queue',
    async run(_database, store) {
      const workerId = await newWorker(store);
      const job = await claimedJob(store, workerId);
      await store.insert([newJob()]);
      const { id, claim: number, attempt } = job;
      await store.settle([
        { id, claim: number, workerId, attempt, runTime: 3, kind: 'released', reason: 'Stopping' },
      ]);
      assert.equal((await store.history(id)).at(-1)?.reason, 'Stopping');
      const [again] = await claim(store, workerId, { limit: 1 });
      assert.equal(again?.id, id);
      assert.equal(again.attempt, 1);
      assert.equal(again.claim, 2);
    },
  },
  {
    name: '[I3] a stale claim changes nothing and is told so',
    async run(_database, store) {
      const workerId = await newWorker(store);
      const stale = await claimedJob(store, workerId);
      const { id, claim: number, attempt } = stale;
      await store.settle([
        { id, claim: number, workerId, attempt, runTime: null, kind: 'released', reason: 'Stopping' },
      ]);
      const [current] = await claim(store, workerId);

      assert.deepEqual(await settle(store, [failed(stale)]), [false]);
      assert.deepEqual(await store.history(id), []);
      assert.equal((await store.find(id))?.state, 'processing');
      assert.deepEqual(await settle(store, [failed(stale), succeeded(current!, '"right"')]), [false, true]);
      assert.deepEqual(await settle(store, [failed(stale), failed(current!)]), [false, false]);
      assert.equal((await store.find(id))?.result, '"right"');
      assert.deepEqual(await store.history(id), []);
    },
  },
  {
    name: '[I3] a claim of another worker with the same number changes nothing',
    async run(_database, store) {
      const job = await claimedJob(store);
      const other = { ...job, workerId: await newWorker(store) };
      assert.deepEqual(await settle(store, [succeeded(other)]), [false]);
      assert.deepEqual(await store.checkClaims([other, job]), [false, true]);
      assert.equal((await store.find(job.id))?.state, 'processing');
    },
  },
  {
    name: '[I5] of many who report one outcome, exactly one is heard',
    async run(database, store) {
      const job = await claimedJob(store);
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => database.connect())))];
      const written = await Promise.all(stores.map((each) => settle(each, [failed(job)])));
      assert.equal(written.flat().filter(Boolean).length, 1);
      assert.equal((await store.history(job.id)).length, 1);
    },
  },
  {
    name: '[I5] of two outcomes of one claim in one call, the first is written and counted',
    async run(_database, store) {
      const change = {
        id: newId(),
        name: 'import',
        parentId: null,
        jobs: [newJob(), newJob()],
        continuations: [],
      };
      await store.insertBatches([change]);
      const [first, second] = await claim(store, await newWorker(store));
      const written = await settle(store, [
        succeeded(first!),
        failed(second!),
        failed(first!),
        succeeded(second!),
      ]);
      assert.deepEqual(written, [true, true, false, false]);
      assert.equal((await store.find(first!.id))?.state, 'succeeded');
      assert.equal((await store.find(second!.id))?.state, 'failed');
      assert.equal((await store.history(second!.id)).length, 1);
      const { pending, succeeded: good, failed: bad } = (await store.findBatch(change.id))!;
      assert.deepEqual([pending, good, bad], [0, 1, 1]);
    },
  },
  {
    name: 'where there is nothing to write or to ask about, nothing happens',
    async run(_database, store) {
      await store.insert([]);
      assert.deepEqual(await store.insertUnique([]), []);
      assert.deepEqual(await settle(store, []), []);
      assert.deepEqual(await store.checkClaims([]), []);
      assert.deepEqual(await store.transition({ ids: [], to: 'enqueued', reason: null, actor: null }), []);
      assert.deepEqual(await store.insertContinuations([]), { queues: [], due: false });
      assert.deepEqual(await store.insertBatches([]), { queues: [], due: false });
      await store.journal([], []);
    },
  },
  {
    name: 'settle writes a mixed batch of hundreds, and names those that were lost',
    async run(_database, store) {
      const jobs = Array.from({ length: 700 }, () => newJob());
      await store.insert(jobs);
      const claimed = await claim(store, await newWorker(store), { limit: 700 });
      const written = await settle(
        store,
        claimed.map((job, index) => {
          const fenced = index % 10 === 0 ? { ...job, claim: 99 } : job;
          return index % 2 === 0 ? succeeded(fenced, `[${index}]`) : failed(fenced);
        }),
      );
      assert.equal(written.filter((each) => !each).length, 70);
      assert.equal((await store.count({ states: ['succeeded'] }, 1_000)).value, 280);
      assert.equal((await store.count({ states: ['failed'] }, 1_000)).value, 350);
      assert.equal((await store.find(claimed[2]!.id))?.result, '[2]');
    },
  },
];
