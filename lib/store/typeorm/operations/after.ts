import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialects/dialect.js';

/** The database's time `duration` ms from now; null (never) when it is infinite. */
export function after(dialect: Dialect, duration: number): Sql {
  return Number.isFinite(duration) ? sql`${dialect.now} + ${duration}` : raw('NULL');
}
