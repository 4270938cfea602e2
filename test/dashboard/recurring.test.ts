import { describe, expect, it } from 'vitest';
import type {
  AuditResponse,
  Overview,
  Preview,
  ProblemsResponse,
  RecurringActionResult,
  RecurringDetail,
  RecurringResponse,
} from '../../lib/dashboard/api/index.js';
import { plainCron, previewRuns } from '../../lib/dashboard/views/preview.js';
import { add, recurring } from '../../lib/testing/contract/recurring-fixtures.js';
import { openDataSource, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { Shop, startDashboard } from './support.js';

const DAY = 86_400_000;
const at = (text: string) => Date.parse(text);

describe('previewRuns', () => {
  const preview = (cron: string, from: string, count: number) =>
    previewRuns(cron, 'Europe/Berlin', '', at(from), count).map(({ at: utc, local, shift, offsetChange }) => [
      utc.slice(5, 16),
      local.slice(5),
      shift,
      offsetChange,
    ]);

  it('flags what is moved out of the hour that is left out', () => {
    expect(preview('30 2 * * *', '2026-03-28T00:00:00Z', 3)).toEqual([
      ['03-28T01:30', '03-28T02:30:00+01:00', null, null],
      ['03-29T01:00', '03-29T03:00:00+02:00', 'moved', 60],
      ['03-30T00:30', '03-30T02:30:00+02:00', null, null],
    ]);
  });

  it('does not flag what is meant for the end of that hour', () => {
    expect(preview('0 3 * * *', '2026-03-28T12:00:00Z', 1)).toEqual([
      ['03-29T01:00', '03-29T03:00:00+02:00', null, 60],
    ]);
  });

  it('flags what comes in the hour that is there twice', () => {
    expect(preview('30 2 * * *', '2026-10-24T12:00:00Z', 2)).toEqual([
      ['10-25T00:30', '10-25T02:30:00+02:00', 'first', null],
      ['10-26T01:30', '10-26T02:30:00+01:00', null, -60],
    ]);
    expect(preview('*/30 * * * *', '2026-10-24T23:45:00Z', 5)).toEqual([
      ['10-25T00:00', '10-25T02:00:00+02:00', 'first', null],
      ['10-25T00:30', '10-25T02:30:00+02:00', 'first', null],
      ['10-25T01:00', '10-25T02:00:00+01:00', 'second', -60],
      ['10-25T01:30', '10-25T02:30:00+01:00', 'second', null],
      ['10-25T02:00', '10-25T03:00:00+01:00', null, null],
    ]);
  });

  it('writes zones west of Greenwich and half hours', () => {
    expect(previewRuns('0 12 1 1 *', 'America/St_Johns', '', at('2026-06-01T00:00:00Z'), 1)[0]!.local).toBe(
      '2027-01-01T12:00:00-03:30',
    );
  });
});

describe('plainCron', () => {
  it('says what each H stands for, by which the schedule can be put in words', () => {
    const plain = plainCron('H H(1-3) * * 1', 'backup')!;
    expect(plain).toMatch(/^0 [0-5]?\d [123] \* \* 1$/);
    const [run] = previewRuns('H H(1-3) * * 1', 'UTC', 'backup', at('2026-06-01T12:00:00Z'), 1);
    const [, minute, hour] = plain.split(' ');
    expect(run!.local.slice(11, 16)).toBe(`${hour!.padStart(2, '0')}:${minute!.padStart(2, '0')}`);
  });

  it.each([
    ['0 8 * * *', '0 0 8 * * *'],
    ['@daily', '0 0 0 * * *'],
    ['30 0 8 * * *', '30 0 8 * * *'],
    ['never', null],
    ['nonsense', null],
    ['', null],
  ])('makes of %j %j', (cron, plain) => expect(plainCron(cron, 'id')).toBe(plain));
});

describeEachDatabase('Recurring jobs in the dashboard', (_kind, create) => {
  const start = async (editRecurring = true) => {
    const database = await useDatabase(create);
    const dashboard = await startDashboard({
      database,
      jobs: { worker: { pollInterval: 20 } },
      dashboard: { editRecurring, actor: () => 'ayla' },
    });
    await dashboard.jobs.recurring.addOrUpdate(
      'report:a/b',
      Shop,
      (shop) => shop.order('weekly', { token: 1 }),
      {
        cron: '0 9 * * 1',
      },
    );
    return { database, ...dashboard };
  };

  it('say nothing of arguments that cannot be read to whoever may not see them', async () => {
    const database = await useDatabase(create);
    let viewArguments = true;
    const { jobs, get } = await startDashboard({
      database,
      dashboard: { access: () => ({ viewArguments }) },
    });
    await jobs.recurring.addOrUpdate('report', Shop, (shop) => shop.order(), { cron: '0 9 * * 1' });
    const dataSource = await openDataSource(database);
    await dataSource.query("UPDATE nestfire_recurring SET args = 'secret' WHERE id = 'report'");
    const unreadable = async () => (await get<RecurringDetail>('recurring/job?id=report')).body.unreadable;
    expect(await unreadable()).toBe('JobSerializationError: The stored text is not JSON (6 characters).');
    viewArguments = false;
    expect(await unreadable()).toBeNull();
  });

  it('are listed, found, previewed and told of', async () => {
    const { get } = await start();
    const { body } = await get<RecurringResponse>('recurring');
    expect(body.items.map(({ id, source, status, timeZone }) => [id, source, status, timeZone])).toEqual([
      ['digest', 'code', 'active', 'Europe/Berlin'],
      ['report:a/b', 'runtime', 'active', 'UTC'],
    ]);
    expect(body).toMatchObject({ nextCursor: null, count: { value: 2 } });
    const ids = async (query: string) =>
      (await get<RecurringResponse>(`recurring?${query}`)).body.items.map(({ id }) => id);
    expect(await ids('q=REPORT')).toEqual(['report:a/b']);
    expect(await ids('q=shop.digest')).toEqual(['digest']);
    expect(await ids('status=paused')).toEqual([]);
    const first = (await get<RecurringResponse>('recurring?limit=1')).body;
    expect(await ids(`limit=1&cursor=${first.nextCursor}`)).toEqual(['report:a/b']);
    const detail = (await get<RecurringDetail>(`recurring/job?id=${encodeURIComponent('report:a/b')}`)).body;
    expect(detail.args).toMatchObject([
      { kind: 'string', value: 'weekly' },
      { entries: [{ key: 'token', value: { kind: 'redacted' } }] },
    ]);
    expect(detail.next).toHaveLength(10);
    expect(detail.next[0]!.at).toBe(detail.nextAt);
    const preview = async (query: string) => (await get<Preview>(`recurring/preview?${query}`)).body;
    expect(await preview('cron=61 * * * *')).toEqual({
      isValid: false,
      field: 'cron',
      message: expect.stringContaining('61'),
    });
    expect(await preview('cron=0 8 * * *&timeZone=Nowhere/Land')).toEqual({
      isValid: false,
      field: 'timeZone',
      message: expect.stringContaining('Nowhere/Land'),
    });
    expect((await get('overview')).body).toMatchObject({
      nextRecurring: expect.arrayContaining([expect.objectContaining({ id: 'digest' })]),
    });
  });

  it('are triggered, paused, resumed and removed, several at once, each with its own outcome', async () => {
    const { get, post } = await start();
    const ids = ['digest', 'report:a/b', 'nothing'];
    const act = async (action: string, body: object = {}) =>
      (await post<RecurringActionResult>(`recurring/${action}`, { ids, ...body })).body.items;
    const triggered = await act('trigger');
    expect(triggered.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'not_found']);
    const run = await eventually(async () => {
      const { runs } = (await get<RecurringDetail>('recurring/job?id=digest')).body;
      return runs[0]?.state === 'succeeded' && runs[0];
    });
    expect(run).toMatchObject({ jobId: triggered[0]!.jobId, occurrenceAt: null, attempt: 1 });
    const { strip, averageRunMs } = (await get<RecurringDetail>('recurring/job?id=digest')).body;
    expect([strip.length, averageRunMs]).toEqual([1, expect.any(Number)]);

    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act('pause', { until, reason: 'holiday' })).map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
      'not_found',
    ]);
    const paused = (await get<RecurringDetail>('recurring/job?id=digest')).body;
    expect(paused).toMatchObject({ status: 'paused', pause: { until, reason: 'holiday', actor: 'ayla' } });
    expect((await post('recurring/pause', { ids, until: '2001-01-01T00:00:00Z' })).status).toBe(400);
    await act('resume');
    expect((await get<RecurringDetail>('recurring/job?id=digest')).body).toMatchObject({
      status: 'active',
      pause: null,
    });
    expect((await act('remove')).map(({ outcome }) => outcome)).toEqual([
      'declared_in_code',
      'done',
      'not_found',
    ]);
    expect((await get('recurring/job?id=report:a/b')).status).toBe(404);
  });

  it('are all tried, whatever happens to one of them, and each has its own line in the audit', async () => {
    const { database, get, post, store } = await start();
    const act = async (action: string, ids: string[]) =>
      post<RecurringActionResult>(`recurring/${action}`, { ids });
    const audit = async (action: string) =>
      (await get<AuditResponse>(`audit?action=${action}`)).body.items.map(({ target, result, code }) => [
        target.id,
        result,
        code,
      ]);
    expect((await act('trigger', ['digest', ' x'])).status).toBe(400);
    expect((await get<RecurringDetail>('recurring/job?id=digest')).body.runs).toEqual([]);
    expect(await audit('triggerRecurring')).toEqual([]);

    await act('pause', ['report:a/b', 'digest']);
    await (
      await openDataSource(database)
    ).query(`UPDATE nestfire_recurring SET cron = 'nonsense' WHERE id = 'report:a/b'`);
    const { body } = await act('resume', ['report:a/b', 'digest']);
    expect(body.items.map(({ outcome }) => outcome)).toEqual(['invalid_cron', 'done']);
    expect(await audit('resumeRecurring')).toEqual([
      ['digest', 'done', null],
      ['report:a/b', 'refused', 'invalid_cron'],
    ]);

    const change = store.changeRecurring.bind(store);
    store.changeRecurring = (async (among: { ids: string[] }, ...rest: [never]) => {
      if (among.ids?.[0] === 'report:a/b') {
        throw new Error('broken');
      }
      return change(among, ...rest);
    }) as never;
    const triggered = await act('trigger', ['report:a/b', 'digest']);
    expect(triggered.body.items.map(({ outcome }) => outcome)).toEqual(['failed', 'done']);
    expect(await audit('triggerRecurring')).toEqual([
      ['digest', 'done', null],
      ['report:a/b', 'failed', 'internal'],
    ]);
    expect((await act('trigger', ['report:a/b'])).status).toBe(500);
  });

  it('are changed where the application has opted in, and what code declares is taken back', async () => {
    const { get, post } = await start();
    const changed = await post<RecurringDetail>('recurring/update', {
      id: 'digest',
      cron: '*/5 * * * *',
      timeZone: 'UTC',
      priority: -3,
    });
    expect(changed.body).toMatchObject({
      cron: '*/5 * * * *',
      timeZone: 'UTC',
      priority: -3,
      isEdited: true,
      declared: { cron: '0 8 * * *', timeZone: 'Europe/Berlin' },
    });
    expect(changed.body.next[0]!.at).toBe(changed.body.nextAt);
    expect(await post('recurring/update', { id: 'digest', cron: 'often' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_cron' },
    });
    expect(await post('recurring/update', { id: 'nothing', enabled: false })).toMatchObject({ status: 404 });
    expect(
      (await post<RecurringDetail>('recurring/update', { id: 'digest', enabled: false })).body,
    ).toMatchObject({ status: 'disabled', nextAt: null });
    await post('recurring/reset', { ids: ['digest'] });
    expect((await get<RecurringDetail>('recurring/job?id=digest')).body).toMatchObject({
      isEdited: false,
      cron: '0 8 * * *',
      status: 'active',
    });
    const { post: refused, jobs } = await start(false);
    expect((await refused('recurring/update', { id: 'digest', enabled: false })).status).toBe(501);
    expect((await refused('recurring/reset', { ids: ['digest'] })).status).toBe(501);
    expect((await refused('recurring/remove', { ids: ['report:a/b'] })).status).toBe(501);
    expect(await jobs.recurring.get('report:a/b')).not.toBeNull();
  });
});

describeEachDatabase('Many recurring jobs', (_kind, create) => {
  it('hide neither the next one, nor those that are late or fail', async () => {
    const { get, store } = await startDashboard({ database: await useDatabase(create) });
    const now = await store.dashboard.now();
    const others = Array.from({ length: 1_001 }, (_, index) => recurring(`a${index}`, now + 2 * DAY));
    const failing = recurring('z:failing', now + DAY);
    Object.assign(failing.progress, { failures: 1, error: 'no such zone' });
    await add(store, ...others, recurring('z:soon', now + DAY), recurring('z:late', now - DAY), failing);
    const { nextRecurring } = (await get<Overview>('overview')).body;
    expect(nextRecurring.slice(0, 3).map(({ id }) => id)).toEqual(['z:late', 'z:failing', 'z:soon']);
    const { items } = (await get<ProblemsResponse>('problems')).body;
    const found = items.filter(({ params }) => params.recurring !== undefined);
    expect(found.map(({ code, params }) => [code, params.recurring]).toSorted()).toEqual([
      ['recurring_failed', 'z:failing'],
      ['recurring_late', 'z:late'],
    ]);
  });
});
