import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { NewJob } from '../../job-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import { prepare, type Operation, type Row } from '../operation.js';

const COLUMNS: ValueColumns = {
  id: 'id',
  type: 'text',
  queue: 'text',
  priority: 'int',
  delay: 'bigint',
  at: 'bigint',
  tags: 'text',
  settings: 'text',
  args: 'text',
  recurring_id: 'text',
  occurrence_at: 'bigint',
  batch_id: 'id',
  pending: 'int',
  watched: 'int',
  gate: 'text',
  lanes: 'text',
};

const UNIQUE_COLUMNS: ValueColumns = {
  ...COLUMNS,
  unique_key: 'text',
  unique_scope: 'int',
  within: 'bigint',
};

/** How the index of held keys knows them. */
const SCOPES = { queued: 1, unfinished: 2, window: 3 } as const;

/** Rows and characters of one statement, at most: under any server's packet limit. */
const MAX_ROWS = 1_000;
const MAX_CHARACTERS = 4_000_000;

/** Whether the jobs take more than one statement, and so need a transaction. */
export function needsTransaction(jobs: NewJob[]): boolean {
  return jobs.some((job) => job.tags.length > 0) || chunks(jobs).length > 1;
}

export function* insertJobs(dialect: Dialect, jobs: NewJob[]): Operation<void> {
  for (const chunk of chunks(jobs)) {
    yield prepare(sql`INSERT ${insertion(dialect, chunk)}`);
    yield* insertTags(dialect, chunk);
  }
}

export function* insertTags(dialect: Dialect, jobs: NewJob[]): Operation<void> {
  const tags = jobs.flatMap((job) => job.tags.map((tag) => ({ tag, job_id: job.id })));
  if (tags.length > 0) {
    yield sql`INSERT INTO ${dialect.tables.tag} (tag, job_id)
      SELECT tag, job_id FROM ${dialect.values({ tag: 'text', job_id: 'id' }, tags)}`;
  }
}

/** Whether a job is due is decided here, by the database's clock: nobody else's is asked. */
export function insertion(dialect: Dialect, jobs: NewJob[], isUnique = false): Sql {
  const rows = jobs.map((job) => (isUnique ? { ...toRow(job), ...toKey(job) } : toRow(job)));
  const keyed = isUnique ? raw(', unique_key, unique_scope, unique_until') : empty;
  const its = isUnique ? raw(', unique_key, unique_scope, now + within') : empty;
  return sql`
    INTO ${dialect.tables.job}
      (id, type, queue, state, priority, run_at, created_at, tags, settings, args, recurring_id, occurrence_at,
        batch_id, pending, watched, gate, lanes${keyed})
    SELECT id, type, queue,
      CASE WHEN pending > 0 THEN 'awaiting' WHEN run_at > now THEN 'scheduled' WHEN gate IS NULL THEN 'enqueued' ELSE 'throttled' END,
      priority, run_at, now, tags, settings, args, recurring_id, occurrence_at, batch_id, pending, watched, gate, lanes${its}
    FROM (
      SELECT v.*, clock.now, CASE WHEN v.at > clock.now THEN v.at ELSE clock.now + COALESCE(v.delay, 0) END AS run_at
      FROM ${dialect.values(isUnique ? UNIQUE_COLUMNS : COLUMNS, rows)} CROSS JOIN (SELECT ${dialect.now} AS now) AS clock
    ) AS due WHERE 1 = 1`;
}

/** Written out, because this runs for every job there is, and copies of objects are slow. */
function toRow(job: NewJob): Row {
  return {
    id: job.id,
    type: job.type,
    queue: job.queue,
    priority: job.priority,
    delay: job.delay,
    at: job.at,
    tags: job.tags.length > 0 ? JSON.stringify(job.tags) : null,
    settings: job.settings,
    args: job.args,
    recurring_id: job.recurringId,
    occurrence_at: job.occurrenceAt,
    batch_id: job.batchId,
    pending: job.pending,
    watched: job.batchId === null ? 0 : 1,
    gate: job.gate === null ? null : job.gate.id,
    lanes: job.gate === null ? null : JSON.stringify(job.gate.lanes),
  };
}

function toKey({ unique }: NewJob): Row {
  return { unique_key: unique!.key, unique_scope: SCOPES[unique!.while], within: unique!.within };
}

export function chunks<Job extends NewJob>(jobs: Job[]): Job[][] {
  const result: Job[][] = [];
  let current: Job[] = [];
  let characters = 0;
  for (const job of jobs) {
    if (
      current.length === MAX_ROWS ||
      (current.length > 0 && characters + job.args.length > MAX_CHARACTERS)
    ) {
      result.push(current);
      current = [];
      characters = 0;
    }
    current.push(job);
    characters += job.args.length;
  }
  return current.length > 0 ? [...result, current] : result;
}
