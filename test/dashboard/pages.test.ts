import { expect, it } from 'vitest';
import type {
  BatchDetail,
  BatchesResponse,
  FailuresResponse,
  JobCounts,
  JobView,
  OperationView,
  Overview,
  QueueDetail,
  QueuesResponse,
  RecurringResponse,
  Stats,
  Suggestions,
  WorkersResponse,
} from '../../lib/dashboard/api/index.js';
import { ROUTES } from '../../lib/dashboard/api/index.js';
import { entry } from '../../lib/testing/contract/metric-fixtures.js';
import { useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { Shop, startDashboard } from './support.js';

const WORKER = { worker: { pollInterval: 20, heartbeatInterval: 100, shutdownTimeout: 0 } } as const;

describeEachDatabase('The answers of the dashboard', (_kind, create) => {
  it('hold what has happened, on every page', async () => {
    const { get, post, jobs } = await startDashboard({ database: await useDatabase(create), jobs: WORKER });
    const tags = ['eu'];
    const order = await jobs.enqueue(Shop, (shop) => shop.order('A-1'), { tags });
    await order.result();
    const failing = await jobs.enqueue(Shop, (shop) => shop.fail('no such mailbox'), { tags });
    await failing.result().catch(() => undefined);
    const running = await jobs.enqueue(Shop, (shop) => shop.wait());
    const after = await jobs.continueWith(running, Shop, (shop) => shop.order('A-2'));
    const batch = await jobs.batch('import', (rows) => {
      rows.enqueue(Shop, (shop) => shop.order('A-3'));
      rows.schedule(Shop, (shop) => shop.order('A-4'), '1h');
    });
    const selection = { ids: [failing.id] };
    const { operation } = (await post<{ operation: OperationView }>('operations/requeue', { selection }))
      .body;
    await eventually(async () => {
      const { state } = (await get<OperationView>(`operations/${operation.id}`)).body;
      return (
        state === 'succeeded' &&
        (await failing.state()) === 'failed' &&
        (await running.state()) === 'processing'
      );
    });

    const overview = await eventually(async () => {
      const { body } = await get<Overview>('overview');
      const isCounted = body.failures[0]?.counts.h24 === 2 && (body.stats.wait?.samples ?? 0) >= 4;
      return isCounted && body.stats.workers.busy === 1 && body;
    });
    expect(overview).toMatchObject({
      isEmpty: false,
      failures: [{ name: 'TypeError', types: ['Shop.fail'] }],
      failingTypes: [{ type: 'Shop.fail', failedShare: 1 }],
      nextRecurring: [{ id: 'digest' }],
      stats: {
        verdict: { level: 'healthy', causes: [] },
        states: {
          failed: { value: 1 },
          processing: { value: 1 },
          awaiting: { value: 1 },
          scheduled: { value: 1 },
        },
        workers: { alive: 1, stale: 0, draining: 0, busy: 1 },
        failed: { last24h: 2, previous24h: 0 },
        oldestWaiting: null,
      },
    });

    const job = (await get<JobView>(`jobs/${failing.id}`)).body;
    expect(job).toMatchObject({ state: 'failed', attempts: [{ outcome: 'failed' }, { outcome: 'failed' }] });
    expect((await get<JobView>(`jobs/${after.id}`)).body).toMatchObject({
      waiting: [{ code: 'parents', pending: 1 }],
      parents: [{ id: running.id, label: 'Shop.wait', state: 'processing' }],
    });
    expect((await get<JobCounts>('jobs/counts?q=tag:eu')).body.states).toMatchObject({
      succeeded: { value: 1 },
      failed: { value: 1 },
      processing: { value: 0 },
    });
    expect((await get(`jobs/${order.id}/log`)).body).toMatchObject({ lines: [{ message: 'ordered' }] });
    expect((await get<Suggestions>('suggest?field=tag&prefix=e')).body.items).toMatchObject([
      { value: 'eu' },
    ]);

    const { items: queues } = (await get<QueuesResponse>('queues')).body;
    expect(queues.map(({ name }) => name).toSorted()).toEqual(['default', 'mail', 'slow']);
    expect(queues.find(({ name }) => name === 'slow')).toMatchObject({
      processing: { value: 1 },
      workers: 1,
    });
    const mail = (await get<QueueDetail>('queues/queue?name=mail')).body;
    expect(mail.wait?.samples).toBe(2);
    expect(mail.trend.reduce((sum, value) => sum + value, 0)).toBe(2);
    expect(mail.finishedPerMinute).toBeGreaterThan(0);
    expect((await get<QueueDetail>('queues/queue?name=unheard-of')).body).toMatchObject({
      waiting: { value: 0 },
      createdPerMinute: 0,
      wait: null,
    });

    const { items: workers } = (await get<WorkersResponse>('workers')).body;
    expect(workers).toMatchObject([{ status: 'alive', jobs: [{ id: running.id, type: 'Shop.wait' }] }]);
    expect((await get<BatchesResponse>('batches')).body.items).toMatchObject([
      { id: batch.id, name: 'import' },
    ]);
    expect((await get<BatchDetail>(`batches/${batch.id}`)).body).toMatchObject({
      total: 2,
      state: 'processing',
    });
    expect((await get<RecurringResponse>('recurring')).body).toMatchObject({ items: [{ id: 'digest' }] });

    // Failures are counted for a week: a longer range is refused rather than answered for a shorter one.
    expect((await get('failures?range=30d')).body).toMatchObject({
      code: 'invalid_request',
      params: { field: 'range' },
    });

    const ids: Record<string, string> = {
      jobs: order.id,
      operations: operation.id,
      batches: batch.id,
      failures: (await get<FailuresResponse>('failures')).body.groups[0]!.fingerprint,
    };
    const queries: Record<string, string> = {
      series: 'metric=wait&range=1h&group=queue',
      suggest: 'field=type',
      recurringJob: 'id=digest',
      previewRecurring: 'cron=0 8 * * *',
      queue: 'name=mail',
    };
    const reading = Object.entries(ROUTES).filter(
      ([name, { method }]) => method === 'GET' && name !== 'stream',
    );
    for (const [name, { path }] of reading) {
      const place = path.replace(/:(id|fingerprint)/, ids[path.split('/')[0]!] ?? '');
      const { status, body } = await get(`${place}?${queries[name] ?? ''}`);
      expect([name, status, status === 200 ? null : body]).toEqual([name, 200, null]);
    }
  });

  it('agree on how fast it goes, of all queues and of one', async () => {
    const { get, store } = await startDashboard({ database: await useDatabase(create) });
    await store.metrics.record({ age: 120_000, metrics: [entry('mail', 'Shop.fail', 10)], failures: [] });
    // Whole minutes are counted: one may end between the two questions.
    await eventually(async () => {
      const { rates } = (await get<Stats>('stats')).body;
      const mail = (await get<QueueDetail>('queues/queue?name=mail')).body;
      const isSame = (a: number, b: number) => a > 0 && Math.abs(a - b) < 0.01;
      return (
        isSame(rates.createdPerMinute, mail.createdPerMinute) &&
        isSame(rates.finishedPerMinute, mail.finishedPerMinute)
      );
    });
  });
});
