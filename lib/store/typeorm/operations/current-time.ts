import sql from 'sql-template-tag';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';

/** The database's time in epoch ms. Ask after rows are locked: whoever held them has let time pass. */
export function* currentTime(dialect: Dialect): Operation<number> {
  const { rows } = yield sql`SELECT ${dialect.now} AS now`;
  return Number(rows[0]!.now);
}
