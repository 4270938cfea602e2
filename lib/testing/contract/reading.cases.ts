import assert from 'node:assert/strict';
import type { JobFilter, Outcome } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, failed, newJob, newWorker } from './fixtures.js';

export const readingCases: CaseDefinition[] = [
  {
    name: 'list gives the newest first, in pages that neither repeat nor miss a job',
    async run(_database, store) {
      const jobs = Array.from({ length: 25 }, () => newJob());
      await store.insert(jobs);
      const seen: string[] = [];
      for (let cursor: string | null = null, page; ; cursor = page.at(-1)!.id) {
        page = await store.list({}, 10, cursor);
        seen.push(...page.map((job) => job.id));
        if (page.length < 10) {
          break;
        }
        // What comes in meanwhile is newer, and moves no page.
        await store.insert([newJob()]);
      }
      assert.deepEqual(seen, jobs.map((job) => job.id).toReversed());
    },
  },
  {
    name: 'list and count understand every field of a filter',
    async run(_database, store) {
      const mail = newJob({ type: 'Mail.send', queue: 'mail', tags: ['a', 'b'] });
      const report = newJob({ type: 'Report.make', queue: 'slow', tags: ['b'], delay: 60_000 });
      const broken = newJob({ type: 'Mail.send' });
      await store.insert([mail, report, broken]);
      const [claimed] = await claim(store, await newWorker(store), { types: ['Mail.send'] });
      await store.settle([failed(claimed!)]);
      const finishedAt = (await store.find(broken.id))!.finishedAt!.getTime();

      const cases: [JobFilter, string[]][] = [
        [{}, [mail.id, report.id, broken.id]],
        [{ states: ['scheduled', 'failed'] }, [report.id, broken.id]],
        [{ states: [] }, []],
        [{ queues: ['mail', 'slow'] }, [mail.id, report.id]],
        [{ types: ['Mail.send'] }, [mail.id, broken.id]],
        [{ types: ['Mail.send'], queues: ['mail'] }, [mail.id]],
        [{ ids: [report.id] }, [report.id]],
        [{ excludeIds: [mail.id, broken.id] }, [report.id]],
        [{ excludeIds: [] }, [mail.id, report.id, broken.id]],
        [{ types: ['Mail.send'], excludeIds: [mail.id] }, [broken.id]],
        [{ tags: ['a'] }, [mail.id]],
        [{ tags: ['a', 'b'] }, [mail.id, report.id]],
        [{ errorText: 'typeerror: BROK' }, [broken.id]],
        [{ errorText: '%' }, []],
        [{ finishedAfter: new Date(finishedAt) }, [broken.id]],
        [{ finishedBefore: new Date(finishedAt) }, []],
        [{ createdBefore: new Date(1_000) }, []],
        [{ createdAfter: new Date(1_000) }, [mail.id, report.id, broken.id]],
      ];
      for (const [filter, ids] of cases) {
        const listed = (await store.list(filter, 10, null)).map((job) => job.id);
        assert.deepEqual(listed.toSorted(), ids.toSorted(), JSON.stringify(filter));
        assert.deepEqual(await store.count(filter, 10), { value: ids.length, capped: false });
      }
    },
  },
  {
    name: 'count stops at its cap and says so',
    async run(_database, store) {
      await store.insert(Array.from({ length: 12 }, () => newJob()));
      assert.deepEqual(await store.count({}, 10), { value: 10, capped: true });
      assert.deepEqual(await store.count({}, 12), { value: 12, capped: false });
    },
  },
  {
    name: 'activeQueues names queues in which jobs wait or run',
    async run(_database, store) {
      await store.insert([newJob({ queue: 'running' }), newJob({ queue: 'later', delay: 60_000 })]);
      await claim(store, await newWorker(store), { queue: 'running' });
      await store.insert([newJob({ queue: 'waiting' })]);
      assert.deepEqual(await store.activeQueues(), ['running', 'waiting']);
    },
  },
  {
    name: 'a history is read from its end, as many lines as are wanted, and so is its last error',
    async run(_database, store) {
      const job = newJob();
      await store.insert([job]);
      const move = (index: number) =>
        store.transition({ ids: [job.id], to: 'enqueued', reason: String(index), actor: null });
      const fail = async (message: string) => {
        const [held] = await claim(store, await newWorker(store));
        await store.settle([{ ...failed(held!), error: { name: 'Error', message } } as Outcome]);
      };
      assert.equal(await store.lastError(job.id), null);
      await fail('first');
      await move(1);
      await fail('last');
      for (let index = 2; index <= 5; index++) {
        await move(index);
      }
      const reasons = async (limit?: number) =>
        (await store.history(job.id, limit)).map(({ reason }) => reason);
      assert.deepEqual(await reasons(3), ['3', '4', '5']);
      assert.deepEqual(await reasons(), ['It failed', '1', 'It failed', '2', '3', '4', '5']);
      assert.equal((await store.lastError(job.id))?.message, 'last');
    },
  },
  {
    name: 'find knows nothing of an unknown job',
    async run(_database, store) {
      const { id } = newJob();
      assert.equal(await store.find(id), null);
      assert.deepEqual(await store.history(id), []);
      assert.equal(await store.lastError(id), null);
      assert.deepEqual(await store.log(id), []);
    },
  },
];
