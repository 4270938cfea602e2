import assert from 'node:assert/strict';
import { JsonSerializer } from '../../serialization/index.js';
import type { JobStore, LogRequest, SearchFilter } from '../../store/index.js';
import type { CaseDefinition } from './case.js';
import { claim, claimedJob, failed, newJob, newWorker, settle, succeeded, until } from './fixtures.js';

/** Every page of a search, and in how many pages it came. */
async function searchAll(
  store: JobStore,
  filter: SearchFilter,
  limit = 100,
  direction: 'older' | 'newer' = 'older',
): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 0;
  for (let cursor: string | null = null; ; pages++) {
    const { jobs, next } = await store.dashboard.search(filter, { limit, cursor, direction });
    ids.push(...jobs.map((job) => job.id));
    if (next === null) {
      return { ids, pages: pages + 1 };
    }
    cursor = next;
  }
}

export const dashboardCases: CaseDefinition[] = [
  {
    name: 'search gives jobs in both directions, in pages that neither repeat nor miss one',
    async run(_database, store) {
      const jobs = Array.from({ length: 25 }, (_, index) =>
        newJob({ delay: index % 2 === 0 ? 60_000 : null, tags: index % 5 === 0 ? ['fifth'] : [] }),
      );
      await store.insert(jobs);
      const ids = jobs.map((job) => job.id);
      const filters: [SearchFilter, string[]][] = [
        [{}, ids],
        [{ states: ['enqueued'] }, ids.filter((_, index) => index % 2 === 1)],
        [{ states: ['scheduled', 'enqueued', 'failed'] }, ids],
        [{ tags: ['fifth'] }, ids.filter((_, index) => index % 5 === 0)],
        [{ tags: ['fifth'], states: ['enqueued'] }, [ids[5]!, ids[15]!]],
      ];
      for (const [filter, expected] of filters) {
        assert.deepEqual((await searchAll(store, filter, 4)).ids, expected.toReversed());
        assert.deepEqual((await searchAll(store, filter, 4, 'newer')).ids, expected);
        assert.deepEqual(await store.dashboard.count(filter), { value: expected.length, capped: false });
      }
    },
  },
  {
    name: 'search understands every field of a filter',
    async run(_database, store) {
      const mail = newJob({ type: 'Mail.send', queue: 'mail', tags: ['a', 'b'] });
      const report = newJob({ type: 'Report.make', queue: 'slow', tags: ['b'], delay: 60_000 });
      const broken = newJob({ type: 'Mail.send', recurringId: 'digest:1' });
      await store.insert([mail, report, broken]);
      const [claimed] = await claim(store, await newWorker(store), { types: ['Mail.send'] });
      await settle(store, [failed(claimed!)]);
      const { createdAt, finishedAt } = (await store.find(broken.id))!;
      const later = new Date(createdAt.getTime() + 1);

      const cases: [SearchFilter, string[]][] = [
        [{ states: [] }, []],
        [{ queues: ['mail', 'slow'] }, [mail.id, report.id]],
        [{ types: ['Mail.send'] }, [mail.id, broken.id]],
        [{ types: ['Mail.send'], states: ['failed', 'scheduled'] }, [broken.id]],
        [{ types: ['Report.make'], states: ['failed'] }, []],
        [{ queues: ['default'], states: ['failed'] }, [broken.id]],
        [{ queues: ['default', 'mail'], types: ['Mail.send', 'x'], states: ['failed'] }, [broken.id]],
        [{ ids: [mail.id, broken.id], queues: ['mail'] }, [mail.id]],
        [{ recurringIds: ['digest:1'] }, [broken.id]],
        [{ tags: ['a', 'b'] }, [mail.id, report.id]],
        [{ tags: ['x'] }, []],
        [{ createdAfter: createdAt }, [mail.id, report.id, broken.id]],
        [{ createdAfter: later }, []],
        [{ createdBefore: later, states: ['failed'] }, [broken.id]],
        [{ createdBefore: createdAt, tags: ['a'] }, []],
        [{ finishedAfter: finishedAt! }, [broken.id]],
        [{ texts: ['TYPE', 'broken'] }, [broken.id]],
        [{ texts: ['TypeError', 'whole'] }, []],
      ];
      for (const [filter, expected] of cases) {
        const { ids } = await searchAll(store, filter);
        assert.deepEqual(ids.toSorted(), expected.toSorted(), JSON.stringify(filter));
        assert.equal((await store.dashboard.count(filter)).value, expected.length, JSON.stringify(filter));
        const { states } = filter;
        const all = await store.dashboard.countByState(filter);
        const meant = Object.entries(all).filter(([state]) => !states || states.includes(state as never));
        const sum = meant.reduce((total, [, { value }]) => total + value, 0);
        assert.equal(sum, expected.length, JSON.stringify(filter));
      }
    },
  },
  {
    name: 'search finds values in arguments, and passes over those that are no JSON',
    async run(_database, store) {
      if (!(await store.dashboard.canSearchArguments())) {
        return;
      }
      const order = newJob({ args: '[{"user":{"id":42,"name":"Ayşe \\"A\\""}},"express",true]' });
      const other = newJob({ args: '["express",{"user":{"id":"42"}},[{"id":7}]]' });
      await store.insert([order, other, newJob({ args: 'not json' }), newJob({ args: '["\\u0000"]' })]);
      const find = async (argument: number | null, path: string[], value: string) =>
        (await searchAll(store, { args: [{ argument, path, value }] })).ids;
      assert.deepEqual(await find(null, ['user', 'id'], '42'), [other.id, order.id]);
      assert.deepEqual(await find(0, ['user', 'id'], '42'), [order.id]);
      assert.deepEqual(await find(0, [], 'express'), [other.id]);
      assert.deepEqual(await find(null, [], 'express'), [other.id, order.id]);
      assert.deepEqual(await find(2, [], 'true'), [order.id]);
      assert.deepEqual(await find(2, ['0', 'id'], '7'), [other.id]);
      assert.deepEqual(await find(null, ['user', 'name'], 'Ayşe "A"'), [order.id]);
      assert.deepEqual(await find(null, ['user', 'id'], '43'), []);
      assert.deepEqual(await find(null, ['user'], "x' OR '1'='1"), []);
      for (const text of ['02139', '-007', '1e5', '+1', '.5', '1.', '-0', '9'.repeat(40), 'x\\u0000', '"']) {
        assert.deepEqual(await find(null, ['user', 'id'], text), [], text);
      }
      assert.deepEqual(await find(0, ['user', 'id'], '42.0'), [order.id]);
      assert.deepEqual(await find(0, ['999999999'], 'x'), []);
    },
  },
  {
    name: 'search finds values in arguments only at their path, dates and big numbers among them',
    async run(_database, store) {
      if (!(await store.dashboard.canSearchArguments())) {
        return;
      }
      const args = [
        { list: ['a', ['b'], { id: 'c' }], object: { id: 'd', 0: 'z' } },
        new Map([['password', 'hunter2']]),
        { tags: new Set(['e']), size: 7n, at: new Date(0), own: { $type: 'f', id: 'g' } },
        ...Array.from({ length: 7 }, () => null),
        'h',
      ];
      const job = newJob({ args: new JsonSerializer().serialize(args, 'the arguments') });
      await store.insert([job, newJob({ args: '["\\ud800"]' })]);
      const isFound = async (path: string, value: string) => {
        for (const argument of [0, 1, 2, 10, null]) {
          const match = { argument, path: path === '' ? [] : path.split('.'), value };
          if ((await searchAll(store, { args: [match] })).ids.includes(job.id)) {
            return argument;
          }
        }
        return undefined;
      };
      const cases: [string, string, number | undefined][] = [
        ['list.0', 'a', 0],
        ['list.1.0', 'b', 0],
        ['list.2.id', 'c', 0],
        ['object.id', 'd', 0],
        ['size', '7', 2],
        ['at', '1970-01-01T00:00:00.000Z', 2],
        ['', 'h', 10],
        // A list is not its items, what is no list has no items, and there is no counting from the end.
        ['list', 'a', undefined],
        ['list.1', 'b', undefined],
        ['list.id', 'c', undefined],
        ['list.-1.id', 'c', undefined],
        ['object.0.id', 'd', undefined],
        ['object.id.0', 'd', undefined],
        ['0.list.0', 'a', undefined],
        // What is stored for values that JSON lacks is not where they are shown.
        ['value.0', 'password', undefined],
        ['value.1', 'hunter2', undefined],
        ['$type', 'Map', undefined],
        ['tags.value.0', 'e', undefined],
        ['size.value', '7', undefined],
        ['own.value.id', 'g', undefined],
      ];
      for (const [path, value, expected] of cases) {
        assert.equal(await isFound(path, value), expected, `${path}:${value}`);
      }
      // Any is one of the first.
      const match = { argument: null, path: [], value: 'h' };
      assert.deepEqual((await searchAll(store, { args: [match] })).ids, []);
    },
  },
  {
    name: 'search looks at so many jobs for one page, says so, and goes on with the next',
    async run(_database, store) {
      const rare = newJob({ type: 'Rare.run' });
      await store.insert([rare]);
      for (let part = 0; part < 21; part++) {
        await store.insert(Array.from({ length: 1_000 }, () => newJob()));
      }
      const filter = { types: ['Rare.run'] };
      const page = { limit: 10, cursor: null, direction: 'older' as const };
      const first = await store.dashboard.search(filter, page);
      assert.deepEqual([first.jobs, first.horizon], [[], 20_000]);
      assert.deepEqual(await store.dashboard.count(filter), { value: 0, capped: true });
      const second = await store.dashboard.search(filter, { ...page, cursor: first.next });
      assert.deepEqual([second.jobs.map(({ id }) => id), second.next], [[rare.id], null]);
      assert.deepEqual(await store.dashboard.count({}), { value: 10_000, capped: true });
      assert.deepEqual((await searchAll(store, { ...filter, states: ['enqueued'] })).ids, [rare.id]);
    },
  },
  {
    name: 'logLines gives the lines after one, of one attempt, of some levels',
    async run(_database, store) {
      const job = await claimedJob(store);
      const line = (message: string, level: 'info' | 'warn', attempt = 1) => ({
        jobId: job.id,
        attempt,
        level,
        message,
        age: 0,
      });
      await store.journal([line('a', 'info'), line('b', 'warn'), line('c', 'info', 2)], []);
      const levels: ('info' | 'warn')[] = ['info', 'warn'];
      const all: LogRequest = { after: null, attempt: null, levels, limit: 10 };
      const read = async (request: Partial<LogRequest>) =>
        (await store.dashboard.logLines(job.id, { ...all, ...request })).map(({ message }) => message);
      assert.deepEqual(await read({}), ['a', 'b', 'c']);
      assert.deepEqual(await read({ limit: 2 }), ['a', 'b']);
      assert.deepEqual(await read({ attempt: 2 }), ['c']);
      assert.deepEqual(await read({ levels: ['warn'] }), ['b']);
      const [first] = await store.dashboard.logLines(job.id, all);
      const after = await store.dashboard.logLines(job.id, { ...all, after: first!.id });
      assert.deepEqual(
        after.map(({ message }) => message),
        ['b', 'c'],
      );
    },
  },
  {
    name: 'what waits for its time in queues is counted up to a number, and it is said when there is more',
    async run(_database, store) {
      await store.insert(Array.from({ length: 10_001 }, () => newJob({ queue: 'a', delay: 60_000 })));
      await store.insert([newJob({ queue: 'b', delay: 3_600_000 })]);
      assert.deepEqual(await store.dashboard.countByQueue('scheduled'), {
        queues: new Map([['a', { value: 10_001, capped: true }]]),
        capped: true,
      });
    },
  },
  {
    name: 'queues are told apart: what waits for its time, what is next, and what has waited for longest',
    async run(_database, store) {
      const low = newJob({ queue: 'a', priority: 5 });
      await store.insert([low, newJob({ queue: 'a', delay: 60_000 }), newJob({ queue: 'b', delay: 60_000 })]);
      const past = (await store.find(low.id))!.runAt.getTime();
      await until(async () => (await store.dashboard.now()) > past);
      const high = newJob({ queue: 'a', priority: 1 });
      await store.insert([high]);
      assert.deepEqual(await store.dashboard.countByQueue('scheduled'), {
        queues: new Map([
          ['a', { value: 1, capped: false }],
          ['b', { value: 1, capped: false }],
        ]),
        capped: false,
      });
      assert.deepEqual(await store.dashboard.countByQueue('throttled'), { queues: new Map(), capped: false });
      assert.deepEqual(
        (await store.dashboard.nextInQueue('a', 10)).map(({ id }) => id),
        [high.id, low.id],
      );
      assert.equal((await store.dashboard.oldestWaiting(['b', 'a']))!.id, low.id);
      assert.equal(await store.dashboard.oldestWaiting(['b']), null);
    },
  },
  {
    name: 'suggest gives what begins with a prefix, and nothing else',
    async run(_database, store) {
      await newWorker(store, 60_000, ['Mail.send', 'Mail.sort', 'Report.make']);
      await store.insert([newJob({ tags: ['vip', 'new', 'v%'] }), newJob({ tags: ['vip', 'é'] })]);
      assert.deepEqual(await store.dashboard.suggest('type', 'Mail', 10), ['Mail.send', 'Mail.sort']);
      assert.deepEqual(await store.dashboard.suggest('type', 'Mail', 1), ['Mail.send']);
      assert.deepEqual(await store.dashboard.suggest('queue', '', 10), []);
      assert.deepEqual(await store.dashboard.suggest('tag', '', 10), ['new', 'v%', 'vip', 'é']);
      assert.deepEqual(await store.dashboard.suggest('tag', 'v', 10), ['v%', 'vip']);
      assert.deepEqual(await store.dashboard.suggest('tag', 'v', 1), ['v%']);
    },
  },
  {
    name: 'oldestExpired tells how far retention is behind',
    async run(_database, store) {
      assert.equal(await store.dashboard.oldestExpired(), null);
      const job = await claimedJob(store);
      await settle(store, [{ ...succeeded(job), keep: 0 } as never]);
      const expiresAt = (await store.find(job.id))!.expiresAt!.getTime();
      await until(async () => (await store.dashboard.oldestExpired()) === expiresAt);
      await store.prune(10, 60_000);
      assert.equal(await store.dashboard.oldestExpired(), null);
    },
  },
  {
    name: 'the audit keeps what was written, newest first, until it is pruned',
    async run(_database, store) {
      const entry = {
        actor: 'ayla',
        action: 'deleteJob',
        targetKind: 'job',
        targetId: '1',
        reason: 'no use: "😀"',
        result: 'done' as const,
        code: null,
        params: '{}',
      };
      await store.dashboard.writeAudit(entry);
      await store.dashboard.writeAudit({
        ...entry,
        actor: null,
        targetId: '2',
        result: 'refused',
        code: 'x',
      });
      const all = await store.dashboard.listAudit({}, 10, null);
      assert.deepEqual(
        all.map(({ targetId }) => targetId),
        ['2', '1'],
      );
      const { id: _, at, ...rest } = all[1]!;
      assert.deepEqual(rest, entry);
      assert.ok(Math.abs(at.getTime() - (await store.dashboard.now())) < 60_000);
      assert.equal((await store.dashboard.listAudit({}, 1, null)).length, 1);
      assert.deepEqual((await store.dashboard.listAudit({}, 10, all[0]!.id))[0], all[1]);
      for (const filter of [{ actor: 'ayla' }, { targetId: '1' }, { actor: 'ayla', action: 'deleteJob' }]) {
        assert.deepEqual(await store.dashboard.listAudit(filter, 10, null), [all[1]]);
      }
      assert.equal(await store.dashboard.pruneAudit(60_000, 10), 0);
      await until(async () => (await store.dashboard.now()) > all[0]!.at.getTime());
      assert.equal(await store.dashboard.pruneAudit(0, 1), 1);
      assert.deepEqual(await store.dashboard.listAudit({}, 10, null), [all[0]]);
    },
  },
];
