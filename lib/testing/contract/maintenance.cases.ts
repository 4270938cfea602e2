import assert from 'node:assert/strict';
import type { CaseDefinition } from './case.js';
import {
  claim,
  claimedJob,
  DAY,
  failed,
  KEEP_A_DAY,
  newJob,
  newWorker,
  succeeded,
  until,
} from './fixtures.js';

const WHO = { reason: null, actor: null };

export const maintenanceCases: CaseDefinition[] = [
  {
    name: 'prune removes jobs past their retention with all that belongs to them, and nothing else',
    async run(_database, store) {
      const old = newJob({ tags: ['old'] });
      await store.insert([old]);
      const [claimed] = await claim(store, await newWorker(store));
      await store.journal([{ jobId: old.id, attempt: 1, level: 'info', message: 'a line', age: 0 }], []);
      await store.settle([failed(claimed!, 0)]);
      const kept = await claimedJob(store);
      await store.settle([failed(kept, DAY)]);
      const forever = await claimedJob(store);
      await store.settle([failed(forever, Infinity)]);
      await store.insert([newJob()]);

      await until(async () => (await store.prune(100, DAY)) === 1);
      assert.equal(await store.find(old.id), null);
      assert.deepEqual(await store.history(old.id), []);
      assert.deepEqual(await store.log(old.id), []);
      assert.deepEqual(await store.list({ tags: ['old'] }, 10, null), []);
      assert.equal((await store.count({}, 10)).value, 3);
      assert.equal((await store.find(forever.id))?.expiresAt, null);
      assert.equal((await store.history(kept.id)).length, 1);
    },
  },
  {
    name: 'prune removes no more than its limit',
    async run(_database, store) {
      const jobs = Array.from({ length: 25 }, () => newJob());
      await store.insert(jobs);
      const claimed = await claim(store, await newWorker(store));
      await store.settle(
        claimed.map((job) => ({ ...succeeded(job), keep: 0 }) as ReturnType<typeof succeeded>),
      );
      const counts: number[] = [];
      await until(async () => {
        counts.push(await store.prune(10, DAY));
        return (await store.count({}, 1)).value === 0;
      });
      assert.deepEqual(
        counts.filter((count) => count > 0).reduce((sum, count) => sum + count),
        25,
      );
      assert.ok(counts.every((count) => count <= 10));
    },
  },
  {
    name: '[I11] failUnknown fails what no worker has been able to run for long enough',
    async run(_database, store) {
      const unknown = newJob({ type: 'Gone.run' });
      const known = newJob();
      const remembered = newJob({ type: 'Stopped.run' });
      await store.insert([unknown, known, remembered]);
      await newWorker(store, DAY, ['Probe.run']);
      const stopped = await newWorker(store, DAY, ['Stopped.run']);
      await store.removeWorker(stopped);
      assert.deepEqual(await store.failUnknown({ after: DAY, limit: 10, keep: KEEP_A_DAY }), []);

      // Jobs that have waited for an hour; the worker that knew one of them stopped a moment ago.
      await store.transition({
        ids: [unknown.id, known.id, remembered.id],
        to: 'scheduled',
        at: 1_000,
        ...WHO,
      });
      await store.promoteDue(10);
      const given = await store.failUnknown({ after: 3_600_000, limit: 10, keep: KEEP_A_DAY });
      assert.deepEqual(
        given.map((job) => job.id),
        [unknown.id],
      );
      const row = await store.find(unknown.id);
      assert.equal(row?.state, 'failed');
      assert.equal(row.error, 'UnknownJobTypeError: No worker knows this job type');
      const entry = (await store.history(unknown.id)).at(-1);
      assert.match(entry!.reason!, /requeue/);
      assert.deepEqual(entry!.dueAt, row.runAt);
      assert.equal(entry!.error?.name, 'UnknownJobTypeError');
      assert.equal((await store.find(known.id))?.state, 'enqueued');
      assert.equal((await store.find(remembered.id))?.state, 'enqueued');
    },
  },
  {
    name: 'journal keeps log lines in order and the last progress of the claim that holds',
    async run(_database, store) {
      const job = await claimedJob(store);
      const line = (message: string) => ({
        jobId: job.id,
        attempt: 1,
        level: 'info' as const,
        message,
        age: 10,
      });
      await store.journal([line('first'), line('second')], [{ ...job, progress: 0.25 }]);
      await store.journal([line('third')], [{ ...job, claim: 9, progress: 0.9 }]);
      assert.deepEqual(
        (await store.log(job.id)).map((entry) => entry.message),
        ['first', 'second', 'third'],
      );
      assert.equal((await store.find(job.id))?.progress, 0.25);
    },
  },
];
