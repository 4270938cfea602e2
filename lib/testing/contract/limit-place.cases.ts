import assert from 'node:assert/strict';
import { UNCONTROLLED, type JobStore, type NewJob } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, deleted, KEEP_A_DAY, newJob, newWorker, settle, succeeded, until } from './fixtures.js';
import { admit, atOnce, declare, lane, limited, TYPE } from './limit-fixtures.js';

const WHO = { reason: null, actor: null };

/** One that is let through, and one that waits for its place. */
async function twoForOnePlace(store: JobStore, values: Partial<NewJob> = {}): Promise<[string, string]> {
  await declare(store, atOnce(1));
  const jobs = [limited([lane('concurrency')], values), limited([lane('concurrency')], { priority: 5 })];
  await store.insertUnique(jobs.filter(({ unique }) => unique !== null));
  await store.insert(jobs.filter(({ unique }) => unique === null));
  assert.equal((await admit(store)).count, 1);
  return [jobs[0]!.id, jobs[1]!.id];
}

async function isThrough(store: JobStore, id: string): Promise<boolean> {
  return (await store.find(id))?.state === 'enqueued';
}

/** What becomes of the places of jobs that leave their gates. */
export const limitPlaceCases: CaseDefinition[] = [
  {
    name: '[I8] a job that is moved to another queue before it starts gives its place back, whatever comes of it',
    async run(_database, store) {
      for (const isRequeued of [false, true]) {
        const [first, second] = await twoForOnePlace(store);
        if (isRequeued) {
          await store.transition({ ids: [first], to: 'enqueued', ...WHO });
          assert.equal((await store.find(first))?.state, 'throttled');
        }
        await store.transition({ ids: [first], to: 'queue', queue: 'other', ...WHO });
        await store.transition({ ids: [first], to: 'enqueued', ...WHO });
        assert.equal((await admit(store)).count, 1);
        assert.ok(await isThrough(store, second));
        await store.transition({ ids: [first, second], to: 'deleted', ...WHO });
      }
    },
  },
  {
    name: '[I8] a job that is moved to another queue while it runs keeps its place until this attempt ends',
    async run(_database, store) {
      const [first, second] = await twoForOnePlace(store);
      const [running] = await claim(store, await newWorker(store));
      await store.transition({ ids: [first], to: 'queue', queue: 'other', ...WHO });
      assert.equal((await admit(store)).count, 0);
      await settle(store, [deleted(running!)]);
      assert.equal((await admit(store)).count, 1);
      assert.ok(await isThrough(store, second));
    },
  },
  {
    name: '[I8] a unique job that is replaced by one of another gate, or of none, gives its place back',
    async run(_database, store) {
      for (const gate of [limited([lane('concurrency', null, { name: 'Probe.other' })]).gate, null]) {
        const unique = { key: 'k', while: 'unfinished', within: null, onConflict: 'replace' } as const;
        const [first, second] = await twoForOnePlace(store, { unique });
        assert.deepEqual(await store.insertUnique([newJob({ gate, unique })]), [
          { id: first, outcome: 'replaced' },
        ]);
        await admit(store);
        assert.deepEqual([await isThrough(store, first), await isThrough(store, second)], [true, true]);
        await store.transition({ ids: [first, second], to: 'deleted', ...WHO });
      }
    },
  },
  {
    name: '[I8] what is removed without having started takes nothing of a rate',
    async run(_database, store) {
      await declare(store, { rate: { limit: 1, per: 600_000, mode: 'burst', isKeyed: false } });
      const jobs = [limited([lane('rate')]), limited([lane('rate')], { priority: 5 })];
      await store.insert(jobs);
      assert.equal((await admit(store)).count, 1);
      const keep = { fallback: 0, types: {} };
      await store.transition({ ids: [jobs[0]!.id], to: 'deleted', keep, ...WHO });
      await until(async () => (await store.prune(10, 60_000)) === 1);
      assert.equal((await admit(store)).count, 1);
    },
  },
  {
    name: 'with overlap skip, it is told where the jobs are that waited for a skipped one',
    async run(_database, store) {
      await declare(store, { ...atOnce(1), overlap: 'skip' });
      const [first, second] = [limited([lane('concurrency')]), limited([lane('concurrency')])];
      await store.insert([first, second]);
      const job = newJob({ queue: 'after' });
      const parents = [{ id: second.id, kind: 'job' as const }];
      await store.insertContinuations([{ job, parents, on: 'deleted', keep: KEEP_A_DAY.fallback }]);
      const { skipped, queues } = await admit(store);
      assert.deepEqual(skipped, [second.id]);
      assert.deepEqual(queues.toSorted(), ['after', 'default']);
    },
  },
  {
    name: '[I8] a limit that was lifted and is set again counts what came through meanwhile',
    async run(_database, store) {
      await declare(store, atOnce(1));
      const jobs = [1, 2, 3].map(() => limited([lane('concurrency')]));
      await store.insert(jobs);
      await declare(store, {});
      assert.equal((await admit(store)).count, 3);
      const [running] = await claim(store, await newWorker(store), { limit: 1 });
      await declare(store, atOnce(1));
      assert.equal((await claim(store, await newWorker(store))).length, 0);
      assert.equal((await admit(store)).count, 0);
      await settle(store, [succeeded(running!)]);
      assert.equal((await admit(store)).count, 1);
    },
  },
  {
    name: 'jobs of a paused queue take no place that others could have',
    async run(_database, store) {
      await declare(store, atOnce(1));
      const [first, second] = [
        limited([lane('concurrency')], { queue: 'bulk' }),
        limited([lane('concurrency')], { priority: 5 }),
      ];
      await store.insert([first, second]);
      assert.equal((await admit(store)).count, 1);
      const pause = (isPaused: boolean) =>
        store.limits.change(['queue:bulk'], ([stored], now) => [
          {
            ...(stored ?? { scope: 'queue', name: 'bulk', ...UNCONTROLLED }),
            pause: isPaused ? { at: now, until: null, reason: null, actor: null } : null,
          },
        ]);
      await pause(true);
      assert.equal((await admit(store)).count, 1);
      assert.deepEqual([await isThrough(store, first.id), await isThrough(store, second.id)], [false, true]);
      await settle(
        store,
        (await claim(store, await newWorker(store))).map((job) => succeeded(job)),
      );
      assert.equal((await admit(store)).count, 0);
      await pause(false);
      assert.equal((await admit(store)).count, 1);
      assert.ok(await isThrough(store, first.id));
    },
  },
  {
    name: 'a rate whose period is shortened lets jobs go by the new one',
    async run(_database, store) {
      const rate = (per: number) =>
        declare(store, { rate: { limit: 1, per, mode: 'burst', isKeyed: false } });
      await rate(3_600_000);
      await store.insert([limited([lane('rate')]), limited([lane('rate')])]);
      assert.equal((await admit(store)).count, 1);
      await settle(
        store,
        (await claim(store, await newWorker(store))).map((job) => succeeded(job)),
      );
      const { count, nextIn } = await admit(store);
      assert.deepEqual([count, nextIn !== null && nextIn > 3_000_000], [0, true]);
      await rate(50);
      await until(async () => (await admit(store)).count === 1);
    },
  },
  {
    name: '[I8] a limit that is new counts the jobs that run already, and none twice',
    async run(_database, store) {
      for (const which of [TYPE, { scope: 'queue', name: 'default' } as const]) {
        const open = lane('concurrency', null, which);
        await store.insert([newJob(), newJob()]);
        const running = await claim(store, await newWorker(store));
        await declare(store, atOnce(3), which);
        await store.insert([limited([open]), limited([open])]);
        const { count, nextIn } = await admit(store);
        assert.equal(count, 1);
        assert.ok(nextIn !== null && nextIn <= 1_000, `looks again in ${nextIn} ms`);
        running.push(...(await claim(store, await newWorker(store))));
        assert.equal((await admit(store)).count, 0);
        await settle(store, [succeeded(running[0]!)]);
        assert.equal((await admit(store)).count, 1);
        await settle(
          store,
          [...running.slice(1), ...(await claim(store, await newWorker(store)))].map((job) => succeeded(job)),
        );
        await declare(store, {}, which);
      }
    },
  },
  {
    name: '[I8] many that admit at once never exceed limits, and look at every gate in turns',
    async run(database, store) {
      await declare(store, atOnce(2));
      const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
      const jobs = keys.flatMap((key) =>
        Array.from({ length: 10 }, () => limited([lane('concurrency', key)])),
      );
      await store.insert(jobs);
      const keyOf = new Map(jobs.map((job) => [job.id, job.gate!.lanes[0]!.key!]));
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => database.connect())))];
      const running = new Map<string, number>();
      let most = 0;
      await Promise.all(
        stores.map(async (each) => {
          const workerId = await newWorker(each);
          let after: string | null = null;
          await until(async () => {
            const admitted = await each.limits.admit({
              gates: [],
              after,
              sweep: 15,
              limit: 50,
              keep: KEEP_A_DAY,
            });
            after = admitted.after;
            const taken = await claim(each, workerId, { limit: 20 });
            for (const { id } of taken) {
              const key = keyOf.get(id)!;
              running.set(key, (running.get(key) ?? 0) + 1);
              most = Math.max(most, running.get(key)!);
            }
            if (taken.length > 0) {
              // Meanwhile others have their turn.
              await each.checkClaims(taken);
              taken.forEach(({ id }) => running.set(keyOf.get(id)!, running.get(keyOf.get(id)!)! - 1));
              await settle(
                each,
                taken.map((job) => succeeded(job)),
              );
            }
            return (await each.count({ states: ['throttled', 'enqueued', 'processing'] }, 1)).value === 0;
          });
        }),
      );
      assert.equal(most, 2);
      assert.equal((await store.count({ states: ['succeeded'] }, 1_000)).value, 400);
    },
  },
];
