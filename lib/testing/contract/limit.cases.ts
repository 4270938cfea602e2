import assert from 'node:assert/strict';
import {
  controlId,
  gateOf,
  UNCONTROLLED,
  type ClaimedJob,
  type JobStore,
  type NewJob,
} from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { admit, atOnce, base, declare, lane, limited, TYPE } from './limit-fixtures.js';
import {
  claim,
  failed,
  KEEP_A_DAY,
  newJob,
  newWorker,
  NO_SCOPE,
  settle,
  succeeded,
  until,
} from './fixtures.js';

async function states(store: JobStore, jobs: NewJob[]): Promise<string[]> {
  const rows = await Promise.all(jobs.map(({ id }) => store.find(id)));
  return rows.map((row) => row!.state);
}

export const limitCases: CaseDefinition[] = [
  {
    name: '[I8] a limit lets through as many as it says, in order, and the next when one is done',
    async run(_database, store) {
      await declare(store, atOnce(2));
      const jobs = [3, 1, 2, 1].map((priority) => limited([lane('concurrency')], { priority }));
      await store.insert(jobs);
      assert.deepEqual(await states(store, jobs), ['throttled', 'throttled', 'throttled', 'throttled']);
      assert.equal((await store.glance(NO_SCOPE)).hasThrottled, true);
      assert.deepEqual((await admit(store)).queues, ['default']);
      assert.deepEqual(await states(store, jobs), ['throttled', 'enqueued', 'throttled', 'enqueued']);
      assert.equal((await admit(store)).count, 0);
      const workerId = await newWorker(store);
      const [first, second] = await claim(store, workerId);
      assert.equal((await admit(store)).count, 0);
      await settle(store, [succeeded(first!)]);
      assert.equal((await admit(store)).count, 1);
      assert.equal((await store.find(jobs[2]!.id))?.state, 'enqueued');
      await settle(store, [failed(second!)]);
      assert.equal((await admit(store)).count, 1);
      assert.equal((await store.glance(NO_SCOPE)).hasThrottled, false);
    },
  },
  {
    name: '[I8] a place is free again however its job has left it: retried, handed back, moved, lost, deleted',
    async run(_database, store) {
      await declare(store, atOnce(1));
      const waiting = limited([lane('concurrency')], { priority: 5 });
      const workerId = await newWorker(store);
      const ways: Record<string, (job: ClaimedJob) => Promise<unknown>> = {
        retried: (job) =>
          settle(store, [{ ...base(job), kind: 'retried', reason: 'x', error: null, delay: 60_000 }]),
        snoozed: (job) => settle(store, [{ ...base(job), kind: 'snoozed', delay: 60_000 }]),
        deleted: ({ id }) => store.transition({ ids: [id], to: 'deleted', reason: null, actor: null }),
        rescheduled: ({ id }) =>
          store.transition({ ids: [id], to: 'scheduled', delay: 60_000, reason: null, actor: null }),
        lost: async ({ id }) => {
          await store.removeWorker(workerId);
          await store.recover({ limit: 10, maxLost: 9, keep: KEEP_A_DAY });
          await store.transition({ ids: [id], to: 'deleted', reason: null, actor: null });
        },
      };
      await store.insert([waiting]);
      for (const [name, leave] of Object.entries(ways)) {
        const job = limited([lane('concurrency')]);
        await store.insert([job]);
        assert.equal((await admit(store)).count, 1, name);
        const [claimed] = await claim(store, workerId);
        assert.equal(claimed?.id, job.id, name);
        await leave(claimed);
        assert.equal((await admit(store)).count, 1, name);
        assert.equal((await store.find(waiting.id))?.state, 'enqueued', name);
        // It goes back to its gate, and its place with it.
        await store.transition({ ids: [waiting.id], to: 'enqueued', reason: null, actor: null });
        assert.equal((await store.find(waiting.id))?.state, 'throttled', name);
      }
    },
  },
  {
    name: '[I8] a job of a limit comes back to its gate from a retry, a hand-back, a delay and a loss, and keeps its turn',
    async run(_database, store) {
      await declare(store, atOnce(1));
      const job = limited([lane('concurrency')]);
      await store.insert([job]);
      const workerId = await newWorker(store);
      const again = async () => {
        assert.equal((await store.find(job.id))?.state, 'throttled');
        assert.equal((await admit(store)).count, 1);
        return (await claim(store, workerId))[0]!;
      };
      await settle(store, [{ ...base(await again()), kind: 'retried', reason: 'x', error: null, delay: 0 }]);
      await settle(store, [{ ...base(await again()), kind: 'released', reason: 'x' }]);
      await settle(store, [{ ...base(await again()), kind: 'snoozed', delay: 1 }]);
      await until(async () => (await store.promoteDue(10)).count === 1);
      await again();
      await store.removeWorker(workerId);
      await store.recover({ limit: 10, maxLost: 9, keep: KEEP_A_DAY });
      assert.equal((await store.find(job.id))?.state, 'throttled');
    },
  },
  {
    name: '[I8] each key has places of its own, and a job needs one in each of its limits',
    async run(_database, store) {
      const ofQueue = { scope: 'queue', name: 'mail' } as const;
      await declare(store, atOnce(1));
      await declare(store, atOnce(2), ofQueue);
      const of = (key: string) =>
        limited([lane('concurrency', key), lane('concurrency', null, ofQueue)], { queue: 'mail' });
      const jobs = [of('a'), of('a'), of('b'), of('c')];
      await store.insert(jobs);
      assert.equal((await admit(store)).count, 2);
      assert.deepEqual(await states(store, jobs), ['enqueued', 'throttled', 'enqueued', 'throttled']);
      const taken = await claim(store, await newWorker(store), { queue: 'mail' });
      await settle(store, [succeeded(taken[0]!)]);
      // Now a and the queue have a place each.
      assert.equal((await admit(store)).count, 1);
      assert.deepEqual(await states(store, jobs), ['succeeded', 'enqueued', 'processing', 'throttled']);
    },
  },
  {
    name: '[I8] no stretch of time sees more starts than a rate allows, and retries count',
    async run(_database, store) {
      const per = 400;
      await declare(store, { rate: { limit: 3, per, mode: 'burst', isKeyed: false } });
      await store.insert(Array.from({ length: 10 }, () => limited([lane('rate')])));
      const workerId = await newWorker(store);
      const starts: number[] = [];
      await until(async () => {
        await admit(store);
        for (const job of await claim(store, workerId)) {
          starts.push((await store.find(job.id))!.claimedAt!.getTime());
          const isRetried = starts.length % 3 === 0 && starts.length < 8;
          await settle(store, [
            isRetried
              ? { ...base(job), kind: 'retried', reason: 'x', error: null, delay: 0 }
              : succeeded(job),
          ]);
        }
        return (await store.count({ states: ['succeeded'] }, 20)).value === 10;
      });
      assert.equal(starts.length, 12);
      for (const [index, start] of starts.entries()) {
        const next = starts[index + 3];
        assert.ok(next === undefined || next - start >= per, `four starts within ${next! - start} ms`);
      }
      assert.ok(starts.at(-1)! - starts[0]! < 20 * per);
    },
  },
  {
    name: '[I8] what has started counts for its time also when its row is gone',
    async run(_database, store) {
      await declare(store, { rate: { limit: 1, per: 600_000, mode: 'burst', isKeyed: false } });
      await store.insert([limited([lane('rate')]), limited([lane('rate')])]);
      assert.equal((await admit(store)).count, 1);
      const [job] = await claim(store, await newWorker(store));
      await settle(store, [{ ...succeeded(job!), keep: 0 } as never]);
      await until(async () => (await store.prune(10, 60_000)) === 1);
      const { count, nextIn } = await admit(store);
      assert.equal(count, 0);
      assert.ok(nextIn! > 590_000 && nextIn! <= 600_000, `${nextIn} ms`);
    },
  },
  {
    name: 'a smooth rate spreads the same number of starts evenly',
    async run(_database, store) {
      await declare(store, { rate: { limit: 100, per: 60_000, mode: 'smooth', isKeyed: false } });
      await store.insert(Array.from({ length: 5 }, () => limited([lane('rate')])));
      assert.equal((await admit(store)).count, 1);
      await claim(store, await newWorker(store));
      const { count, nextIn } = await admit(store);
      assert.equal(count, 0);
      assert.ok(nextIn! > 300 && nextIn! <= 600, `${nextIn} ms`);
    },
  },
  {
    name: '[I8] a limit that is raised, lowered or lifted at run time counts at the next look',
    async run(_database, store) {
      await declare(store, atOnce(1));
      await store.insert(Array.from({ length: 9 }, () => limited([lane('concurrency')])));
      const before = (await store.limits.controls()).revision;
      const override = (concurrency: number | null) =>
        store.limits.change([controlId(TYPE)], ([control]) => [{ ...control!, override: { concurrency } }]);
      assert.equal((await admit(store)).count, 1);
      await override(4);
      assert.equal((await admit(store)).count, 3);
      await override(2);
      await settle(
        store,
        (await claim(store, await newWorker(store), { limit: 2 })).map((job) => succeeded(job)),
      );
      assert.equal((await admit(store)).count, 0);
      await override(null);
      assert.equal((await admit(store)).count, 5);
      assert.ok((await store.glance(NO_SCOPE)).revision > before);
    },
  },
  {
    name: 'a paused type lets nothing through until it is resumed, or its time has come',
    async run(_database, store) {
      const job = limited([lane('pause')]);
      await store.insert([job]);
      const pause = (until_: number | null) =>
        store.limits.change([controlId(TYPE)], ([stored], now) => [
          {
            ...(stored ?? { ...TYPE, ...UNCONTROLLED }),
            pause: { at: now, until: until_ && now + until_, reason: 'broken', actor: 'ayla' },
          },
        ]);
      await pause(null);
      assert.deepEqual(
        (await store.limits.controls()).all.map((control) => control.pause?.reason),
        ['broken'],
      );
      const { count, nextIn } = await admit(store);
      assert.deepEqual([count, nextIn], [0, null]);
      await pause(50);
      await until(async () => (await admit(store)).count === 1);
      assert.equal((await store.find(job.id))?.state, 'enqueued');
    },
  },
  {
    name: 'with overlap skip, what meets the limit is deleted with the reason, and others wait no longer for it',
    async run(_database, store) {
      await declare(store, { ...atOnce(1), overlap: 'skip' });
      const jobs = [limited([lane('concurrency')]), limited([lane('concurrency')])];
      await store.insert(jobs);
      const { count, skipped } = await admit(store);
      assert.deepEqual([count, skipped], [1, [jobs[1]!.id]]);
      assert.deepEqual(await states(store, jobs), ['enqueued', 'deleted']);
      const [entry] = await store.history(jobs[1]!.id);
      assert.match(entry!.reason!, /Skipped/);
      const row = (await store.find(jobs[1]!.id))!;
      assert.deepEqual(entry!.dueAt, row.runAt);
      assert.ok(row.expiresAt);
    },
  },
  {
    name: 'a job that is not to start yet waits at the gate its worker says, with its attempt',
    async run(_database, store) {
      const job = newJob();
      await store.insert([job]);
      const workerId = await newWorker(store);
      const [claimed] = await claim(store, workerId);
      const gate = gateOf([lane('concurrency', 'k')])!;
      assert.deepEqual(await settle(store, [{ ...base(claimed!), runTime: null, kind: 'throttled', gate }]), [
        true,
      ]);
      const row = (await store.find(job.id))!;
      assert.deepEqual([row.state, row.attempt, row.lanes], ['throttled', 0, gate.lanes]);
      assert.deepEqual(await store.history(job.id), []);
      assert.equal((await admit(store)).count, 1);
      const [again] = await claim(store, workerId);
      assert.deepEqual([again?.gate, again?.lanes], [gate.id, gate.lanes]);
    },
  },
];
