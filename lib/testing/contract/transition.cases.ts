import assert from 'node:assert/strict';
import type { JobState } from '../../interfaces/index.js';
import type { JobStore, Transition } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import {
  claim,
  claimedJob,
  DAY,
  failed,
  KEEP_A_DAY,
  newJob,
  newWorker,
  settle,
  NO_SCOPE,
  succeeded,
  until,
} from './fixtures.js';

const WHO = { reason: 'a test', actor: 'somebody' };

export const transitionCases: CaseDefinition[] = [
  {
    name: 'transition moves a job from any state, with actor and reason in its history',
    async run(_database, store) {
      for (const state of [
        'scheduled',
        'enqueued',
        'processing',
        'succeeded',
        'failed',
        'deleted',
      ] as const) {
        const id = await jobIn(store, state);
        const before = (await store.history(id)).length;
        assert.deepEqual(
          await store.transition({ ids: [id], to: 'enqueued', ...WHO }),
          [id],
          `from ${state}`,
        );
        const row = await store.find(id);
        assert.equal(row?.state, 'enqueued', `from ${state}`);
        assert.equal(row.attempt, 0);
        assert.equal(row.finishedAt, null);
        assert.equal(row.expiresAt, null);
        assert.equal(row.error, null);
        const entry = (await store.history(id))[before];
        assert.equal(entry?.actor, 'somebody');
        assert.equal(entry.reason, 'a test');
        // Out of the way of the next state's claim.
        await store.transition({ ids: [id], to: 'deleted', keep: KEEP_A_DAY, ...WHO });
      }
    },
  },
  {
    name: 'transition leaves jobs in other states than the ones it is for alone, also while they change',
    async run(_database, store) {
      const enqueued = await jobIn(store, 'enqueued');
      const deleted = await jobIn(store, 'deleted');
      const ids = [enqueued, deleted];
      const states: JobState[] = ['scheduled', 'enqueued'];
      assert.deepEqual(await store.transition({ ids, to: 'scheduled', delay: DAY, states, ...WHO }), [
        enqueued,
      ]);
      assert.equal((await store.find(deleted))?.state, 'deleted');
      const one: Transition = { ids: [deleted], to: 'enqueued', states: ['deleted'], ...WHO };
      const moved = await Promise.all(Array.from({ length: 4 }, () => store.transition(one)));
      assert.deepEqual(moved.flat(), [deleted]);
    },
  },
  {
    name: 'transition deletes once, keeps the row, and leaves unknown jobs alone',
    async run(_database, store) {
      const id = await jobIn(store, 'enqueued');
      const unknown = newJob().id;
      assert.deepEqual(
        await store.transition({ ids: [id, unknown], to: 'deleted', keep: KEEP_A_DAY, ...WHO }),
        [id],
      );
      assert.deepEqual(await store.transition({ ids: [id], to: 'deleted', keep: KEEP_A_DAY, ...WHO }), []);
      const row = await store.find(id);
      assert.equal(row?.state, 'deleted');
      assert.equal(row.expiresAt!.getTime() - row.finishedAt!.getTime(), DAY);
      assert.deepEqual(await claim(store, await newWorker(store)), []);
    },
  },
  {
    name: 'transition keeps deleted jobs as their type asks for',
    async run(_database, store) {
      const jobs = [newJob(), newJob({ type: 'Short.run' }), newJob({ type: 'Long.run' })];
      const ids = jobs.map((job) => job.id);
      await store.insert(jobs);
      const keep = { fallback: DAY, types: { 'Short.run': 5_000, 'Long.run': Infinity } };
      await store.transition({ ids, to: 'deleted', keep, ...WHO });
      const rows = await Promise.all(ids.map((id) => store.find(id)));
      assert.deepEqual(
        rows.map((row) => row!.expiresAt && row!.expiresAt.getTime() - row!.finishedAt!.getTime()),
        [DAY, 5_000, null],
      );
    },
  },
  {
    name: 'transition reschedules after a delay or at a moment',
    async run(_database, store) {
      const id = await jobIn(store, 'enqueued');
      await store.transition({ ids: [id], to: 'scheduled', delay: 60_000, ...WHO });
      const { nextDueIn } = await store.glance(NO_SCOPE);
      assert.ok(nextDueIn !== null && nextDueIn > 50_000 && nextDueIn <= 60_000);
      await store.transition({ ids: [id], to: 'scheduled', at: 1_000, ...WHO });
      assert.deepEqual(await store.promoteDue(10), { count: 1, queues: ['default'], gates: [] });
    },
  },
  {
    name: 'transition moves a job to another queue in any state, which stays as it is, and says so in its history',
    async run(_database, store) {
      for (const state of [
        'scheduled',
        'enqueued',
        'processing',
        'succeeded',
        'failed',
        'deleted',
      ] as const) {
        const id = await jobIn(store, state);
        const before = (await store.find(id))!;
        assert.deepEqual(await store.transition({ ids: [id], to: 'queue', queue: 'other', ...WHO }), [id]);
        assert.deepEqual(await store.transition({ ids: [id], to: 'queue', queue: 'other', ...WHO }), []);
        assert.deepEqual(await store.find(id), { ...before, queue: 'other' }, `in ${state}`);
        const entry = (await store.history(id)).at(-1)!;
        assert.equal(entry.reason, 'Moved from queue default to other: a test');
        assert.deepEqual([entry.state, entry.attempt, entry.actor], [state, before.attempt, 'somebody']);
        // Out of the way of the next state's claim.
        await store.transition({ ids: [id], to: 'deleted', keep: KEEP_A_DAY, ...WHO });
      }
    },
  },
  {
    name: 'transition to another queue leaves a running attempt to its worker, and takes the next one there',
    async run(_database, store) {
      const job = await claimedJob(store);
      await store.transition({ ids: [job.id], to: 'queue', queue: 'other', ...WHO });
      assert.deepEqual(await store.checkClaims([job]), [true]);
      const { id, claim: number, workerId, attempt } = job;
      const key = { id, claim: number, workerId, attempt, runTime: 5 };
      const retried = { ...key, kind: 'retried' as const, reason: 'again', error: null, delay: 0 };
      assert.deepEqual(await settle(store, [retried]), [true]);
      assert.deepEqual(await claim(store, workerId), []);
      const [again] = await claim(store, workerId, { queue: 'other' });
      assert.deepEqual([again?.id, again?.attempt], [id, 2]);
    },
  },
  {
    name: '[I3] an outcome reported after the job was deleted or requeued is dropped',
    async run(_database, store) {
      const workerId = await newWorker(store);
      for (const to of ['deleted', 'enqueued'] as const) {
        const job = await claimedJob(store, workerId);
        await store.transition({ ids: [job.id], to, keep: KEEP_A_DAY, ...WHO });
        assert.deepEqual(await store.checkClaims([job]), [false]);
        assert.deepEqual(await settle(store, [succeeded(job)]), [false]);
        assert.equal((await store.find(job.id))?.state, to);
        await store.transition({ ids: [job.id], to: 'deleted', keep: KEEP_A_DAY, ...WHO });
      }
    },
  },
  {
    name: 'transition is never passed over because a worker is writing the same rows',
    async run(database, store) {
      const other = await database.connect();
      const workerId = await newWorker(store);
      for (let round = 0; round < 20; round++) {
        const jobs = Array.from({ length: 20 }, () => newJob());
        const ids = jobs.map((job) => job.id);
        await store.insert(jobs);
        const [moved] = await Promise.all([
          other.transition({ ids, to: 'deleted', keep: KEEP_A_DAY, ...WHO }),
          claim(store, workerId),
        ]);
        assert.deepEqual(moved.toSorted(), ids.toSorted());
        assert.equal((await store.count({ ids, states: ['deleted'] }, 100)).value, 20);
      }
    },
  },
];

async function jobIn(store: JobStore, state: JobState): Promise<string> {
  const job = newJob({ delay: state === 'scheduled' ? DAY : null });
  await store.insert([job]);
  if (['processing', 'succeeded', 'failed'].includes(state)) {
    const [claimed] = await claim(store, await newWorker(store));
    assert.equal(claimed?.id, job.id);
    if (state !== 'processing') {
      await store.settle([state === 'succeeded' ? succeeded(claimed) : failed(claimed)]);
    }
  }
  if (state === 'deleted') {
    await store.transition({ ids: [job.id], to: 'deleted', keep: KEEP_A_DAY, ...WHO });
  }
  await until(async () => (await store.find(job.id))?.state === state);
  return job.id;
}
