import sql, { raw } from 'sql-template-tag';
import { DuplicateJobError } from '../../../errors/index.js';
import type { NewJob, UniqueClaim, UniqueOutcome } from '../../job-records.js';
import type { Dialect } from '../dialects/dialect.js';
import { HOLDS_KEY } from '../migrations/unique.step.js';
import type { Operation } from '../operation.js';
import { returnPlaces } from './permit.operation.js';
import { chunks, insertion, insertJobs, insertTags } from './insert.operation.js';

/** Whoever has claimed such a job, as one whose type is paused, has handed it back before it began. */
const NOT_STARTED = raw(
  "attempt = 0 AND lost = 0 AND run_time IS NULL AND state IN ('enqueued', 'scheduled', 'throttled')",
);

/** How often one that lost its key to a job that then let it go tries again. */
const MAX_REPEATS = 10;

/** A job that has a key. */
type UniqueJob = NewJob & { unique: UniqueClaim };

/**
 * Writes jobs whose keys nobody holds; the index of held keys decides who comes first, also among
 * these. Keys that are held for a time are let go here, when that time is over. Jobs without a key
 * are written with them.
 */
export function* insertUniqueJobs(dialect: Dialect, jobs: NewJob[]): Operation<UniqueOutcome[]> {
  try {
    return yield* insertAll(dialect, jobs);
  } catch (error) {
    if (error instanceof DuplicateJobError) {
      // The transaction may be a caller's, who goes on with it.
      const ids = jobs.map((job) => job.id);
      yield sql`DELETE FROM ${dialect.tables.tag} WHERE ${dialect.idIn(raw('job_id'), ids)}`;
      yield sql`DELETE FROM ${dialect.tables.job} WHERE ${dialect.idIn(raw('id'), ids)}`;
    }
    throw error;
  }
}

function* insertAll(dialect: Dialect, jobs: NewJob[]): Operation<UniqueOutcome[]> {
  const outcomes = new Map<string, UniqueOutcome>();
  const others = jobs.filter(({ unique }) => !unique);
  yield* insertJobs(dialect, others);
  others.forEach(({ id }) => outcomes.set(id, { id, outcome: 'created' }));
  const keyed = jobs.filter((job): job is UniqueJob => job.unique !== null);
  for (const chunk of chunks(keyed)) {
    let open = chunk;
    for (let repeat = 0; open.length > 0; repeat++) {
      if (repeat === MAX_REPEATS) {
        throw new Error(`The keys of ${open.length} unique job(s) are taken and let go again and again`);
      }
      open = yield* insertOnce(dialect, open, outcomes);
    }
  }
  return jobs.map((job) => outcomes.get(job.id)!);
}

/** Returns those whose key was held when they were written, and is not any more. */
function* insertOnce(
  dialect: Dialect,
  jobs: UniqueJob[],
  outcomes: Map<string, UniqueOutcome>,
): Operation<UniqueJob[]> {
  const { job: table } = dialect.tables;
  const keys = [...new Set(jobs.map((job) => job.unique.key))];
  const held = sql`${dialect.textIn(raw('unique_key'), keys)} AND ${raw(HOLDS_KEY)}`;
  yield sql`UPDATE ${table} SET unique_key = NULL WHERE ${held} AND unique_until <= ${dialect.now}`;
  yield dialect.insertMissing(insertion(dialect, jobs, true));
  const { rows } = yield sql`
    SELECT id, unique_key, type, gate, CASE WHEN ${NOT_STARTED} THEN 1 ELSE 0 END AS is_new
    FROM ${table} WHERE ${held}
    ORDER BY id ${dialect.forUpdate(true)}`;
  const holders = new Map(rows.map((row) => [row.unique_key as string, row]));

  const written: UniqueJob[] = [];
  const replacing = new Map<string, UniqueJob>();
  const again: UniqueJob[] = [];
  for (const job of jobs) {
    const holder = holders.get(job.unique.key);
    if (!holder) {
      again.push(job);
      continue;
    }
    const id = dialect.readId(holder.id);
    if (id === job.id) {
      written.push(job);
      outcomes.set(job.id, { id, outcome: 'created' });
    } else if (job.unique.onConflict === 'error') {
      throw new DuplicateJobError(job.type, id);
    } else {
      const replaces = job.unique.onConflict === 'replace' && Number(holder.is_new) === 1;
      if (replaces) {
        replacing.set(id, job);
      }
      outcomes.set(job.id, { id, outcome: replaces ? 'replaced' : 'existing' });
    }
  }
  yield* insertTags(dialect, written);
  yield* returnPlaces(
    dialect,
    rows
      .filter((row) => row.gate !== null)
      .map((row) => dialect.readId(row.id))
      .filter((id) => replacing.has(id)),
  );
  yield* replace(dialect, replacing);
  return again;
}

/** A job that has not started takes the arguments, the time and the settings of the last one with its key. */
function* replace(dialect: Dialect, replacing: Map<string, NewJob>): Operation<void> {
  if (replacing.size === 0) {
    return;
  }
  const { now } = dialect;
  const due = sql`(CASE WHEN v.at > ${now} THEN v.at ELSE ${now} + v.delay END)`;
  yield* dialect.updateEach({
    columns: {
      id: 'id',
      args: 'text',
      settings: 'text',
      priority: 'int',
      delay: 'bigint',
      at: 'bigint',
      gate: 'text',
      lanes: 'text',
    },
    rows: [...replacing].map(([id, { args, settings, priority, delay, at, gate }]) => ({
      id,
      args,
      settings,
      priority,
      delay: delay ?? 0,
      at: at ?? 0,
      gate: gate?.id ?? null,
      lanes: gate ? JSON.stringify(gate.lanes) : null,
    })),
    where: raw('1 = 1'),
    set: {
      args: raw('v.args'),
      settings: raw('v.settings'),
      priority: raw('v.priority'),
      gate: raw('v.gate'),
      lanes: raw('v.lanes'),
      state: sql`CASE WHEN ${due} > ${now} THEN 'scheduled' WHEN v.gate IS NULL THEN 'enqueued' ELSE 'throttled' END`,
      run_at: due,
    },
    returning: ['id'],
  });
}
