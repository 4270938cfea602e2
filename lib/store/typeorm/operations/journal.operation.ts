import sql from 'sql-template-tag';
import type { ClaimKey, JobLogLine } from '../../job-records.js';
import { newId } from '../../../utils/index.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { CLAIM_COLUMNS } from './fence.js';

export function* writeLog(dialect: Dialect, lines: JobLogLine[]): Operation<void> {
  const columns = {
    id: 'id',
    job_id: 'id',
    attempt: 'int',
    level: 'text',
    message: 'text',
    age: 'bigint',
  } as const;
  const rows = lines.map(({ jobId, attempt, level, message, age }) => ({
    id: newId(),
    job_id: jobId,
    attempt,
    level,
    message,
    age,
  }));
  yield sql`
    INSERT INTO ${dialect.tables.log} (id, job_id, at, attempt, level, message)
    SELECT id, job_id, ${dialect.now} - age, attempt, level, message FROM ${dialect.values(columns, rows)}`;
}

export function* writeProgress(
  dialect: Dialect,
  items: (ClaimKey & { progress: number })[],
): Operation<void> {
  yield* dialect.updateEach({
    columns: { ...CLAIM_COLUMNS, progress: 'real' },
    rows: items.map(({ id, claim, workerId, progress }) => ({ id, claim, worker_id: workerId, progress })),
    where: sql`job.claim = v.claim AND job.worker_id = v.worker_id`,
    set: { progress: sql`v.progress` },
    returning: ['id'],
  });
}
