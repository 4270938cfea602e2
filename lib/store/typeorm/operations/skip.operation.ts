import sql, { raw } from 'sql-template-tag';
import { engineReason } from '../../../interfaces/index.js';
import type { AdmitRequest } from '../../control-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { expiry } from './expiry.js';
import { writeHistory } from './history.operation.js';
import { release, watchedMove, type Released } from './release.operation.js';

/** Deletes up to `limit` of the jobs that wait at these gates, with the reason; returns their ids, and what follows. */
export function* skipJobs(
  dialect: Dialect,
  gates: string[],
  { limit, keep }: Pick<AdmitRequest, 'limit' | 'keep'>,
): Operation<{ ids: string[]; released: Released }> {
  if (gates.length === 0) {
    return { ids: [], released: { queues: [], due: false } };
  }
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'throttled' AND ${dialect.textIn(raw('gate'), gates)}`,
    limit,
    index: 'throttled',
    set: { state: sql`'deleted'`, finished_at: dialect.now, expires_at: expiry(dialect, keep) },
    returning: ['id', 'attempt', 'run_at', 'watched', 'batch_id'],
  });
  const ids = rows.map((row) => dialect.readId(row.id));
  yield* writeHistory(
    dialect,
    rows.map((row, index) => ({
      jobId: ids[index]!,
      state: 'deleted',
      attempt: Number(row.attempt),
      reason: engineReason('skipped'),
      dueAt: row.run_at,
    })),
  );
  const moves = rows.flatMap((row, index) =>
    Number(row.watched) === 1 ? [watchedMove(dialect, ids[index]!, row, 'throttled', 'deleted')] : [],
  );
  return { ids, released: yield* release(dialect, moves) };
}
