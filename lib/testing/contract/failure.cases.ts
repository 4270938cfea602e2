import assert from 'node:assert/strict';
import { SPANS } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, failed, KEEP_A_DAY, newJob, newWorker } from './fixtures.js';
import { failure } from './metric-fixtures.js';

const { minute, hour, day } = SPANS;

export const failureCases: CaseDefinition[] = [
  {
    name: 'failures are groups with their last job, those that fail most first',
    async run(_database, store) {
      const first = failure('rare', 'Probe.run');
      const second = failure('often', 'Probe.run');
      const last = { ...failure('often', 'Other.run'), message: 'the last message', frame: null };
      await store.metrics.record({ age: 5 * hour, metrics: [], failures: [second, first] });
      await store.metrics.record({ age: 0, metrics: [], failures: [last] });
      const [often, rare, ...rest] = await store.metrics.failures({ range: '24h', limit: 10 });
      assert.deepEqual(rest, []);
      assert.deepEqual(rare!.types, ['Probe.run']);
      assert.equal(often!.fingerprint, 'often');
      assert.deepEqual(often!.types, ['Other.run', 'Probe.run']);
      assert.equal(often!.message, 'the last message');
      assert.equal(often!.frame, null);
      assert.equal(often!.jobId, last.jobId);
      assert.equal(Math.round((often!.lastAt.getTime() - often!.firstAt.getTime()) / minute), 300);
      assert.deepEqual(often!.counts, {
        '1h': { attempts: 3, jobs: 1 },
        '3h': { attempts: 3, jobs: 1 },
        '24h': { attempts: 6, jobs: 2 },
        '7d': { attempts: 6, jobs: 2 },
      });
      assert.deepEqual([often!.trend.length, often!.trend[18], often!.trend[23]], [24, 3, 3]);

      const find = async (query: object) =>
        (await store.metrics.failures({ range: '1h', limit: 10, ...query })).map(
          (group) => group.fingerprint,
        );
      assert.deepEqual(await find({}), ['often']);
      assert.deepEqual(await find({ range: '24h', types: ['Probe.run'], limit: 1 }), ['often']);
      assert.deepEqual(await find({ range: '24h', fingerprints: ['rare', 'unknown'] }), ['rare']);
      assert.deepEqual(await find({ fingerprints: ['rare'] }), []);
    },
  },
  {
    name: 'jobs are found by the group of failures they belong to, until they run again',
    async run(_database, store) {
      await store.insert([newJob(), newJob(), newJob({ type: 'Gone.run' })]);
      const workerId = await newWorker(store, day, ['Probe.run']);
      const jobs = await claim(store, workerId);
      await store.settle(jobs.map((job, index) => ({ ...failed(job), fingerprint: `group${index}` })));
      const find = async (...fingerprints: string[]) =>
        (await store.list({ fingerprints }, 10, null)).map((job) => job.id);
      assert.deepEqual(await find('group0'), [jobs[0]!.id]);
      assert.equal((await store.find(jobs[1]!.id))?.fingerprint, 'group1');
      await store.transition({ ids: [jobs[0]!.id], to: 'enqueued', reason: null, actor: null });
      assert.deepEqual(await find('group0', 'group1'), [jobs[1]!.id]);

      await store.transition({
        ids: [(await store.list({ types: ['Gone.run'] }, 1, null))[0]!.id],
        to: 'scheduled',
        at: 1_000,
        reason: null,
        actor: null,
      });
      await store.promoteDue(10);
      const [gone] = await store.failUnknown({ after: hour, limit: 10, keep: KEEP_A_DAY });
      const { fingerprint } = (await store.find(gone!.id))!;
      assert.deepEqual(await find(fingerprint!), [gone!.id]);
    },
  },
];
