import { JobMonitor } from 'nestfire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type {
  FailuresResponse,
  Overview,
  QueuesResponse,
  SeriesResponse,
} from '../../lib/dashboard/api/index.js';
import { DatabaseClock } from '../../lib/monitor/index.js';
import { closeAfterTest, openDataSource, useDatabase } from '../support/app.js';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { Shop, startDashboard } from './support.js';

const MINUTE = 60_000;

afterEach(() => void vi.restoreAllMocks());

describe('A process whose clock', () => {
  it.each([
    ['is behind', -6 * MINUTE],
    ['is a little behind', -3 * MINUTE],
    ['is ahead', 90 * MINUTE],
  ])('%s shows what is so, and says that its clock is wrong', async (_, error) => {
    const trueNow = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => trueNow() + error);
    const { app, get, jobs } = await startDashboard({ jobs: { worker: { pollInterval: 20 } } });
    await jobs.enqueue(Shop, (shop) => shop.fail('badly'));
    const { stats, failingTypes } = await eventually(async () => {
      const { status, body } = await get<Overview>('overview');
      expect(status).toBe(200);
      return body.stats.rates.failedPerMinute > 0 && body;
    });
    expect(stats.failed).toEqual({ last24h: 1, previous24h: 0 });
    expect(stats.verdict.causes.map(({ code }) => code)).toEqual(['clock_skew', 'clock_skew']);
    expect(failingTypes).toMatchObject([{ type: 'Shop.fail', failedShare: 1 }]);
    expect(Math.abs(Date.parse(stats.at) - trueNow())).toBeLessThan(2_000);
    expect((await get<FailuresResponse>('failures?range=1h')).body.types[0]).toMatchObject({
      failedShare: 1,
    });

    const { body: series } = await get<SeriesResponse>('series?metric=failures&range=1h');
    expect(series.series[0]!.values.reduce((sum, value) => sum! + value!, 0)).toBe(1);
    expect(series.partial).toBe(true);
    expect(Math.abs(Date.parse(series.until) - trueNow())).toBeLessThan(2 * MINUTE);
    const { body: queues } = await get<QueuesResponse>('queues');
    const { trend } = queues.items.find(({ name }) => name === 'mail')!;
    expect(trend.reduce((sum, value) => sum + value, 0)).toBe(1);

    const own = await app.get(JobMonitor).metrics({ from: new Date(trueNow() - MINUTE) });
    expect(own.series[0]!.total.failed).toBe(1);
  });

  it('is right is not said to be wrong because the question has waited for its turn', async () => {
    const database = await useDatabase(() => createDatabase('PostgreSQL'));
    const { app, store } = await startDashboard({ database });
    const runner = (await openDataSource(database)).createQueryRunner();
    closeAfterTest(() => runner.release());
    await runner.startTransaction();
    await runner.query('LOCK TABLE nestfire_batch IN ACCESS EXCLUSIVE MODE');
    const inFront = [1, 2, 3].map(() => store.findBatch('019ab6e0-0000-7000-8000-000000000001'));
    const clock = app.get(DatabaseClock);
    const started = performance.now();
    const answer = clock.now();
    await eventually(() => performance.now() - started > 2_000);
    await runner.rollbackTransaction();
    await Promise.all(inFront);
    expect(Math.abs((await answer) - Date.now())).toBeLessThan(500);
    expect(Math.abs(clock.skew)).toBeLessThan(500);
  });
});
