import sql, { raw } from 'sql-template-tag';
import type { Outcome } from '../../job-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { CLAIM_COLUMNS, holds } from './fence.js';

type Success = Extract<Outcome, { kind: 'succeeded' }>;

const COLUMNS: ValueColumns & { id: 'id' } = {
  ...CLAIM_COLUMNS,
  keep: 'bigint',
  run_time: 'bigint',
  result: 'text',
};

/** Whether the outcomes are successes of as many jobs that nobody waits for: they touch nothing but the job table. */
export function arePlain(outcomes: Outcome[]): outcomes is Success[] {
  return (
    outcomes.length > 0 &&
    outcomes.every(({ kind, watched }) => kind === 'succeeded' && !watched) &&
    new Set(outcomes.map(({ id }) => id)).size === outcomes.length
  );
}

/**
 * Writes plain successes in one statement, fenced by the claim, without a transaction: this is what
 * becomes of most jobs. Returns for each whether it was written: those of jobs that somebody has
 * come to wait for since they were claimed are not.
 */
export function* settlePlain(dialect: Dialect, outcomes: Success[]): Operation<boolean[]> {
  const rows = yield* dialect.updateEach({
    columns: COLUMNS,
    rows: outcomes.map(toRow),
    where: sql`${holds(dialect)} AND job.watched = 0`,
    set: {
      state: raw(`'succeeded'`),
      result: raw('v.result'),
      run_time: raw('v.run_time'),
      error: raw('NULL'),
      finished_at: dialect.now,
      expires_at: sql`${dialect.now} + v.keep`,
      // Most have not failed before, and there is nothing to forget.
      ...(outcomes.some(({ attempt }) => attempt > 1) && { fingerprint: raw('NULL') }),
    },
    returning: ['id'],
  });
  const written = new Set(rows.map((row) => dialect.readId(row.id)));
  return outcomes.map(({ id }) => written.has(id));
}

/** Written out, because this runs for every job there is, and copies of objects are slow. */
function toRow({ id, claim, workerId, keep, runTime, result }: Success): Row {
  return {
    id,
    claim,
    worker_id: workerId,
    keep: keep === Infinity ? null : keep,
    run_time: runTime,
    result,
  };
}
