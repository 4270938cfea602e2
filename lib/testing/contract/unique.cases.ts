import assert from 'node:assert/strict';
import { DuplicateJobError } from '../../errors/index.js';
import type { JobStore, NewJob, UniqueClaim } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, claimedJob, failed, KEEP_A_DAY, newJob, newWorker, succeeded } from './fixtures.js';

const UNIQUE: UniqueClaim = { key: 'k', while: 'unfinished', within: null, onConflict: 'ignore' };

function unique(values: Partial<UniqueClaim> = {}, job: Partial<NewJob> = {}): NewJob {
  return newJob({ ...job, unique: { ...UNIQUE, ...values } });
}

async function outcome(store: JobStore, job: NewJob): Promise<string> {
  const [only] = await store.insertUnique([job]);
  return only!.outcome;
}

export const uniqueCases: CaseDefinition[] = [
  {
    name: 'a unique job is there once, and the second learns which it is',
    async run(_database, store) {
      const first = unique();
      const second = unique();
      const other = unique({ key: 'another' });
      assert.deepEqual(await store.insertUnique([first]), [{ id: first.id, outcome: 'created' }]);
      assert.deepEqual(await store.insertUnique([second, other]), [
        { id: first.id, outcome: 'existing' },
        { id: other.id, outcome: 'created' },
      ]);
      assert.equal(await store.find(second.id), null);
      assert.equal((await store.list({}, 10, null)).length, 2);
    },
  },
  {
    name: 'of many that come at once, one is written, in bulk too',
    async run(database, store) {
      const stores = [store, ...(await Promise.all([1, 2, 3].map(() => database.connect())))];
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          stores[index % 4]!.insertUnique([...keys, ...keys].map((key) => unique({ key }))),
        ),
      );
      const created = outcomes.flat().filter((each) => each.outcome === 'created');
      assert.equal(created.length, keys.length);
      assert.equal(new Set(outcomes.flat().map((each) => each.id)).size, keys.length);
      assert.equal((await store.list({}, 100, null)).length, keys.length);
    },
  },
  {
    name: 'a unique job holds its key until it is finished, however it ends, and through retries',
    async run(_database, store) {
      const worker = await newWorker(store);
      for (const end of ['succeeded', 'failed', 'deleted'] as const) {
        assert.equal(await outcome(store, unique()), 'created', end);
        const [job] = await claim(store, worker);
        assert.equal(await outcome(store, unique()), 'existing', end);
        const { id, claim: number, workerId, attempt } = job!;
        const base = { id, claim: number, workerId, attempt, runTime: 1 };
        await store.settle([{ ...base, kind: 'retried', reason: 'again', error: null, delay: 0 }]);
        assert.equal(await outcome(store, unique()), 'existing', end);
        if (end === 'deleted') {
          await store.transition({ ids: [id], to: 'deleted', keep: KEEP_A_DAY, reason: null, actor: null });
        } else {
          const [again] = await claim(store, worker);
          await store.settle([end === 'succeeded' ? succeeded(again!) : failed(again!)]);
        }
        const next = unique();
        assert.equal(await outcome(store, next), 'created', end);
        // One that is requeued does not take its key back.
        await store.transition({ ids: [id], to: 'enqueued', reason: null, actor: null });
        await store.transition({
          ids: [id, next.id],
          to: 'deleted',
          keep: KEEP_A_DAY,
          reason: null,
          actor: null,
        });
      }
    },
  },
  {
    name: 'while queued, a unique job holds its key until it is claimed, and never again',
    async run(_database, store) {
      const worker = await newWorker(store);
      assert.equal(await outcome(store, unique({ while: 'queued' })), 'created');
      assert.equal(await outcome(store, unique({ while: 'queued' })), 'existing');
      const [job] = await claim(store, worker);
      assert.equal(await outcome(store, unique({ while: 'queued' })), 'created');
      const { id, claim: number, workerId, attempt } = job!;
      await store.settle([
        { id, claim: number, workerId, attempt, runTime: null, kind: 'released', reason: 'x' },
      ]);
      assert.equal((await store.find(id))?.state, 'enqueued');
    },
  },
  {
    name: 'while queued, a unique job that ends without being claimed lets its key go',
    async run(_database, store) {
      const first = unique({ while: 'queued' });
      assert.equal(await outcome(store, first), 'created');
      const { id } = first;
      await store.transition({ ids: [id], to: 'deleted', keep: KEEP_A_DAY, reason: null, actor: null });
      assert.equal(await outcome(store, unique({ while: 'queued' })), 'created');
    },
  },
  {
    name: 'within a time, a unique job holds its key also when it has finished, and no longer',
    async run(_database, store) {
      const worker = await newWorker(store);
      await store.insertUnique([unique({ while: 'window', within: 400 })]);
      const [job] = await claim(store, worker);
      await store.settle([succeeded(job!)]);
      assert.equal(await outcome(store, unique({ while: 'window', within: 400 })), 'existing');
      while ((await outcome(store, unique({ while: 'window', within: 60_000 }))) === 'existing');
      assert.equal(await outcome(store, unique({ while: 'window', within: 60_000 })), 'existing');
    },
  },
  {
    name: 'a unique job that has not started is replaced, and one that has is not',
    async run(_database, store) {
      const first = unique({}, { args: '[1]' });
      await store.insertUnique([first]);
      const later = unique({ onConflict: 'replace' }, { args: '[2]', priority: 3, delay: 60_000 });
      assert.deepEqual(await store.insertUnique([later]), [{ id: first.id, outcome: 'replaced' }]);
      const replaced = (await store.find(first.id))!;
      assert.deepEqual([replaced.args, replaced.priority, replaced.state], ['[2]', 3, 'scheduled']);
      const sooner = unique({ onConflict: 'replace' }, { args: '[3]' });
      assert.equal(await outcome(store, sooner), 'replaced');
      const [job] = await claim(store, await newWorker(store));
      assert.equal(job!.args, '[3]');
      assert.equal(await outcome(store, unique({ onConflict: 'replace' }, { args: '[4]' })), 'existing');
      assert.equal((await store.find(first.id))?.args, '[3]');
    },
  },
  {
    name: 'a unique job that was handed back before it began is replaced, and one that has begun is not',
    async run(_database, store) {
      const worker = await newWorker(store);
      const first = unique({}, { args: '[1]' });
      await store.insertUnique([first]);
      const replace = () => outcome(store, unique({ onConflict: 'replace' }, { args: '[2]' }));
      const handBack = async (runTime: number | null, kind: 'released' | 'snoozed') => {
        const [job] = await claim(store, worker);
        const { id, claim: number, workerId, attempt } = job!;
        const base = { id, claim: number, workerId, attempt, runTime };
        await store.settle([
          kind === 'snoozed' ? { ...base, kind, delay: 0 } : { ...base, kind, reason: 'Its type is paused' },
        ]);
      };
      await handBack(null, 'released');
      assert.equal(await replace(), 'replaced');
      await handBack(5, 'snoozed');
      assert.equal(await replace(), 'existing');
      await handBack(null, 'released');
      assert.equal(await replace(), 'existing');
    },
  },
  {
    name: 'a unique job that is requeued or rescheduled before it has ended keeps its key',
    async run(_database, store) {
      const first = unique({}, { delay: 60_000 });
      await store.insertUnique([first]);
      const who = { ids: [first.id], reason: null, actor: null };
      await store.transition({ ...who, to: 'scheduled', delay: 120_000 });
      assert.equal(await outcome(store, unique()), 'existing');
      await store.transition({ ...who, to: 'enqueued' });
      assert.equal(await outcome(store, unique()), 'existing');
      await claim(store, await newWorker(store));
      await store.transition({ ...who, to: 'enqueued' });
      assert.equal(await outcome(store, unique()), 'existing');
    },
  },
  {
    name: 'jobs without a key are written with unique ones',
    async run(_database, store) {
      const [plain, first, second] = [newJob(), unique(), unique()];
      assert.deepEqual(await store.insertUnique([plain, first, second]), [
        { id: plain.id, outcome: 'created' },
        { id: first.id, outcome: 'created' },
        { id: first.id, outcome: 'existing' },
      ]);
      assert.equal((await store.list({}, 10, null)).length, 2);
    },
  },
  {
    name: 'where a duplicate is an error, nothing is written',
    async run(_database, store) {
      const first = unique();
      await store.insertUnique([first]);
      const refused = store.insertUnique([unique({ key: 'free' }), unique({ onConflict: 'error' })]);
      await assert.rejects(
        refused,
        (error) => error instanceof DuplicateJobError && error.existingId === first.id,
      );
      assert.equal((await store.list({}, 10, null)).length, 1);
      assert.ok(await claimedJob(store));
    },
  },
];
