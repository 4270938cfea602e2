import { expect, it } from 'vitest';
import type { AuditResponse } from '../../lib/dashboard/api/index.js';
import { Audit } from '../../lib/dashboard/audit/audit.js';
import { openDataSource, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
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
