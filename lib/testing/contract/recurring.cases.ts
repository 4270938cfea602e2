import assert from 'node:assert/strict';
import { AT_REST, type RecurringGroup, type RecurringRecord, type RecurringRow } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, DAY, newJob, newWorker, NO_SCOPE, succeeded } from './fixtures.js';
import { add, fireDue, recurring, SCOPE } from './recurring-fixtures.js';

export const recurringCases: CaseDefinition[] = [
  {
    name: 'a recurring job comes back as it was saved, and as it was changed',
    async run(_database, store) {
      const definition = {
        type: 'Mail.digest',
        args: '["é\u{1f600}", 1]',
        cron: 'H 8 * * 1#2',
        timeZone: 'Europe/Istanbul',
        misfire: 'strict' as const,
        misfireLimit: 7,
        overlap: 'skip' as const,
        queue: 'reports',
        priority: -3,
        jitter: 30_000,
        enabled: false,
      };
      const record = {
        ...recurring('digest:Ü', null, { source: 'code' }),
        definition,
        declared: { ...definition, queue: 'other' },
        edited: true,
      };
      await add(store, record);
      assert.deepEqual(await store.findRecurring('digest:Ü'), { ...record, lastState: null, orphaned: true });

      const job = newJob();
      const progress = {
        nextAt: 1_900_000_000_000,
        dueAt: 1_900_000_000_001,
        lastAt: 3,
        lastJobId: job.id,
        skippedAt: 4,
        pausedAt: 5,
        pausedUntil: 6,
        pausedReason: 'a reason',
        pausedBy: 'somebody',
        failures: 2,
        error: 'an error',
        droppedFrom: 7,
        droppedUntil: 8,
      };
      await store.changeRecurring({ ids: ['digest:Ü'] }, ([row]) => ({
        save: [{ ...row!, progress }],
        jobs: [job],
      }));
      assert.deepEqual(await store.findRecurring('digest:Ü'), {
        ...record,
        progress,
        lastState: 'enqueued',
        orphaned: true,
      });

      await store.changeRecurring({ ids: ['digest:Ü'] }, ([row]) => ({
        save: [{ ...row!, definition: { ...definition, cron: '@daily' }, progress: AT_REST }],
      }));
      const changed = await store.findRecurring('digest:Ü');
      assert.deepEqual(changed?.definition, { ...definition, cron: '@daily' });
      assert.deepEqual(changed.progress, AT_REST);
    },
  },
  {
    name: 'a recurring job that two add at once is added by one, and the other decides again',
    async run(database) {
      const stores = await Promise.all([1, 2, 3, 4].map(() => database.connect()));
      const seen: number[] = [];
      await Promise.all(
        stores.map((store, index) =>
          store.changeRecurring({ ids: ['one', 'two'] }, (rows) => {
            seen[index] = rows.length;
            const known = new Set(rows.map((row) => row.id));
            return { save: ['one', 'two'].filter((id) => !known.has(id)).map((id) => recurring(id, null)) };
          }),
        ),
      );
      assert.deepEqual(seen.toSorted(), [0, 2, 2, 2]);
      assert.equal((await stores[0]!.listRecurring(10, null)).length, 2);
    },
  },
  {
    name: '[I6] an occurrence creates one job, however many fire at once',
    async run(database) {
      const stores = await Promise.all([1, 2, 3, 4].map(() => database.connect()));
      const ids = Array.from({ length: 40 }, (_, index) => `r${index}`);
      await add(stores[0]!, ...ids.map((id) => recurring(id, 1_000)));
      const until = 1_005;
      await Promise.all(
        stores.map(async (store) => {
          for (let idle = 0; idle < 3;) {
            idle = (await fireDue(store, 7, until)).jobs.length === 0 ? idle + 1 : 0;
          }
        }),
      );
      // Rows that all others held at the last look are still due.
      while ((await fireDue(stores[0]!, 100, until)).jobs.length > 0);

      const jobs = await stores[0]!.list({}, 1_000, null);
      const fired = jobs.map((job) => `${job.recurringId}@${job.occurrenceAt!.getTime()}`);
      assert.equal(fired.length, ids.length * 6);
      assert.equal(new Set(fired).size, fired.length);
    },
  },
  {
    name: '[I6] a decision that fails, or jobs that are refused, change nothing',
    async run(_database, store) {
      await add(store, recurring('r', 1_000));
      const broken = new Error('broken');
      await assert.rejects(
        store.changeRecurring({ due: SCOPE, limit: 1 }, () => {
          throw broken;
        }),
        broken,
      );
      const twice = newJob();
      await assert.rejects(
        store.changeRecurring({ due: SCOPE, limit: 1 }, (rows) => ({
          save: rows.map((row) => ({ ...row, progress: AT_REST })),
          jobs: [twice, twice],
        })),
        (error) => store.isRefusal(error),
      );
      assert.equal((await store.findRecurring('r'))?.progress.dueAt, 1_000);
      assert.deepEqual(await store.list({}, 10, null), []);
    },
  },
  {
    name: 'due recurring jobs are those in scope whose time has come, the oldest first',
    async run(_database, store) {
      await add(
        store,
        recurring('declared', 3_000, { source: 'code', type: 'Other.run' }),
        recurring('undeclared', 1_000, { source: 'code' }),
        recurring('old', 1_500),
        recurring('unknown', 1_000, { type: 'Unknown.run' }),
        recurring('later', Date.now() + 3_600_000),
        recurring('never', null),
      );
      let rows: RecurringRow[] = [];
      const look = (limit: number) =>
        store.changeRecurring({ due: SCOPE, limit }, (due) => {
          rows = due;
          return { save: [] };
        });
      await look(10);
      assert.deepEqual(
        rows.map((row) => row.id),
        ['old', 'declared'],
      );
      await look(1);
      assert.deepEqual(
        rows.map((row) => row.id),
        ['old'],
      );
    },
  },
  {
    name: 'glance says when the next recurring job in scope is due',
    async run(_database, store) {
      const later = Date.now() + 3_600_000;
      await add(store, recurring('declared', later, { source: 'code' }), recurring('mine', later - 60_000));
      await add(store, recurring('other', 1_000, { type: 'Unknown.run' }));
      assert.equal((await store.glance(NO_SCOPE)).nextRecurringIn, null);
      const { nextRecurringIn } = await store.glance(SCOPE);
      assert.ok(nextRecurringIn! > 3_400_000 && nextRecurringIn! < 3_600_000, String(nextRecurringIn));
      const declared = await store.glance({ ...SCOPE, types: [] });
      assert.ok(declared.nextRecurringIn! > nextRecurringIn!);
      await add(store, recurring('due', 1_000));
      assert.ok((await store.glance(SCOPE)).nextRecurringIn! < 0);
    },
  },
  {
    name: 'unserved recurring jobs are those whose type no worker has known for a while',
    async run(_database, store) {
      await add(
        store,
        recurring('known', 1_000),
        recurring('unknown', 1_000, { type: 'Unknown.run' }),
        recurring('declared', 1_000, { type: 'Unknown.run', source: 'code' }),
        recurring('recent', Date.now() - 1, { type: 'Unknown.run' }),
      );
      const unserved = async () => {
        let ids: string[] = [];
        await store.changeRecurring({ unserved: { after: 60_000 }, limit: 10 }, (rows) => {
          ids = rows.map((row) => row.id);
          return { save: [] };
        });
        return ids.toSorted();
      };
      assert.deepEqual(await unserved(), [], 'nobody is there to know');
      await newWorker(store);
      assert.deepEqual(await unserved(), ['unknown']);
      // Who knew it may be back any moment.
      await store.removeWorker(await newWorker(store, DAY, ['Unknown.run']));
      assert.deepEqual(await unserved(), []);
    },
  },
  {
    name: 'recurring jobs are listed page by page, and those that no live worker declares are orphaned',
    async run(_database, store) {
      const ids = ['a', 'b', 'c', 'd'];
      await add(store, ...ids.map((id) => recurring(id, null, { source: id === 'd' ? 'runtime' : 'code' })));
      const first = await store.listRecurring(3, null);
      const second = await store.listRecurring(3, 'c');
      assert.deepEqual(
        [...first, ...second].map((row) => row.id),
        ids,
      );
      assert.deepEqual(
        [...first, ...second].map((row) => row.orphaned),
        [true, true, true, false],
      );
      const worker = await newWorker(store, 60_000, ['Probe.run'], ['a', 'c']);
      assert.deepEqual(
        (await store.listRecurring(9, null)).map((row) => row.orphaned),
        [false, true, false, false],
      );
      await store.removeWorker(worker);
      assert.equal((await store.findRecurring('a'))?.orphaned, true);
      assert.equal(await store.findRecurring('e'), null);

      await add(store, ...['user:1', 'user:2', 'user:\u{1f600}', 'users'].map((id) => recurring(id, null)));
      const withPrefix = async (cursor: string | null) =>
        (await store.listRecurring(9, cursor, 'user:')).map((row) => row.id);
      assert.deepEqual(await withPrefix(null), ['user:1', 'user:2', 'user:\u{1f600}']);
      assert.deepEqual(await withPrefix('user:1'), ['user:2', 'user:\u{1f600}']);
    },
  },
  {
    name: 'recurring jobs are found by when they fire, by being late, failing or declared no more',
    async run(_database, store) {
      const now = await store.dashboard.now();
      const progressing = (record: RecurringRecord, progress: Partial<RecurringRecord['progress']>) => ({
        ...record,
        progress: { ...record.progress, ...progress },
      });
      const declaredInCode = (id: string, at: number) => {
        const record = recurring(id, at, { source: 'code' });
        return { ...record, declared: record.definition };
      };
      await add(
        store,
        recurring('later', now + 2 * DAY),
        recurring('soon', now + DAY),
        recurring('late', now - 3_600_000),
        recurring('barely late', now - 1_000),
        recurring('never', null),
        recurring('disabled', now + 1_000, { enabled: false }),
        progressing(recurring('paused', now + 1_000), { pausedAt: now, pausedUntil: now + 1_000_000 }),
        progressing(recurring('failing', now - 3_600_000), { failures: 2, error: 'no', dueAt: now + 15_000 }),
        progressing(recurring('failed', null), { failures: 5, error: 'no' }),
        declaredInCode('declared', now + 3 * DAY),
        declaredInCode('orphaned', now - DAY),
      );
      await newWorker(store, 60_000, ['Probe.run'], ['declared']);
      const of = async (which: RecurringGroup, limit = 10) =>
        (await store.dashboard.recurring(which, limit)).map(({ id }) => id);
      assert.deepEqual(await of('next'), ['late', 'barely late', 'failing', 'soon', 'later', 'declared']);
      assert.deepEqual(await of('next', 2), ['late', 'barely late']);
      assert.deepEqual(await of('late'), ['late']);
      assert.deepEqual(await of('failing'), ['failed', 'failing']);
      assert.deepEqual(await of('orphaned'), ['orphaned']);
      const [orphan] = await store.dashboard.recurring('orphaned', 1);
      assert.equal(orphan?.orphaned, true);
    },
  },
  {
    name: 'a decision sees the time, and the job of the one before, as they are once the rows are locked',
    async run(database, store) {
      await add(store, recurring('skip', null, { overlap: 'skip' }));
      const stores = await Promise.all([1, 2, 3, 4].map(() => database.connect()));
      for (let round = 0; round < 5; round++) {
        const before = (await store.list({}, 100, null)).length;
        const times: number[] = [];
        await Promise.all(
          stores.map((each) =>
            each.changeRecurring({ ids: ['skip'] }, ([row], now) => {
              times.push(now);
              if (row!.lastState === 'enqueued') {
                return { save: [] };
              }
              const job = newJob({ recurringId: 'skip' });
              return { save: [{ ...row!, progress: { ...row!.progress, lastJobId: job.id } }], jobs: [job] };
            }),
          ),
        );
        assert.deepEqual(times.toSorted(), times, 'who decides later sees a later time');
        assert.equal((await store.list({}, 100, null)).length, before + 1, `round ${round}`);
        const [job] = await claim(store, await newWorker(store));
        await store.settle([succeeded(job!)]);
      }
    },
  },
  {
    name: 'a claimed job knows the recurring job and the occurrence it is for',
    async run(_database, store) {
      await store.insert([newJob({ recurringId: 'r', occurrenceAt: 1_700_000_000_000 }), newJob()]);
      const claimed = await claim(store, await newWorker(store));
      assert.deepEqual(
        claimed.map(({ recurringId, occurrenceAt }) => [recurringId, occurrenceAt]),
        [
          ['r', 1_700_000_000_000],
          [null, null],
        ],
      );
      const [job] = await store.list({ recurringIds: ['r'] }, 10, null);
      assert.equal(job!.id, claimed[0]!.id);
      assert.deepEqual(job!.occurrenceAt, new Date(1_700_000_000_000));
    },
  },
];
