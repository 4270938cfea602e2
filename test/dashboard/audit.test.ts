import { describe, expect, it } from 'vitest';
import type {
  AuditResponse,
  BulkResult,
  OperationsResponse,
  OperationView,
} from '../../lib/dashboard/api/index.js';
import { AuditDraft } from '../../lib/dashboard/audit/audit-draft.js';
import { Audit } from '../../lib/dashboard/audit/audit.js';
import { closeAfterTest, openDataSource, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { Shop, startDashboard } from './support.js';

describeEachDatabase('The audit', (_kind, create) => {
  it('has a line for every action: who, what, to what, why, and how it ended', async () => {
    const { get, post, jobs } = await startDashboard({
      database: await useDatabase(create),
      dashboard: {
        actor: (context) =>
          context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-user'],
      },
    });
    const ayla = { 'X-User': 'ayla' };
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    await post(`jobs/${id}/reschedule`, { delayMs: 60_000, reason: 'later' }, ayla);
    await post(`jobs/${id}/delete`, {}, { 'X-User': 'x'.repeat(500) });
    await post(`jobs/${id}/delete`, { expected: 'failed' });
    await post('recurring/pause', { ids: ['digest', 'nothing'] }, ayla);

    const { body } = await get<AuditResponse>('audit');
    const lines = body.items.map(({ actor, action, target, reason, result, code, params }) => [
      actor?.slice(0, 10) ?? null,
      action,
      target,
      reason,
      result,
      code,
      params,
    ]);
    const job = { kind: 'job', id };
    expect(lines.filter(([, action]) => action !== 'pauseRecurring')).toEqual([
      [null, 'deleteJob', job, null, 'refused', 'state_changed', {}],
      ['x'.repeat(10), 'deleteJob', job, null, 'done', null, {}],
      ['ayla', 'rescheduleJob', job, 'later', 'done', null, { delayMs: 60_000 }],
    ]);
    expect(lines.slice(0, 2)).toEqual([
      ['ayla', 'pauseRecurring', { kind: 'recurring', id: 'nothing' }, null, 'refused', 'not_found', {}],
      ['ayla', 'pauseRecurring', { kind: 'recurring', id: 'digest' }, null, 'refused', 'not_found', {}],
    ]);
    const find = async (query: string) => (await get<AuditResponse>(`audit?${query}`)).body;
    expect((await find('actor=ayla')).items).toHaveLength(3);
    expect((await find('action=deleteJob')).items).toHaveLength(2);
    expect((await find(`target=${id}`)).items).toHaveLength(3);
    const first = await find('limit=2');
    expect((await find(`limit=5&cursor=${first.nextCursor}`)).items).toHaveLength(3);
  });

  it('tells what came of an action on many jobs, and that one which has finished cannot be cancelled', async () => {
    const { get, post, jobs } = await startDashboard({
      database: await useDatabase(create),
      jobs: { worker: { pollInterval: 20 } },
    });
    const { id: job } = await jobs.schedule(Shop, (shop) => shop.order(), '1h');
    const { body } = await post<BulkResult>('operations/delete', { selection: { ids: [job] } });
    const { id } = (body as { operation: OperationView }).operation;
    await eventually(async () => (await get<OperationView>(`operations/${id}`)).body.state === 'succeeded');
    expect(await post(`operations/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'state_changed' },
    });
    expect((await post(`operations/${job}/cancel`)).status).toBe(404);
    const { items } = (await get<AuditResponse>('audit')).body;
    expect(items.map(({ action, target, result, code }) => [action, target, result, code])).toEqual([
      ['cancelOperation', { kind: 'operation', id: job }, 'refused', 'not_found'],
      ['cancelOperation', { kind: 'operation', id }, 'refused', 'state_changed'],
      ['deleteJobs', { kind: 'operation', id }, 'done', null],
    ]);
  });

  it('is kept for as long as the option says', async () => {
    const database = await useDatabase(create);
    const { app, post, store, jobs } = await startDashboard({ database, dashboard: { keepAudit: '1d' } });
    const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
    await post(`jobs/${id}/delete`);
    await post(`jobs/${id}/requeue`);
    const dataSource = await openDataSource(database);
    await dataSource.query(`UPDATE nestfire_audit SET at = at - 90000000 WHERE action = 'deleteJob'`);
    await app.get(Audit).prune();
    expect((await store.dashboard.listAudit({}, 10, null)).map(({ action }) => action)).toEqual([
      'requeueJob',
    ]);
  });
});

describeEachDatabase(
  'The audit',
  (_kind, create) => {
    it('tells what was done when the answer was given up, and what may have been done', async () => {
      const database = await useDatabase(create);
      const { get, post, jobs } = await startDashboard({ database });
      const { id } = await jobs.enqueue(Shop, (shop) => shop.order());
      const runner = (await openDataSource(database)).createQueryRunner();
      closeAfterTest(() => runner.release());
      await runner.startTransaction();
      // An operation cannot be created; and of a job that is deleted, the answer cannot be read.
      await runner.query('LOCK TABLE nestfire_operation, nestfire_worker IN ACCESS EXCLUSIVE MODE');
      const selection = { q: 'queue:mail', asOf: new Date().toISOString() };
      const answers = await Promise.all([
        post('operations/delete', { selection, reason: 'cleaning' }),
        post(`jobs/${id}/delete`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([504, 504]);
      const { items } = (await get<AuditResponse>('audit')).body;
      expect(items.find(({ action }) => action === 'deleteJob')).toMatchObject({
        result: 'done',
        code: null,
      });
      expect(items.find(({ action }) => action === 'deleteJobs')).toMatchObject({
        target: { kind: 'jobs', id: expect.stringContaining('queue:mail') },
        reason: 'cleaning',
        params: { query: expect.stringContaining('queue:mail') },
        result: 'unknown',
        code: 'query_timeout',
      });
      await runner.rollbackTransaction();
      await eventually(async () => (await get<OperationsResponse>('operations')).body.items.length === 1);
    }, 60_000);
  },
  ['PostgreSQL'],
);

describe('What the audit is written of', () => {
  it('is all that is done: nothing more is done afterwards', async () => {
    const draft = new AuditDraft();
    draft.close();
    let isDone = false;
    await expect(draft.deed(async () => (isDone = true))).rejects.toThrow('query_timeout');
    expect(isDone).toBe(false);
  });
});
