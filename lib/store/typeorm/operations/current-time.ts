import sql from 'sql-template-tag';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';

/** The database's time in epoch ms. Ask after rows are locked: whoever held them has let time pass. */
export function* currentTime(dialect: Dialect): Operation<number> {
  const { rows } = yield sql`SELECT ${dialect.now} AS now`;
  return Number(rows[0]!.now);
}

/** How far the database's clock is ahead of this process's, in ms. */
export function* clockSkew(dialect: Dialect): Operation<number> {
  // From here on: before, the question may have waited for its turn.
  const before = performance.now();
  const now = yield* currentTime(dialect);
  // It was read somewhere on the way.
  return Math.round(now + (performance.now() - before) / 2 - Date.now());
}
