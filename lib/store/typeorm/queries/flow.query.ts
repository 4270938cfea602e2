import sql, { type Sql } from 'sql-template-tag';
import type { ContinuationCondition } from '../../../interfaces/index.js';
import type { BatchInfo, BatchState, Dependency } from '../../flow-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readDate } from '../read-values.js';

export function* findBatch(dialect: Dialect, id: string): Operation<BatchInfo | null> {
  const { rows } = yield sql`SELECT * FROM ${dialect.tables.batch} WHERE id = ${dialect.id(id)}`;
  return rows[0] ? toBatch(dialect, rows[0]) : null;
}

export function toBatch(dialect: Dialect, row: Row): BatchInfo {
  return {
    id: dialect.readId(row.id),
    name: row.name as string,
    parentId: row.parent_id === null ? null : dialect.readId(row.parent_id),
    state: row.state as BatchState,
    total: Number(row.total),
    pending: Number(row.pending),
    succeeded: Number(row.succeeded),
    failed: Number(row.failed),
    deleted: Number(row.deleted),
    createdAt: readDate(row.created_at)!,
    finishedAt: readDate(row.finished_at),
    cancelledAt: readDate(row.cancelled_at),
    reason: row.reason as string | null,
    actor: row.actor as string | null,
  };
}

export function* dependencies(
  dialect: Dialect,
  jobId: string,
  limit: number,
): Operation<{ parents: Dependency[]; children: Dependency[] }> {
  const id = dialect.id(jobId);
  const parents = yield* select(dialect, sql`child_id = ${id} ORDER BY position LIMIT ${limit}`);
  const children = yield* select(dialect, sql`parent_id = ${id} ORDER BY child_id LIMIT ${limit}`);
  return { parents, children };
}

export function* parentResults(dialect: Dialect, jobId: string): Operation<(string | null)[]> {
  const { rows } = yield sql`SELECT result FROM ${dialect.tables.dependency}
    WHERE child_id = ${dialect.id(jobId)} ORDER BY position`;
  return rows.map((row) => row.result as string | null);
}

function* select(dialect: Dialect, where: Sql): Operation<Dependency[]> {
  const { rows } = yield sql`
    SELECT parent_id, child_id, kind, wanted, state FROM ${dialect.tables.dependency} WHERE ${where}`;
  return rows.map((row: Row) => ({
    parentId: dialect.readId(row.parent_id),
    childId: dialect.readId(row.child_id),
    kind: row.kind as Dependency['kind'],
    on: row.wanted as ContinuationCondition,
    state: row.state as Dependency['state'],
  }));
}
