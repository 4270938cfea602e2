import sql, { type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialects/dialect.js';

/**
 * `WITH … waiting (queue)`: the queues that hold enqueued jobs, and a last row with null. It jumps
 * from queue to queue in the index of ready jobs instead of reading it, so that its cost depends
 * on the number of queues and not on that of the jobs. It stops at 900 queues: MySQL's limit is
 * 1000, and the first ones will be empty some time.
 */
export function waitingQueues(dialect: Dialect): Sql {
  const { job } = dialect.tables;
  return sql`
    WITH RECURSIVE waiting (queue, depth) AS (
      SELECT MIN(queue), 1 FROM ${job} WHERE state = 'enqueued'
      UNION ALL
      SELECT (SELECT MIN(job.queue) FROM ${job} AS job WHERE job.state = 'enqueued' AND job.queue > waiting.queue),
        waiting.depth + 1
      FROM waiting WHERE waiting.queue IS NOT NULL AND waiting.depth < 900
    )`;
}
