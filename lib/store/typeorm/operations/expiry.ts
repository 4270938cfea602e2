import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Retention } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';

/** The database's time when the retention of a job that finishes now is over; null means never. */
export function expiry(dialect: Dialect, { fallback, types }: Retention): Sql {
  const cases = Object.entries(types).map(([type, keep]) => sql`WHEN ${type} THEN ${duration(keep)}`);
  const keep =
    cases.length > 0
      ? sql`CASE job.type ${join(cases, ' ')} ELSE ${duration(fallback)} END`
      : duration(fallback);
  return sql`${dialect.now} + ${keep}`;
}

/** As a literal: a parameter would have no type here. */
function duration(keep: number): Sql {
  return raw(Number.isFinite(keep) ? String(Math.round(keep)) : 'CAST(NULL AS DECIMAL)');
}
