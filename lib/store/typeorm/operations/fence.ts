import sql, { type Sql } from 'sql-template-tag';
import type { ClaimKey } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Row } from '../operation.js';

/** The columns of a list of claims. */
export const CLAIM_COLUMNS = { id: 'id', claim: 'int', worker_id: 'id' } as const;

/**
 * That the claim in `v` still holds the job: nobody has claimed it since, moved it or written its
 * outcome. The worker is part of the fence because a claim need not survive a crash of the
 * database, and its number may then be given again, to another.
 */
export function holds(dialect: Dialect): Sql {
  return sql`job.claim = v.claim AND job.worker_id = v.worker_id AND ${dialect.unindexed('job.state')} = 'processing'`;
}

/** A claim as the key of a map: one job may be in a batch with two claims, of which one is stale. */
export function claimKey({ id, claim, workerId }: ClaimKey): string {
  return `${id}:${claim}:${workerId}`;
}

/** The same of a row with the columns of a claim. */
export function rowKey(dialect: Dialect, { id, claim, worker_id: workerId }: Row): string {
  return claimKey({ id: dialect.readId(id), claim: Number(claim), workerId: dialect.readId(workerId) });
}
