import sql, { raw } from 'sql-template-tag';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';

/** How many runs of a recurring job are remembered after their jobs are gone. */
const REMEMBERED = 100;

const COLUMNS: ValueColumns = {
  job_id: 'id',
  recurring_id: 'text',
  occurrence_at: 'bigint',
  created_at: 'bigint',
  finished_at: 'bigint',
  state: 'text',
  attempt: 'int',
  run_time: 'bigint',
  error: 'text',
};

/** What must be known of a job that is removed. */
export const PRUNED = ['id', ...Object.keys(COLUMNS).filter((column) => column !== 'job_id')];

/** Keeps the outcomes of the last jobs of each recurring job when retention removes them. */
export function* rememberHistory(dialect: Dialect, jobs: Row[]): Operation<void> {
  const runs = jobs
    .filter((job) => job.recurring_id !== null)
    .map((job) => ({ ...job, job_id: dialect.readId(job.id) }));
  if (runs.length === 0) {
    return;
  }
  const names = raw(Object.keys(COLUMNS).join(', '));
  yield dialect.insertMissing(
    sql`INTO ${dialect.tables.recurring_history} (${names}) SELECT ${names} FROM ${dialect.values(COLUMNS, runs)}
      WHERE EXISTS (SELECT 1 FROM ${dialect.tables.recurring} AS recurring WHERE recurring.id = v.recurring_id)`,
  );
  const ids = [...new Set(runs.map((run) => (run as Row).recurring_id as string))];
  const its = dialect.textIn(raw('recurring_id'), ids);
  yield sql`DELETE FROM ${dialect.tables.recurring_history} WHERE ${its} AND job_id IN (
    SELECT job_id FROM (
      SELECT job_id, ROW_NUMBER() OVER (PARTITION BY recurring_id ORDER BY job_id DESC) AS age
      FROM ${dialect.tables.recurring_history} WHERE ${its}
    ) AS ranked WHERE age > ${REMEMBERED})`;
}
