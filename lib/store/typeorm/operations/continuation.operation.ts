import sql, { raw } from 'sql-template-tag';
import { isFinal, type JobState } from '../../../interfaces/index.js';
import { JobNotFoundError } from '../../../errors/index.js';
import type { BatchState, NewContinuation } from '../../flow-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { chunksOf } from '../../../utils/index.js';
import { insertJobs } from './insert.operation.js';
import { CHUNK, release, type Released } from './release.operation.js';

const COLUMNS: ValueColumns = {
  child_id: 'id',
  parent_id: 'id',
  position: 'int',
  kind: 'text',
  wanted: 'text',
  delay: 'bigint',
  keep: 'bigint',
};

/** How a parent stands. */
interface Parent {
  id: string;
  kind: 'job' | 'batch';
  state: JobState | BatchState;
  /** Of a job. */
  queue: string | null;
}

/**
 * Writes jobs that wait for others. The parents are locked first: one that is about to end either
 * has ended, and counts at once, or ends after this has committed, and sees who waits for it.
 */
export function* insertContinuations(
  dialect: Dialect,
  continuations: NewContinuation[],
): Operation<Released> {
  const own = new Set(continuations.map(({ job }) => job.id));
  const wanted = continuations.flatMap(({ parents }) => parents.filter(({ id }) => !own.has(id)));
  const parents = yield* lockParents(dialect, wanted);
  yield* insertJobs(
    dialect,
    continuations.map(({ job, parents: its }) => ({ ...job, delay: null, at: null, pending: its.length })),
  );
  const rows = continuations.flatMap(({ job, parents: its, on, keep }) =>
    its.map(({ id, kind }, position) => ({
      child_id: job.id,
      parent_id: id,
      position,
      kind,
      wanted: on,
      delay: job.delay ?? 0,
      keep: keep === Infinity ? null : keep,
    })),
  );
  const names = raw(Object.keys(COLUMNS).join(', '));
  for (const some of chunksOf(rows, CHUNK)) {
    yield sql`INSERT INTO ${dialect.tables.dependency} (${names})
      SELECT ${names} FROM ${dialect.values(COLUMNS, some)}`;
  }

  const ended = [...parents.values()].filter(hasEnded);
  const running = [...parents.values()].filter((parent) => parent.kind === 'job' && !hasEnded(parent));
  const awaited = new Set(rows.map((row) => row.parent_id));
  const watched = [...running.map(({ id }) => id), ...[...own].filter((id) => awaited.has(id))];
  for (const some of chunksOf(watched, CHUNK)) {
    yield sql`UPDATE ${dialect.tables.job} SET watched = 1 WHERE ${dialect.idIn(raw('id'), some)}`;
  }
  const released = yield* release(dialect, [], ended);
  // A worker that looked for jobs meanwhile has passed over those that were locked here.
  const passedOver = running.filter(({ state }) => state === 'enqueued').map(({ queue }) => queue!);
  return { ...released, queues: [...new Set([...released.queues, ...passedOver])] };
}

function* lockParents(dialect: Dialect, wanted: { id: string; kind: 'job' | 'batch' }[]) {
  const parents = new Map<string, Parent>();
  for (const kind of ['job', 'batch'] as const) {
    const ids = [...new Set(wanted.filter((parent) => parent.kind === kind).map(({ id }) => id))];
    if (ids.length > 0) {
      const own = raw(kind === 'job' ? 'queue' : 'NULL AS queue');
      const { rows } = yield sql`SELECT id, state, ${own} FROM ${dialect.tables[kind]}
        WHERE ${dialect.idIn(raw('id'), ids)} ORDER BY id ${dialect.forUpdate(true)}`;
      for (const row of rows) {
        const id = dialect.readId(row.id);
        const state = row.state as Parent['state'];
        parents.set(id, { id, kind, state, queue: row.queue as string | null });
      }
    }
  }
  const missing = wanted.find(({ id }) => !parents.has(id));
  if (missing) {
    throw new JobNotFoundError(missing.id);
  }
  return parents;
}

function hasEnded({ kind, state }: Parent): boolean {
  return kind === 'job' ? isFinal(state as JobState) : state !== 'processing';
}

/**
 * Locks the jobs that new continuations wait for, before any batch: so it is everywhere. Nothing has
 * been written when one is missing; `added` are those that are yet to be.
 * @throws {JobNotFoundError}
 */
export function* requireParents(
  dialect: Dialect,
  continuations: NewContinuation[],
  added: ReadonlySet<string>,
): Operation<void> {
  const parents = continuations.flatMap((each) => each.parents).filter(({ id }) => !added.has(id));
  for (const kind of ['job', 'batch'] as const) {
    const ids = new Set(parents.filter((each) => each.kind === kind).map(({ id }) => id));
    for (const some of chunksOf([...ids].toSorted(), CHUNK)) {
      const { rows } = yield sql`SELECT id FROM ${dialect.tables[kind]} WHERE ${dialect.idIn(raw('id'), some)}
        ORDER BY id ${kind === 'job' ? dialect.forUpdate(true) : dialect.readCurrent}`;
      rows.forEach((row) => ids.delete(dialect.readId(row.id)));
    }
    const [missing] = ids;
    if (missing) {
      throw new JobNotFoundError(missing);
    }
  }
}
