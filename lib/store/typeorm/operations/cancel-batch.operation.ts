import sql, { raw } from 'sql-template-tag';
import type { BatchCancel } from '../../flow-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { countBatches, type BatchMove } from './batch-counts.operation.js';
import { expiry } from './expiry.js';
import { release, type Ended, type Released } from './release.operation.js';

/**
 * Deletes what has not finished of a batch and of those in it: one update, whatever its size. Jobs
 * are locked before batches, as everywhere. The batches say themselves why and by whom; their jobs
 * have no line of their own in the history. `null`: there is nothing to cancel.
 */
export function* cancelBatch(dialect: Dialect, cancel: BatchCancel): Operation<Released | null> {
  const { batch, job, dependency } = dialect.tables;
  const { now } = dialect;
  let inside: string[] = [];
  let members = new Map<string, number>();
  // Again until nothing is found: jobs and batches may join meanwhile.
  for (let isFound = true; isFound;) {
    const found = yield* batchesInside(dialect, cancel.id);
    const { affected } = yield sql`
      UPDATE ${job} AS job ${dialect.useIndex('job', 'batch')}
      SET state = 'deleted', finished_at = ${now}, expires_at = ${expiry(dialect, cancel.keep)}
      WHERE ${dialect.idIn(raw('batch_id'), found)} AND state NOT IN ('succeeded', 'failed', 'deleted')`;
    members = yield* pendingJobs(dialect, found);
    isFound = affected > 0 || found.length > inside.length;
    inside = found;
  }
  const cancelled = yield sql`
    UPDATE ${batch} SET cancelled_at = ${now}, reason = ${cancel.reason}, actor = ${cancel.actor}
    WHERE ${dialect.idIn(raw('id'), inside)} AND state = 'processing'`;
  if (cancelled.affected === 0) {
    return null;
  }

  const awaited = yield sql`
    SELECT DISTINCT job.id AS id FROM ${dependency} AS dependency
    JOIN ${job} AS job ON job.id = dependency.parent_id
    WHERE dependency.state IS NULL AND ${dialect.idIn(raw('job.batch_id'), inside)} AND job.state = 'deleted'
    ${dialect.readCurrent}`;
  const ended: Ended[] = awaited.rows.map((row) => ({
    id: dialect.readId(row.id),
    state: 'deleted',
  }));
  const moves: BatchMove[] = [...members].map(([batchId, count]) => ({
    batchId,
    from: 'enqueued',
    to: 'deleted',
    count,
  }));
  return yield* release(dialect, [], ended.concat(yield* countBatches(dialect, moves)));
}

/** Locks the batches; how many of the pending members of each are jobs. */
function* pendingJobs(dialect: Dialect, ids: string[]): Operation<Map<string, number>> {
  const { rows } = yield sql`SELECT id, parent_id, state, pending FROM ${dialect.tables.batch}
    WHERE ${dialect.idIn(raw('id'), ids)} ORDER BY id ${dialect.forUpdate(true)}`;
  const members = new Map(rows.map((row) => [dialect.readId(row.id), Number(row.pending)]));
  for (const row of rows.filter((each) => each.state === 'processing' && each.parent_id !== null)) {
    const parent = dialect.readId(row.parent_id);
    if (members.has(parent)) {
      members.set(parent, members.get(parent)! - 1);
    }
  }
  return members;
}

function* batchesInside(dialect: Dialect, id: string): Operation<string[]> {
  const { batch } = dialect.tables;
  const all = [id];
  for (let level = [id]; level.length > 0;) {
    const { rows } = yield sql`SELECT id FROM ${batch} WHERE ${dialect.idIn(raw('parent_id'), level)}
      ORDER BY id ${dialect.readCurrent}`;
    level = rows.map((row) => dialect.readId(row.id));
    all.push(...level);
  }
  return all;
}
