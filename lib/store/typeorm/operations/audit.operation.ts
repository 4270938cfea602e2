import sql, { join, raw } from 'sql-template-tag';
import { newId } from '../../../utils/index.js';
import type { AuditFilter, AuditRecord, NewAuditRecord } from '../../dashboard-store.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { readDate } from '../read-values.js';

export function* writeAudit(dialect: Dialect, entry: NewAuditRecord): Operation<void> {
  const { actor, action, targetKind, targetId, reason, result, code, params } = entry;
  yield sql`
    INSERT INTO ${dialect.tables.audit}
      (id, at, actor, action, target_kind, target_id, reason, result, code, params)
    VALUES (${dialect.id(newId())}, ${dialect.now}, ${actor}, ${action}, ${targetKind}, ${targetId},
      ${reason}, ${result}, ${code}, ${params})`;
}

export function* listAudit(
  dialect: Dialect,
  { actor, action, targetId }: AuditFilter,
  limit: number,
  cursor: string | null,
): Operation<AuditRecord[]> {
  const conditions = [
    raw('1 = 1'),
    ...(actor ? [sql`actor = ${actor}`] : []),
    ...(action ? [sql`action = ${action}`] : []),
    ...(targetId ? [sql`target_id = ${targetId}`] : []),
    ...(cursor ? [sql`id < ${dialect.id(cursor)}`] : []),
  ];
  const { rows } = yield sql`SELECT * FROM ${dialect.tables.audit}
    WHERE ${join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit}`;
  return rows.map((row) => ({
    id: dialect.readId(row.id),
    at: readDate(row.at)!,
    actor: row.actor as string | null,
    action: row.action as string,
    targetKind: row.target_kind as string,
    targetId: row.target_id as string,
    reason: row.reason as string | null,
    result: row.result as AuditRecord['result'],
    code: row.code as string | null,
    params: row.params as string,
  }));
}

export function* pruneAudit(dialect: Dialect, age: number, limit: number): Operation<number> {
  const { audit } = dialect.tables;
  const { rows } =
    yield sql`SELECT id FROM ${audit} WHERE at < ${dialect.now} - ${age} ORDER BY at LIMIT ${limit}`;
  const ids = rows.map((row) => dialect.readId(row.id));
  if (ids.length > 0) {
    yield sql`DELETE FROM ${audit} WHERE ${dialect.idIn(raw('id'), ids)}`;
  }
  return ids.length;
}
