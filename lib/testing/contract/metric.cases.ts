import assert from 'node:assert/strict';
import { BUCKETS, COUNTERS, SPANS, type MetricQuery } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, newJob, newWorker } from './fixtures.js';
import { entry, everything, failure } from './metric-fixtures.js';

const SPAN_LENGTHS = Object.values(SPANS);
const { minute, hour, day } = SPANS;

export const metricCases: CaseDefinition[] = [
  {
    name: 'metrics add up to the same sums in minutes, hours and days, whoever writes at once',
    async run(database, store) {
      const stores = [store];
      while (stores.length < 8) {
        stores.push(await database.connect());
      }
      // In another order by each writer: the store has to lock in one order.
      await Promise.all(
        stores.map(async (each, writer) => {
          for (let round = 0; round < 10; round++) {
            const metrics = Array.from({ length: 12 }, (_, index) =>
              entry(`queue ${index % 4}`, `type ${index % 3}`),
            );
            const failures = Array.from({ length: 6 }, (_, index) =>
              failure(`fingerprint${index}`, 'Probe.run'),
            );
            const turn = <Item>(list: Item[]) => [...list.slice(writer), ...list.slice(0, writer)];
            await each.metrics.record({ age: 0, metrics: turn(metrics), failures: turn(failures) });
          }
        }),
      );
      for (const span of SPAN_LENGTHS) {
        const rows = await store.metrics.read(everything({ span, step: span }));
        const total = (count: (row: (typeof rows)[number]) => number) =>
          rows.reduce((sum, row) => sum + count(row), 0);
        COUNTERS.forEach((name, index) =>
          assert.equal(
            total((row) => row.counts[name]),
            960 * (index + 1),
            name,
          ),
        );
        assert.equal(
          total((row) => row.waitTime),
          960 * 7_000_000_000,
        );
        assert.equal(
          total((row) => row.runTime),
          960 * 11,
        );
        assert.equal(
          total((row) => row.waits[0]!),
          960,
        );
        assert.equal(
          total((row) => row.waits[BUCKETS - 1]!),
          960 * BUCKETS,
        );
        assert.equal(
          total((row) => row.runs[3]!),
          960 * 8,
        );
      }
      const groups = await store.metrics.failures({ range: '7d', limit: 100 });
      assert.equal(groups.length, 6);
      for (const { counts, trend } of groups) {
        assert.deepEqual(counts['1h'], { attempts: 240, jobs: 80 });
        assert.deepEqual(counts['3h'], counts['1h']);
        assert.equal(
          trend.reduce((sum, count) => sum + count),
          counts['24h'].attempts,
        );
      }
    },
  },
  {
    name: 'metrics count for the time at which they were counted, by the clock of the database',
    async run(_database, store) {
      const metrics = [entry('a', 'A')];
      await store.metrics.record({ age: 0, metrics, failures: [] });
      await store.metrics.record({ age: 90 * minute, metrics, failures: [] });
      await store.metrics.record({ age: 3 * day, metrics, failures: [] });
      for (const span of SPAN_LENGTHS) {
        const rows = await store.metrics.read(everything({ span, step: span }));
        assert.ok(rows.every((row) => row.at % span === 0));
        const last = rows.at(-1)!.at;
        assert.ok(
          Math.abs(last + span / 2 - Date.now()) <= span,
          'the machine and its database agree on the time',
        );
        assert.ok(rows.some((row) => Math.abs(last - row.at - 3 * day) <= span));
        assert.equal(
          rows.reduce((sum, row) => sum + row.counts.created, 0),
          3,
        );
      }
    },
  },
  {
    name: 'metrics are told apart by queue or type, the busiest first, and found by both',
    async run(_database, store) {
      const metrics = [
        entry('a', 'A'),
        entry('a', 'B'),
        entry('a', 'A', 5),
        entry('b', 'A'),
        entry('c', 'C'),
      ];
      for (const each of metrics) {
        await store.metrics.record({ age: 0, metrics: [each], failures: [] });
      }
      const read = async (query: Partial<MetricQuery>) =>
        (await store.metrics.read(everything({ span: day, step: 7 * day, ...query })))
          .map((row) => [row.key, row.counts.created] as const)
          .toSorted((one, other) => other[1] - one[1]);
      assert.deepEqual(await read({}), [[null, 9]]);
      assert.deepEqual(await read({ groupBy: 'queue', top: 1 }), [
        ['a', 7],
        [null, 2],
      ]);
      assert.deepEqual(await read({ groupBy: 'type', top: 9, queues: ['a'] }), [
        ['A', 6],
        ['B', 1],
      ]);
      assert.deepEqual(await read({ groupBy: 'queue', types: ['C', 'B'] }), [
        ['a', 1],
        ['c', 1],
      ]);
      assert.deepEqual(await read({ queues: [] }), []);
    },
  },
  {
    name: 'metrics are removed after their time, by any number of workers at once, and no others',
    async run(database, store) {
      const others = [await database.connect(), await database.connect()];
      const ages = [0, 2 * day + hour, 8 * day, 31 * day, 731 * day];
      for (const age of ages) {
        const failures = [failure(`age${age / hour}`, 'Probe.run')];
        await store.metrics.record({ age, metrics: [entry('a', 'A')], failures });
      }
      const kept = async () =>
        Promise.all(
          SPAN_LENGTHS.map(
            async (span) => (await store.metrics.read(everything({ span, step: span }))).length,
          ),
        );
      assert.deepEqual(await kept(), [5, 5, 5, 5]);
      await Promise.all([store, ...others, ...others].map((each) => each.metrics.prune()));
      assert.deepEqual(await kept(), [1, 2, 3, 4]);
      assert.deepEqual(
        (await store.metrics.failures({ range: '7d', limit: 10 }))
          .map((group) => group.fingerprint)
          .toSorted(),
        ['age0', 'age49'],
      );
    },
  },
  {
    name: 'queues tell what waits, for how long, and what came and went lately',
    async run(_database, store) {
      await store.insert([
        ...Array.from({ length: 12 }, (_, index) => newJob({ queue: 'busy', priority: index % 3 })),
        newJob({ queue: 'later', delay: day }),
        newJob({ queue: 'held' }),
      ]);
      // It has been due for the longest time, and is not the first in the order of its queue.
      const old = newJob({ queue: 'busy', priority: 2 });
      await store.insert([old]);
      await store.transition({
        ids: [old.id],
        to: 'scheduled',
        at: Date.now() - hour,
        reason: null,
        actor: null,
      });
      await store.promoteDue(10);
      await claim(store, await newWorker(store), { queue: 'held' });
      await store.metrics.record({ age: 2 * minute, metrics: [entry('busy', 'Probe.run')], failures: [] });
      await store.metrics.record({ age: 2 * hour, metrics: [entry('quiet', 'Probe.run')], failures: [] });

      const [busy, held, quiet, ...rest] = await store.metrics.queues(10);
      assert.deepEqual(rest, []);
      assert.equal(busy!.name, 'busy');
      assert.deepEqual(busy!.waiting, { value: 10, capped: true });
      assert.ok(Math.abs(busy!.oldestWaiting! - hour) < minute);
      assert.equal(busy!.created, 1);
      // Two succeeded, three failed and six were deleted: those that were retried or snoozed are there still.
      assert.equal(busy!.ended, 11);
      assert.equal(busy!.waits[1], 2);
      assert.ok(busy!.window >= 5 * minute && busy!.window <= 6 * minute);
      assert.deepEqual([held!.name, held!.processing, held!.oldestWaiting], ['held', 1, null]);
      assert.deepEqual([quiet!.name, quiet!.waiting.value, quiet!.ended], ['quiet', 0, 0]);
    },
  },
];
