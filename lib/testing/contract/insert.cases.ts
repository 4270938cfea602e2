import assert from 'node:assert/strict';
import type { CaseDefinition } from './case.js';
import { claim, newJob, newWorker } from './fixtures.js';

export const insertCases: CaseDefinition[] = [
  {
    name: 'insert makes a job enqueued when it is due and scheduled when it is not, by the database’s clock',
    async run(_database, store) {
      const jobs = {
        now: newJob(),
        later: newJob({ delay: 60_000 }),
        past: newJob({ at: 1_000 }),
        future: newJob({ at: Date.now() + 600_000 }),
      };
      await store.insert(Object.values(jobs));
      assert.equal((await store.find(jobs.now.id))?.state, 'enqueued');
      assert.equal((await store.find(jobs.past.id))?.state, 'enqueued');
      assert.equal((await store.find(jobs.future.id))?.state, 'scheduled');

      const later = await store.find(jobs.later.id);
      assert.equal(later?.state, 'scheduled');
      assert.equal(later.runAt.getTime() - later.createdAt.getTime(), 60_000);
      const past = await store.find(jobs.past.id);
      assert.equal(past?.runAt.getTime(), past?.createdAt.getTime(), 'a moment in the past means now');
    },
  },
  {
    name: 'insert writes thousands of jobs, all or none',
    async run(_database, store) {
      const jobs = Array.from({ length: 2_500 }, (_, index) => newJob({ args: JSON.stringify([index]) }));
      await store.insert(jobs);
      assert.equal((await store.count({}, 10_000)).value, 2_500);

      const more = Array.from({ length: 2_500 }, () => newJob());
      more.push({ ...newJob(), id: more[0]!.id });
      await assert.rejects(store.insert(more));
      assert.equal((await store.count({}, 10_000)).value, 2_500);
    },
  },
  {
    name: 'insert and claim keep every character of names, arguments, settings and tags',
    async run(_database, store) {
      const hostile = `'; DROP TABLE job; -- "\\ \n\t\u0001 ${'é漢😀'} {"$1":?}`;
      const args = JSON.stringify([hostile, '\0', 'x'.repeat(200_000)]);
      const settings = JSON.stringify({ note: hostile });
      const job = newJob({ type: hostile, queue: hostile, args, settings, tags: [hostile, 'plain'] });
      await store.insert([job]);
      const [claimed] = await claim(store, await newWorker(store), { queue: hostile, types: [hostile] });
      assert.equal(claimed?.type, hostile);
      assert.equal(claimed.queue, hostile);
      assert.equal(claimed.args, args);
      assert.equal(claimed.settings, settings);
      assert.deepEqual(JSON.parse(claimed.tags!), [hostile, 'plain']);
      const [listed] = await store.list({ tags: [hostile] }, 10, null);
      assert.deepEqual(listed?.tags, [hostile, 'plain']);
    },
  },
];
