import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { expect, it } from 'vitest';
import type {
  AuditResponse,
  BulkResult,
  DryRun,
  FailureDetail,
  FailuresResponse,
  JobsResponse,
  JobView,
  LimitsResponse,
  OperationsResponse,
  OperationView,
  PausesResponse,
  ProblemsResponse,
  QueuesResponse,
  SeriesResponse,
  WorkersResponse,
} from '../../lib/dashboard/api/index.js';
import { useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { Shop, startDashboard } from './support.js';

const WORKER = { worker: { pollInterval: 20, heartbeatInterval: 100, shutdownTimeout: 0 } } as const;

describeEachDatabase('Steering from the dashboard', (_kind, create) => {
  const start = async (worker = true) =>
    startDashboard({
      database: await useDatabase(create),
      jobs: worker ? WORKER : {},
      dashboard: { actor: () => 'ayla' },
    });

  it('says what an action on all that match would do, does it, and can be watched', async () => {
    const { get, post, jobs, store } = await start();
    await jobs.enqueueMany(Shop, [1, 2, 3], (shop) => shop.order(), { delay: '1h', tags: ['a'] });
    const kept = await jobs.schedule(Shop, (shop) => shop.order(), '1h', { tags: ['a'] });
    const { at } = (await get<JobsResponse>('jobs?q=tag:a')).body;
    const late = await jobs.schedule(Shop, (shop) => shop.order(), '1h', { tags: ['a'] });
    const asOf = new Date(Date.parse(at) + 1).toISOString();
    const selection = { q: 'tag:a', state: ['scheduled'], asOf, excludeIds: [kept.id] };
    expect((await post<BulkResult>('operations/delete', { selection, dryRun: true })).body).toMatchObject({
      dryRun: { matched: { capped: false }, eligible: { capped: false }, sample: expect.any(Array) },
    });
    expect((await store.count({ states: ['deleted'] }, 10)).value).toBe(0);

    const { body } = await post<{ operation: OperationView }>('operations/delete', {
      selection,
      reason: 'wrong',
    });
    expect(body.operation).toMatchObject({ action: 'delete', reason: 'wrong', actor: 'ayla' });
    expect(body.operation.query).toContain('state:scheduled tag:a before:');
    const done = await eventually(async () => {
      const found = (await get<OperationView>(`operations/${body.operation.id}`)).body;
      return found.state === 'succeeded' && found;
    });
    expect(done.changed).toBe(3);
    expect(await Promise.all([kept, late].map((job) => job.state()))).toEqual(['scheduled', 'scheduled']);
    expect((await get<OperationsResponse>('operations')).body.items.map(({ id }) => id)).toEqual([done.id]);
    const audit = (await get<AuditResponse>('audit')).body.items;
    expect(audit).toMatchObject([
      { action: 'deleteJobs', target: { kind: 'operation', id: done.id }, reason: 'wrong' },
    ]);
  });

  it('never does more than a query says', async () => {
    const { get, post, jobs } = await start(false);
    await jobs.enqueue(Shop, (shop) => shop.order());
    const asOf = new Date(Date.now() + 60_000).toISOString();
    for (const q of ['stat:failed', 'state:broken', 'args.0:1', 'one two']) {
      const answer = await post('operations/delete', { selection: { q, asOf } });
      expect([q, answer.status, answer.body]).toMatchObject([
        q,
        400,
        { code: 'invalid_query', errors: [{ start: expect.any(Number) }] },
      ]);
    }
    for (const selection of [
      undefined,
      {},
      { q: '' },
      { asOf },
      { ids: [] },
      { ids: ['x'] },
      { q: '', asOf, state: ['x'] },
    ]) {
      expect((await post('operations/delete', { selection })).status).toBe(400);
    }
    expect((await get<OperationsResponse>('operations')).body.items).toEqual([]);
  });

  it('moves jobs, one or many, and reschedules and requeues them', async () => {
    const { get, post, jobs, store } = await start();
    const one = await jobs.schedule(Shop, (shop) => shop.order(), '1h');
    const moved = await post<{ undo: unknown }>(`jobs/${one.id}/move`, {
      queue: 'slow',
      expected: 'scheduled',
    });
    expect(moved.body).toMatchObject({
      job: { queue: 'slow' },
      undo: { action: 'move', body: { expected: expect.arrayContaining(['scheduled']), queue: 'default' } },
    });
    const selection = { ids: [one.id] };
    const run = async (action: string, body: object) => {
      const answer = await post<{ operation: OperationView }>(`operations/${action}`, { selection, ...body });
      expect(answer.status).toBe(200);
      const { id } = answer.body.operation;
      await eventually(async () => (await get<OperationView>(`operations/${id}`)).body.finishedAt !== null);
      return (await store.find(one.id))!;
    };
    expect((await run('move', { queue: 'mail' })).queue).toBe('mail');
    const at = new Date(Date.now() + 7_200_000);
    expect((await run('reschedule', { at: at.toISOString() })).runAt).toEqual(at);
    await run('requeue', {});
    expect(await one.result()).toBe('done');
  });

  it('does with many jobs what it has said it would', async () => {
    const { get, post, jobs, store } = await start();
    const done = await jobs.enqueue(Shop, (shop) => shop.order(), { tags: ['b'] });
    const later = await jobs.schedule(Shop, (shop) => shop.order(), '1h', { tags: ['b'] });
    await done.result();
    const asOf = new Date(Date.now() + 60_000).toISOString();
    const run = async (action: string, body: object, state?: string[]) => {
      const what = { selection: { q: 'tag:b', state, asOf, excludeIds: [] }, ...body };
      const { dryRun } = (await post<{ dryRun: DryRun }>(`operations/${action}`, { ...what, dryRun: true }))
        .body;
      const { operation } = (await post<{ operation: OperationView }>(`operations/${action}`, what)).body;
      const { changed } = await eventually(async () => {
        const found = (await get<OperationView>(`operations/${operation.id}`)).body;
        return found.state === 'succeeded' && found;
      });
      return [dryRun.eligible.value, changed];
    };

    expect(await run('move', { queue: 'mail' })).toEqual([1, 1]);
    expect((await store.find(done.id))!.queue).toBe('default');
    expect(await run('move', { queue: 'slow' }, ['succeeded'])).toEqual([0, 0]);
    expect(await run('reschedule', { delayMs: 0 })).toEqual([1, 1]);
    expect(await later.result()).toBe('done');
    expect(await run('reschedule', { delayMs: 3_600_000 })).toEqual([2, 2]);
  });

  it('pauses and resumes queues and types, and says so wherever jobs wait for it', async () => {
    const { get, post, jobs } = await start();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const target = { kind: 'queue', name: 'default' };
    const paused = await post<PausesResponse>('pauses/pause', { target, until, reason: 'deploy' });
    expect(paused.body.items).toMatchObject([{ target, until, reason: 'deploy', actor: 'ayla' }]);
    await post('pauses/pause', { target: { kind: 'type', name: 'Shop.order' } });
    const job = await jobs.enqueue(Shop, (shop) => shop.order());
    const view = (await get<JobView>(`jobs/${job.id}`)).body;
    expect(view.waiting).toMatchObject([{ code: 'paused' }, { code: 'paused' }]);
    const queues = (await get<QueuesResponse>('queues')).body.items;
    expect(queues).toMatchObject([{ name: 'default', pause: { reason: 'deploy' } }]);
    expect((await get('problems')).body).toMatchObject({
      items: [{ code: 'queue_paused', severity: 'info' }],
    });
    expect((await get('queues/queue?name=default')).body).toMatchObject({
      typePauses: [{ target: { kind: 'type' } }],
    });
    await post('pauses/resume', { target });
    const left = await post<PausesResponse>('pauses/resume', {
      target: { kind: 'type', name: 'Shop.order' },
    });
    expect(left.body.items).toEqual([]);
    expect(await job.result()).toBe('done');
    for (const bad of [
      undefined,
      {},
      { kind: 'tag', name: 'x' },
      { kind: 'queue' },
      { kind: 'queue', name: '' },
    ]) {
      expect((await post('pauses/pause', { target: bad })).status).toBe(400);
    }
    expect((await post('pauses/pause', { target, until: '2001-01-01T00:00:00Z' })).status).toBe(400);
  });

  it('lists queues that are served, paused or limited, whether or not anything happens in them', async () => {
    const { get, post } = await startDashboard({
      database: await useDatabase(create),
      jobs: { worker: { queues: ['calm', '*'] } },
    });
    const names = async () => (await get<QueuesResponse>('queues')).body.items.map(({ name }) => name);
    expect(await names()).toEqual(['calm']);
    await post('pauses/pause', { target: { kind: 'queue', name: 'stopped' } });
    await post('limits/set', { target: { kind: 'queue', name: 'held' }, concurrency: 1 });
    expect(await names()).toEqual(['calm', 'held', 'stopped']);
    await post('pauses/resume', { target: { kind: 'queue', name: 'stopped' } });
    expect(await names()).toEqual(['calm', 'held']);
  });

  it('says which limits a job waits for, and its key to those who may see arguments', async () => {
    const database = await useDatabase(create);
    const { get, jobs } = await startDashboard({
      database,
      jobs: WORKER,
      dashboard: {
        access: (context) => ({ view: true, viewArguments: !isStranger(context) }),
      },
    });
    const running = await jobs.enqueue(Shop, (shop) => shop.pack('ada'));
    await eventually(async () => (await running.state()) === 'processing');
    const { id } = await jobs.enqueue(Shop, (shop) => shop.pack('ada'));
    const concurrency = {
      code: 'limit',
      target: { kind: 'type', name: 'Shop.pack' },
      isKeyed: true,
      key: 'ada',
      concurrency: 1,
      rate: null,
    };
    const rate = {
      ...concurrency,
      isKeyed: false,
      key: null,
      concurrency: null,
      rate: { limit: 100, perMs: 60_000 },
    };
    const { state, waiting } = (await get<JobView>(`jobs/${id}`)).body;
    expect(state).toBe('throttled');
    expect(waiting).toEqual([concurrency, rate]);
    const seen = await get<JobView>(`jobs/${id}`, { 'x-stranger': '1' });
    expect(seen.body.waiting).toEqual([{ ...concurrency, key: null }, rate]);
    expect((await get<QueuesResponse>('queues')).body.items).toMatchObject([
      { name: 'default', processing: { value: 1 }, throttled: { value: 1 } },
    ]);
    await running.delete();
    await eventually(async () => (await get<JobView>(`jobs/${id}`)).body.state === 'processing');
    expect((await get<JobView>(`jobs/${id}`)).body.waiting).toEqual([]);
  });

  it('sets limits and takes them back', async () => {
    const { get, post } = await start();
    const target = { kind: 'queue', name: 'mail' };
    const declared = { target: { kind: 'type', name: 'Shop.pack' }, isKeyed: true, source: 'code' };
    const set = await post<LimitsResponse>('limits/set', {
      target,
      concurrency: 3,
      rate: { limit: 10, perMs: 60_000 },
    });
    expect(byKind(set.body)).toMatchObject([
      { target, concurrency: 3, rate: { limit: 10, perMs: 60_000 }, isKeyed: false, source: 'runtime' },
      declared,
    ]);
    const changed = await post<LimitsResponse>('limits/set', { target, concurrency: null });
    expect(byKind(changed.body)).toMatchObject([{ concurrency: null, rate: { limit: 10 } }, declared]);
    for (const body of [
      {},
      { concurrency: 0 },
      { concurrency: 1.5 },
      { rate: { limit: 1 } },
      { rate: { limit: 0, perMs: 1 } },
    ]) {
      expect((await post('limits/set', { target, ...body })).status).toBe(400);
    }
    await post('limits/reset', { target });
    expect((await get<LimitsResponse>('limits')).body.items).toMatchObject([declared]);
  });

  it('tells failures as groups, and numbers over time', async () => {
    const { get, jobs } = await start();
    const failing = await jobs.enqueueMany(Shop, [1, 2], (shop, index) =>
      shop.fail(`order ${index} is broken`),
    );
    await Promise.all(failing.map((job) => job.result().catch(() => undefined)));
    await (await jobs.enqueue(Shop, (shop) => shop.order())).result();
    const { groups, types } = await eventually(async () => {
      const { body } = await get<FailuresResponse>('failures');
      return body.groups[0]?.counts.h1 === 2 && body;
    });
    expect(groups).toMatchObject([
      { name: 'TypeError', types: ['Shop.fail'], counts: { h3: 2, h24: 2, d7: 2 }, isNew: true },
    ]);
    expect(types).toMatchObject([{ type: 'Shop.fail', counts: { h24: 2 }, failedShare: 1, groups: 1 }]);
    const { fingerprint } = groups[0]!;
    const detail = (await get<FailureDetail>(`failures/${fingerprint}`)).body;
    expect(detail).toMatchObject({
      failed: { value: 2 },
      error: { name: 'TypeError' },
      group: { fingerprint },
    });
    expect(detail.jobs).toHaveLength(2);
    expect((await get<JobsResponse>(`jobs?q=fingerprint:${fingerprint}`)).body).toMatchObject({
      count: { value: 2 },
      errors: [],
    });
    expect((await get('failures/0000')).status).toBe(404);

    const series = (await get<SeriesResponse>('series?metric=throughput&range=1h&group=type')).body;
    expect(
      series.series.map(({ key, values }) => [key, values.reduce((sum, value) => sum! + value!, 0)]),
    ).toEqual(
      expect.arrayContaining([
        ['Shop.fail', 2],
        ['Shop.order', 1],
      ]),
    );
    expect(series.times.length).toBe(series.series[0]!.values.length);
    for (const metric of ['created', 'failures', 'failureShare', 'retries', 'wait', 'run']) {
      expect((await get(`series?metric=${metric}&range=24h`)).status).toBe(200);
    }
    expect((await get('overview')).body).toMatchObject({
      stats: { rates: { failedShare: expect.closeTo(2 / 3) }, wait: { samples: 3 }, failed: { last24h: 2 } },
      failingTypes: [{ type: 'Shop.fail' }],
    });
  });

  it('drains workers and lets them go on', async () => {
    const { get, post, jobs } = await start();
    const [worker] = (await get<WorkersResponse>('workers')).body.items;
    const drained = await post<WorkersResponse>(`workers/${worker!.id}/drain`, { reason: 'deploy' });
    expect(drained.body.items).toMatchObject([{ id: worker!.id, status: 'draining' }]);
    expect((await get('stats')).body).toMatchObject({ workers: { alive: 0, draining: 1 } });
    // Until the worker has noticed, it may still take one.
    const id = await eventually(async () => {
      const job = await jobs.enqueue(Shop, (shop) => shop.order());
      const isTaken = await job.result({ timeout: 500 }).catch(() => null);
      return isTaken === null && job.id;
    });
    expect((await get<JobView>(`jobs/${id}`)).body.waiting).toEqual([{ code: 'no_workers' }]);
    const problem = await eventually(async () => (await get<ProblemsResponse>('problems')).body.items[0]);
    expect(problem).toMatchObject({ code: 'queue_without_worker', params: { queue: 'default' } });
    expect((await post<WorkersResponse>(`workers/${worker!.id}/resume`)).body.items).toMatchObject([
      { status: 'alive' },
    ]);
    expect((await post('workers/019ab6e0-0000-7000-8000-000000000001/drain')).status).toBe(404);
    await eventually(async () => (await get<WorkersResponse>('workers')).body.items[0]!.memoryBytes! > 1e6);
  });
});

function isStranger(context: ExecutionContext): boolean {
  return 'x-stranger' in context.switchToHttp().getRequest<IncomingMessage>().headers;
}

/** Of queues first. */
function byKind({ items }: LimitsResponse): LimitsResponse['items'] {
  return items.toSorted((a, b) => a.target.kind.localeCompare(b.target.kind));
}
