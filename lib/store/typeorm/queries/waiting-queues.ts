import sql, { type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';

/**
 * `WITH … waiting (queue)`: the queues that hold enqueued jobs, and perhaps a last row with null. It
 * jumps from queue to queue in the index of ready jobs instead of reading it, so that its cost depends
 * on the number of queues and not on that of the jobs. It stops at 900 queues: the first ones will
 * be empty some time. MySQL jumps by itself when it groups by the first columns of an index.
 */
export function waitingQueues(dialect: Dialect): Sql {
  const job = sql`${dialect.tables.job} AS job ${dialect.useIndex('job', 'ready')}`;
  if (dialect instanceof MysqlDialect) {
    return sql`
      WITH RECURSIVE waiting (queue) AS (
        SELECT job.queue FROM ${job} WHERE job.state = 'enqueued' GROUP BY job.state, job.queue
      )`;
  }
  return sql`
    WITH RECURSIVE waiting (queue, depth) AS (
      SELECT MIN(job.queue), 1 FROM ${job} WHERE job.state = 'enqueued'
      UNION ALL
      SELECT (SELECT MIN(job.queue) FROM ${job} WHERE job.state = 'enqueued' AND job.queue > waiting.queue),
        waiting.depth + 1
      FROM waiting WHERE waiting.queue IS NOT NULL AND waiting.depth < 900
    )`;
}

/** For each queue that holds enqueued jobs, when the first one was due: `queue`, `run_at`. It jumps from priority to priority, 100 of each queue at most. */
export function firstDue(dialect: Dialect): Sql {
  const job = sql`${dialect.tables.job} AS job ${dialect.useIndex('job', 'ready')}`;
  if (dialect instanceof MysqlDialect) {
    return sql`
      SELECT lane.queue, MIN(lane.run_at) AS run_at FROM (
        SELECT job.queue, MIN(job.run_at) AS run_at FROM ${job}
        WHERE job.state = 'enqueued' GROUP BY job.state, job.queue, job.priority
      ) AS lane GROUP BY lane.queue`;
  }
  return sql`
    ${waitingQueues(dialect)}, lane (queue, priority, depth) AS (
      SELECT waiting.queue, (SELECT MIN(job.priority) FROM ${job}
        WHERE job.state = 'enqueued' AND job.queue = waiting.queue), 1
      FROM waiting WHERE waiting.queue IS NOT NULL
      UNION ALL
      SELECT lane.queue, (SELECT MIN(job.priority) FROM ${job}
        WHERE job.state = 'enqueued' AND job.queue = lane.queue AND job.priority > lane.priority), lane.depth + 1
      FROM lane WHERE lane.priority IS NOT NULL AND lane.depth < 100
    )
    SELECT lane.queue, MIN((SELECT MIN(job.run_at) FROM ${job}
      WHERE job.state = 'enqueued' AND job.queue = lane.queue AND job.priority = lane.priority)) AS run_at
    FROM lane WHERE lane.priority IS NOT NULL GROUP BY lane.queue`;
}
