import { describe, expect, it } from 'vitest';
import type {
  JobActionResult,
  JobsResponse,
  JobView,
  LogResponse,
  Neighbours,
  ProblemsResponse,
} from '../../lib/dashboard/api/index.js';
import { redactSecrets } from '../../lib/dashboard/views/redact.js';
import { newWorker } from '../../lib/testing/contract/fixtures.js';
import { eventually } from '../support/eventually.js';
import { openDataSource, useDatabase } from '../support/app.js';
import { createDatabase, describeEachDatabase } from '../support/databases.js';
import { Shop, startDashboard } from './support.js';

const WORKER = { worker: { pollInterval: 20, concurrency: 5 } };

describeEachDatabase('Jobs in the dashboard', (_kind, create) => {
  const start = async (options: Parameters<typeof startDashboard>[0] = {}) =>
    startDashboard({ ...options, database: await useDatabase(create) });

  it('lists in pages, counts by state, and reports what it does not understand', async () => {
    const { jobs, get } = await start();
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      ids.push(
        (
          await jobs.enqueue(Shop, (shop) => shop.order({ user: { id: index } }), {
            tags: [`tag-${index % 2}`],
          })
        ).id,
      );
    }
    await jobs.delete(ids[0]!);
    const first = (await get<JobsResponse>('jobs?limit=2')).body;
    expect(first.items.map(({ id }) => id)).toEqual([ids[4], ids[3]]);
    expect(first).toMatchObject({ count: { value: 5, capped: false }, errors: [], horizon: null });
    const second = (await get<JobsResponse>(`jobs?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(second.count).toBeNull();
    const deleted = (await get<JobsResponse>('jobs?state=deleted&q=state:enqueued')).body;
    expect(deleted.items.map(({ id }) => id)).toEqual([ids[0]]);
    const counts = await get('jobs/counts?q=tag:tag-0');
    expect(counts.body).toMatchObject({
      states: { enqueued: { value: 2 }, deleted: { value: 1 }, failed: { value: 0 } },
    });
    const found = (
      await get<JobsResponse>(`jobs?q=${encodeURIComponent('args.user.id:3 colour:red after:-1h')}`)
    ).body;
    expect(found.items.map(({ id }) => id)).toEqual([ids[3]]);
    expect(found.errors).toEqual([{ code: 'unknown_name', token: 'colour:red', start: 15, end: 25 }]);
    expect((await get<Neighbours>(`jobs/${ids[2]}/neighbours?state=enqueued`)).body).toEqual({
      newer: ids[3],
      older: ids[1],
    });
    expect((await get<Neighbours>(`jobs/${ids[1]}/neighbours?state=enqueued`)).body).toEqual({
      newer: ids[2],
      older: null,
    });
    expect((await get('suggest?field=tag&prefix=tag')).body).toEqual({
      items: [
        { value: 'tag-0', label: null },
        { value: 'tag-1', label: null },
      ],
    });
  });

  it('answers whatever is searched for, and marks only what it does not understand', async () => {
    const { jobs, get } = await start();
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order({ zip: '02139', phone: '05321234567' }));
    const asked: [string, string | null][] = [
      ['args.zip:02139', null],
      ['args.phone:05321234567', null],
      ['args.0.99999999999:x', 'args.0.99999999999:x'],
      ['after:-999999999d', 'after:-999999999d'],
      ['before:9999-12-31 after:0000-01-01', null],
    ];
    for (const [text, marked] of asked) {
      const query = encodeURIComponent(`type:Shop.order ${text}`);
      const errors = marked === null ? [] : [{ token: marked }];
      expect(await get(`jobs?q=${query}`)).toMatchObject({ status: 200, body: { items: [{ id }], errors } });
      const counts = await get(`jobs/counts?q=${query}`);
      expect(counts).toMatchObject({ status: 200, body: { states: { enqueued: { value: 1 } }, errors } });
    }
  });

  it('lets nobody find by search what the hook hides, however it is asked for', async () => {
    const hidden = [
      { type: 'Shop.order', path: '1' },
      { type: 'Shop.order', path: '0.user.ssn' },
      { type: 'Shop.order', path: '0.list.1' },
    ];
    const { jobs, get } = await start({
      jobs: WORKER,
      dashboard: {
        redact: (place) =>
          redactSecrets(place) ||
          (place.type === 'Shop.pack' && place.value === 42) ||
          hidden.some(({ type, path }) => place.type === type && place.path.join('.') === path),
      },
    });
    const values = { user: { ssn: '123' }, list: ['a', 'b'], note: 'n' };
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order(values, 4200, new Map([['password', 'p']])));
    const search = async (text: string) => {
      const { items, errors } = (await get<JobsResponse>(`jobs?q=${encodeURIComponent(text)}`)).body;
      return errors.length > 0 ? errors[0]!.code : items.map((job) => job.id);
    };
    for (const refused of [
      'type:Shop.order args.1:4200',
      'type:"Shop.order " args.1:4200',
      'args.1:4200',
      'args.user.ssn:123',
      'args.0.user.ssn:123',
      'args.user.password:x',
      'type:Shop.pack,Shop.fail args.id:42',
      'args.id:42',
      // It may be argument 1.
      'args.note:n',
    ]) {
      expect([refused, await search(refused)]).toEqual([refused, 'not_supported']);
    }
    for (const round of ['args.0.user.0.ssn:123', 'args.0.list:b', 'args.2.value.1:p']) {
      expect([round, await search(round)]).toEqual([round, []]);
    }
    for (const allowed of ['args.0.note:n', 'type:Shop.order args.0.note:n', 'args.0.list.0:a']) {
      expect([allowed, await search(allowed)]).toEqual([allowed, [id]]);
    }
    // Nobody could ask the hook for types that nobody knows.
    await jobs.enqueueByName('Gone.run', [{ note: 'n' }]);
    expect(await search('args.0.note:n')).toEqual([id]);
    expect(await search('type:Gone.run args.note:n')).toHaveLength(1);
  });

  it('tells the whole story of a job that succeeded', async () => {
    const { jobs, get } = await start({ jobs: WORKER });
    const job = await jobs.enqueue(Shop, (shop) =>
      shop.order('<b>', { password: 'x', list: [1n, new Date(0)] }),
    );
    await job.result();
    const { body } = await get<JobView>(`jobs/${job.id}`);
    expect(body).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      maxAttempts: 10,
      args: [
        { kind: 'string', value: '<b>' },
        { kind: 'object', entries: [{ key: 'password', value: { kind: 'redacted' } }, { key: 'list' }] },
      ],
      result: { kind: 'string', value: 'done' },
      attempts: [{ number: 1, outcome: 'succeeded', error: null, worker: { name: expect.any(String) } }],
      waiting: [],
      actions: { requeue: true, delete: true, runNow: false },
    });
    expect(body.timeline.map(({ state }) => state)).toEqual(['enqueued', 'processing', 'succeeded']);
    expect(body.timeline.every(({ durationMs }, index) => index === 2 || durationMs! >= 0)).toBe(true);
    const log = await eventually(async () => {
      const answer = (await get<LogResponse>(`jobs/${job.id}/log`)).body;
      return answer.lines.length > 0 && answer;
    });
    expect(log).toMatchObject({ lines: [{ level: 'info', message: 'ordered', attempt: 1 }], hasMore: false });
    expect((await get<LogResponse>(`jobs/${job.id}/log?after=${log.last}`)).body.lines).toEqual([]);
    expect((await get<LogResponse>(`jobs/${job.id}/log?level=warn`)).body.lines).toEqual([]);
  });

  it('tells the story of a job that failed, was requeued and deleted, by whom and why', async () => {
    const { jobs, get, post } = await start({ jobs: WORKER, dashboard: { actor: () => 'ayla' } });
    const job = await jobs.enqueue(Shop, (shop) => shop.fail('<img src=x onerror=alert(1)>'));
    await expect(job.result()).rejects.toThrow();
    const failed = (await get<JobView>(`jobs/${job.id}`)).body;
    expect(failed).toMatchObject({
      state: 'failed',
      maxAttempts: 1,
      error: 'TypeError: <img src=x onerror=alert(1)>',
      result: null,
      attempts: [
        { outcome: 'failed', error: { name: 'TypeError', message: '<img src=x onerror=alert(1)>' } },
      ],
    });
    const frames = failed.attempts[0]!.error!.frames;
    expect(frames.some(({ text, isApp }) => isApp && text.includes('support.ts'))).toBe(true);
    expect(frames.some(({ isApp }) => !isApp)).toBe(true);

    const again = await post<JobActionResult>(`jobs/${job.id}/requeue`, {
      reason: 'fixed',
      expected: 'failed',
    });
    expect(again).toMatchObject({ status: 200, body: { undo: null } });
    await eventually(async () => (await get<JobView>(`jobs/${job.id}`)).body.attempts.length === 2);
    const removed = await post<JobActionResult>(`jobs/${job.id}/delete`, { reason: 'no use' });
    expect(removed.body.job.timeline.map(({ state, actor, reason }) => [state, actor, reason])).toEqual([
      ['enqueued', null, null],
      ['processing', null, null],
      ['failed', null, expect.stringContaining('Attempt 1 of 1')],
      ['enqueued', 'ayla', 'fixed'],
      ['processing', null, null],
      ['failed', null, expect.stringContaining('Attempt 1 of 1')],
      ['deleted', 'ayla', 'no use'],
    ]);
  });

  it('tells how long a delayed job that failed was scheduled, and what it waited after that', async () => {
    const { jobs, get, post } = await start({ jobs: WORKER });
    const delayed = await jobs.schedule(Shop, (shop) => shop.fail('too late'), 400);
    await expect(delayed.result()).rejects.toThrow();
    const { timeline, attempts } = (await get<JobView>(`jobs/${delayed.id}`)).body;
    expect(timeline.map(({ state }) => state)).toEqual(['scheduled', 'enqueued', 'processing', 'failed']);
    expect(timeline[0]).toMatchObject({ durationMs: 400, dueAt: timeline[1]!.from });
    expect(attempts).toMatchObject([{ outcome: 'failed', waitMs: timeline[1]!.durationMs }]);

    const early = await jobs.schedule(Shop, (shop) => shop.fail('too early'), '7d');
    await post(`jobs/${early.id}/requeue`);
    await expect(early.result()).rejects.toThrow();
    const story = (await get<JobView>(`jobs/${early.id}`)).body;
    expect(story.timeline.map(({ state }) => state)).toEqual([
      'scheduled',
      'enqueued',
      'processing',
      'failed',
    ]);
    expect(story.attempts[0]!.waitMs).toBeLessThan(20_000);
  });

  it('shows the end of a long story and the first of many relations, and that there is more', async () => {
    const { jobs, get, store } = await start();
    const parent = await jobs.enqueue(Shop, (shop) => shop.order());
    await Promise.all(
      Array.from({ length: 101 }, () => jobs.continueWith(parent, Shop, (shop) => shop.order())),
    );
    const few = (await get<JobView>(`jobs/${parent.id}`)).body;
    expect(few.hasMore).toEqual({ history: false, parents: false, children: true });
    expect(few.children).toHaveLength(100);
    for (let index = 0; index <= 300; index++) {
      await store.transition({ ids: [parent.id], to: 'enqueued', reason: String(index), actor: null });
    }
    const { timeline, hasMore } = (await get<JobView>(`jobs/${parent.id}`)).body;
    expect(hasMore.history).toBe(true);
    expect([timeline.length, timeline[0]!.reason, timeline.at(-1)!.reason]).toEqual([300, '1', '300']);

    const parents = await jobs.enqueueMany(
      Shop,
      Array.from({ length: 101 }, (_, index) => index),
      (shop, index) => shop.order(index),
    );
    const child = await jobs.continueWith(parents, Shop, (shop) => shop.order());
    const { waiting, hasMore: more } = (await get<JobView>(`jobs/${child.id}`)).body;
    expect(waiting).toEqual([{ code: 'parents', pending: 101 }]);
    expect(more).toEqual({ history: false, parents: true, children: false });
  });

  it('acts on a job as it was seen, and tells what takes it back', async () => {
    const { jobs, post, store } = await start();
    const { id } = await jobs.schedule(Shop, (shop) => shop.order(), '1h');
    const { runAt } = (await store.find(id))!;
    const stale = await post(`jobs/${id}/delete`, { expected: 'enqueued' });
    expect(stale).toMatchObject({
      status: 409,
      body: { code: 'state_changed', job: { id, state: 'scheduled' } },
    });
    const deleted = await post<JobActionResult>(`jobs/${id}/delete`, { expected: 'scheduled' });
    expect(deleted.body.undo).toEqual({
      action: 'reschedule',
      body: { expected: ['deleted'], at: runAt.toISOString() },
    });
    expect(await post(`jobs/${id}/delete`)).toMatchObject({ status: 409 });
    const undone = await post<JobActionResult>(`jobs/${id}/reschedule`, deleted.body.undo!.body);
    expect(undone.body.job).toMatchObject({ state: 'scheduled', runAt: runAt.toISOString() });
    expect(undone.body.job.waiting).toEqual([
      { code: 'scheduled', until: runAt.toISOString(), isRetry: false },
    ]);
    expect((await post<JobActionResult>(`jobs/${id}/reschedule`, { delayMs: 0 })).body.job.state).toBe(
      'scheduled',
    );
    expect((await post<JobActionResult>(`jobs/${id}/requeue`)).body.job.state).toBe('enqueued');
  });

  it('takes nothing back once the job has started', async () => {
    const { jobs, get, post, store } = await start();
    const states = async (id: string) =>
      (await get<JobView>(`jobs/${id}`)).body.timeline.map(({ state }) => state);
    const act = async (id: string, action: string, body: object = {}) =>
      (await post<JobActionResult>(`jobs/${id}/${action}`, body)).body.undo!;
    const due = await jobs.schedule(Shop, (shop) => shop.order(), '1d');
    const gone = await jobs.enqueue(Shop, (shop) => shop.order());
    await gone.delete();
    const undos = [
      [due.id, await act(due.id, 'reschedule', { delayMs: 0 })],
      [gone.id, await act(gone.id, 'requeue')],
      [due.id, await act(due.id, 'move', { queue: 'elsewhere' })],
    ] as const;
    // In another state than right after the requeue, and not started either.
    await act(gone.id, 'reschedule', { delayMs: 60_000 });
    expect(await post(`jobs/${gone.id}/delete`, undos[1][1].body)).toMatchObject({ status: 200 });

    await jobs.requeue(due.id);
    await jobs.requeue(gone.id);
    const workerId = await newWorker(store);
    for (const queue of ['default', 'elsewhere']) {
      const types = ['Shop.order'];
      expect(await store.claim({ workerId, queue, types, limit: 1 })).toHaveLength(1);
    }
    for (const [id, undo] of undos) {
      const before = await states(id);
      expect(await post(`jobs/${id}/${undo.action}`, undo.body)).toMatchObject({
        status: 409,
        body: { code: 'state_changed', job: { id, state: 'processing' } },
      });
      expect(await states(id)).toEqual(before);
    }
    expect(await post(`jobs/${due.id}/delete`, { expected: [] })).toMatchObject({ status: 400 });
  });

  it('says why a job waits: for parents, and for a worker that serves its queue and knows its type', async () => {
    const { jobs, get, store } = await start();
    const parent = await jobs.enqueue(Shop, (shop) => shop.order());
    const child = await jobs.continueWith(parent, Shop, (shop) => shop.order(2));
    const waits = async (id: string) => (await get<JobView>(`jobs/${id}`)).body;
    expect(await waits(child.id)).toMatchObject({
      state: 'awaiting',
      waiting: [{ code: 'parents', pending: 1 }],
      parents: [{ id: parent.id, kind: 'job', label: 'Shop.order', on: 'succeeded', state: 'enqueued' }],
    });
    expect(await waits(parent.id)).toMatchObject({
      waiting: [{ code: 'no_workers' }],
      children: [{ id: child.id, label: 'Shop.order', state: 'awaiting' }],
    });
    const worker = {
      id: child.id,
      name: 'w',
      host: 'h',
      pid: 1,
      recurring: [],
      concurrency: 1,
      lease: 60_000,
    };
    await store.registerWorker({ ...worker, queues: ['mail'], types: ['Shop.order'] });
    expect((await waits(parent.id)).waiting).toEqual([{ code: 'no_worker_for_queue', queue: 'default' }]);
    await store.registerWorker({ ...worker, id: parent.id, queues: ['*'], types: ['Other.run'] });
    expect((await waits(parent.id)).waiting).toEqual([{ code: 'no_worker_for_type', type: 'Shop.order' }]);
    const problems = await get<ProblemsResponse>('problems');
    expect(problems.body.items.map(({ code, params }) => [code, params.type])).toEqual([
      ['type_without_worker', 'Shop.order'],
    ]);
  });

  it('shows batches, and cancels them', async () => {
    const { jobs, get, post } = await start();
    const batch = await jobs.batch('import', (outer) => {
      outer.enqueue(Shop, (shop) => shop.order(1));
      outer.batch('part', (inner) => inner.enqueue(Shop, (shop) => shop.order(2)));
    });
    const report = await jobs.continueWith(batch, Shop, (shop) => shop.order(3), { on: 'finished' });
    expect((await get(`batches/${batch.id}`)).body).toMatchObject({
      name: 'import',
      state: 'processing',
      total: 2,
      batches: [{ name: 'part', total: 1 }],
      continuations: [{ id: report.id, label: 'Shop.order', state: 'awaiting' }],
    });
    expect((await get<JobsResponse>(`jobs?q=batch:${batch.id}`)).body.items).toHaveLength(1);
    expect((await get<{ items: unknown[] }>('batches?state=processing')).body.items).toHaveLength(2);
    expect((await post(`batches/${batch.id}/cancel`, { reason: 'wrong file' })).body).toMatchObject({
      state: 'cancelled',
      cancelled: { reason: 'wrong file' },
    });
    expect(await post(`batches/${batch.id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'state_changed' },
    });
  });

  it('shows queues, workers and what they run', async () => {
    const { jobs, get, store } = await start({
      jobs: { worker: { pollInterval: 20, heartbeatInterval: 100, queues: ['slow'] } },
    });
    const running = await jobs.enqueue(Shop, (shop) => shop.wait());
    const waiting = await jobs.enqueue(Shop, (shop) => shop.order());
    await eventually(async () => (await running.state()) === 'processing');
    expect((await get('workers')).body).toMatchObject({
      items: [
        { status: 'alive', queues: ['slow'], jobs: [{ id: running.id, type: 'Shop.wait', attempt: 1 }] },
      ],
    });
    const { body } = await get<{ items: { name: string }[] }>('queues');
    expect(body.items).toMatchObject([
      { name: 'default', waiting: { value: 1 }, workers: 0, oldestWaitMs: expect.any(Number) },
      { name: 'slow', waiting: { value: 0 }, processing: { value: 1 }, workers: 1, oldestWaitMs: null },
    ]);
    expect((await get('queues/queue?name=default')).body).toMatchObject({
      next: [{ id: waiting.id }],
      servedBy: [],
    });
    expect((await get('overview')).body).toMatchObject({
      stats: {
        verdict: {
          level: 'degraded',
          causes: [{ code: 'queue_without_worker', params: { queue: 'default', waiting: 1 } }],
        },
        oldestWaiting: { jobId: waiting.id, queue: 'default' },
        workers: { alive: 1, concurrency: 20 },
      },
      isEmpty: false,
    });
    await store.transition({ ids: [running.id], to: 'deleted', reason: null, actor: null });
  });
});

describe('Arguments that are large or strange', () => {
  it('are cut, and never break the page', async () => {
    const database = await useDatabase(() => createDatabase('SQLite'));
    const { jobs, get } = await startDashboard({ database });
    const deep = JSON.parse('['.repeat(50) + ']'.repeat(50)) as unknown;
    const { id } = await jobs.enqueue(Shop, (shop) =>
      shop.order(
        'x'.repeat(500_000),
        Buffer.alloc(5_000, 1),
        deep,
        Array.from({ length: 9_000 }, (_, index) => index),
        new Map([['token', 1]]),
      ),
    );
    const { body } = await get<JobView>(`jobs/${id}`);
    expect(body.args[0]).toEqual({ kind: 'string', value: 'x'.repeat(10_000), length: 500_000 });
    expect(body.args[1]).toEqual({ kind: 'bytes', value: '01'.repeat(64), length: 5_000 });
    expect(JSON.stringify(body.args[2])).toContain('"cut"');
    expect(body.args[3]).toMatchObject({ kind: 'list', length: 9_000 });
    expect(JSON.stringify(body).length).toBeLessThan(300_000);
    const dataSource = await openDataSource(database);
    await dataSource.query("UPDATE nestfire_job SET args = 'not json'");
    const broken = (await get<JobsResponse>('jobs?limit=1')).body.items[0]!;
    expect((await get<JobView>(`jobs/${broken.id}`)).body).toMatchObject({
      args: [],
      unreadable: 'JobSerializationError: The stored text is not JSON (8 characters).',
    });
  });
});
