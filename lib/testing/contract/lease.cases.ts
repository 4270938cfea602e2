import assert from 'node:assert/strict';
import type { JobStore, RecoveredJob } from '../../store/index.js';
import { newId } from '../../utils/index.js';
import type { CaseDefinition } from './case.js';
import {
  claim,
  claimedJob,
  DAY,
  KEEP_A_DAY,
  newJob,
  newWorker,
  settle,
  succeeded,
  until,
} from './fixtures.js';

const HOUR = 3_600_000;
const RECOVER = { limit: 100, maxLost: 3, keep: KEEP_A_DAY };

export const leaseCases: CaseDefinition[] = [
  {
    name: 'a heartbeat extends a lease, and cannot revive one that has ended',
    async run(_database, store) {
      const workerId = await newWorker(store, DAY);
      assert.equal(await store.heartbeat(workerId, DAY, 3), true);
      assert.equal((await store.workers())[0]?.running, 3);
      assert.equal((await store.workers())[0]?.alive, true);
      await endLease(store, workerId);
      assert.equal(await store.heartbeat(workerId, DAY, 3), false);
      assert.equal((await store.workers())[0]?.alive, false);
      await store.removeWorker(workerId);
      assert.deepEqual(await store.workers(), []);
      assert.equal(await store.heartbeat(workerId, DAY, 3), false);
    },
  },
  {
    name: '[I1] recover hands on the jobs of a lost worker, spends no attempt, and leaves the others',
    async run(_database, store) {
      const alive = await claimedJob(store);
      const lostWorker = await newWorker(store);
      const lost = await claimedJob(store, lostWorker);
      const stopped = await newWorker(store);
      const orphan = await claimedJob(store, stopped);
      await store.removeWorker(stopped);
      assert.deepEqual(
        (await store.recover(RECOVER)).map((job) => job.id),
        [orphan.id],
        'a worker that has stopped holds nothing, one with a lease does',
      );
      await endLease(store, lostWorker);
      const [recovered] = await store.recover(RECOVER);
      assert.deepEqual(recovered, {
        id: lost.id,
        type: 'Probe.run',
        queue: 'default',
        attempt: 1,
        gate: null,
        error: null,
      });
      assert.equal((await store.find(alive.id))?.state, 'processing');

      const row = await store.find(lost.id);
      assert.equal(row?.state, 'enqueued');
      assert.equal(row.attempt, 0);
      assert.equal(row.lost, 1);
      const [entry] = await store.history(lost.id);
      assert.equal(entry?.reason, 'The worker was lost');
      assert.equal(entry.dueAt?.getTime(), lost.runAt);
    },
  },
  {
    name: '[I3] a worker that was taken for dead cannot write over what was done since',
    async run(_database, store) {
      const frozen = await newWorker(store);
      const stale = await claimedJob(store, frozen);
      await endLease(store, frozen);
      await store.recover(RECOVER);
      const [current] = await claim(store, await newWorker(store));
      assert.deepEqual(await settle(store, [succeeded(current!, '"current"')]), [true]);
      assert.deepEqual(await settle(store, [succeeded(stale, '"stale"')]), [false]);
      assert.equal((await store.find(stale.id))?.result, '"current"');
    },
  },
  {
    name: 'a job that has lost three workers fails, with the reason',
    async run(_database, store) {
      const job = newJob();
      await store.insert([job]);
      const outcomes: RecoveredJob[] = [];
      for (let round = 0; round < 3; round++) {
        const workerId = await newWorker(store);
        assert.equal((await claim(store, workerId)).length, 1);
        await store.removeWorker(workerId);
        outcomes.push(...(await store.recover(RECOVER)));
      }
      assert.deepEqual(
        outcomes.map((outcome) => outcome.error !== null),
        [false, false, true],
      );
      const row = await store.find(job.id);
      assert.equal(row?.state, 'failed');
      assert.match(row.error!, /^LostWorkerError: The job has lost 3 workers/);
      assert.ok(row.finishedAt && row.expiresAt);
      const history = await store.history(job.id);
      assert.equal(history.length, 3);
      assert.equal(history[2]?.error?.name, 'LostWorkerError');
    },
  },
  {
    name: 'recover hands each job on once, however many workers do it at once',
    async run(database, store) {
      await store.insert(Array.from({ length: 200 }, () => newJob()));
      const workerId = await newWorker(store);
      await claim(store, workerId, { limit: 200 });
      await store.removeWorker(workerId);
      const stores = [store, await database.connect(), await database.connect()];
      const recovered: string[] = [];
      await until(async () => {
        const batches = await Promise.all(stores.map((each) => each.recover({ ...RECOVER, limit: 30 })));
        recovered.push(...batches.flat().map((job) => job.id));
        return (await store.count({ states: ['processing'] }, 1)).value === 0;
      });
      assert.equal(recovered.length, 200);
      assert.equal(new Set(recovered).size, 200);
    },
  },
  {
    name: 'checkClaims tells which claims still hold, and claimsOf names them all',
    async run(_database, store) {
      const workerId = await newWorker(store);
      const held = await claimedJob(store, workerId);
      const settled = await claimedJob(store, workerId);
      await store.settle([succeeded(settled)]);
      const unknown = { ...held, id: newJob().id };
      const stale = { ...held, claim: 9 };
      assert.deepEqual(await store.checkClaims([held, settled, unknown, stale]), [true, false, false, false]);
      const { id, claim: number, type, queue, attempt } = held;
      assert.deepEqual(await store.claimsOf(workerId), [
        { id, claim: number, workerId, type, queue, attempt, gate: null, lanes: [] },
      ]);
    },
  },
  {
    name: '[I4] a worker whose lease has ended claims nothing',
    async run(_database, store) {
      const workerId = await newWorker(store);
      await store.insert([newJob()]);
      await endLease(store, workerId);
      assert.deepEqual(await claim(store, workerId), []);
      assert.deepEqual(await claim(store, newJob().id), []);
      assert.equal((await claim(store, await newWorker(store))).length, 1);
    },
  },
  {
    name: 'a worker learns that it is to drain, and says how it is',
    async run(_database, store) {
      const workerId = await newWorker(store);
      const [before] = await store.workers();
      assert.deepEqual([before!.draining, before!.version, before!.memory], [false, null, null]);
      const vitals = {
        memory: 5_000_000_000,
        eventLoopDelay: 12,
        eventLoopUtilisation: 0.5,
        clock: Date.now() + HOUR,
      };
      assert.equal(await store.heartbeat(workerId, DAY, 0, vitals), true);
      assert.deepEqual(await store.drain([workerId, newId()], true), [workerId]);
      assert.equal(await store.isDraining(workerId), true);
      const [after] = await store.workers();
      const { draining, memory, eventLoopDelay, eventLoopUtilisation, clockSkew } = after!;
      assert.deepEqual(
        [draining, memory, eventLoopDelay, eventLoopUtilisation],
        [true, 5_000_000_000, 12, 0.5],
      );
      assert.ok(Math.abs(clockSkew! - HOUR) < 60_000);
      await store.heartbeat(workerId, DAY, 0);
      assert.equal((await store.workers())[0]!.memory, 5_000_000_000);
      await store.drain([workerId], false);
      assert.equal(await store.isDraining(workerId), false);
      await store.removeWorker(workerId);
      assert.deepEqual(await store.drain([workerId], true), []);
      assert.equal(await store.isDraining(newId()), false);
    },
  },
];

/** Makes the lease as short as it can be and waits until the database says that it is over. */
async function endLease(store: JobStore, workerId: string): Promise<void> {
  assert.equal(await store.heartbeat(workerId, 1, 0), true);
  await until(async () => !(await store.workers()).find((worker) => worker.id === workerId)!.alive);
}
