import sql, { raw } from 'sql-template-tag';
import { JobsOptionsError } from '../../../errors/index.js';
import type { BatchChange } from '../../flow-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, StatementResult } from '../operation.js';

/**
 * What joins a batch must not wait for the batch, nor for one that it is part of, nor for what waits
 * for these by way of other jobs and of the members of other batches: it would wait for ever. The
 * batches on the way are locked: of two that close a circle together, one sees the other. `isNew`:
 * what the changes add.
 * @throws {JobsOptionsError} naming the batch.
 */
export function* refuseCircles(
  dialect: Dialect,
  changes: BatchChange[],
  isNew: ReadonlySet<string>,
): Operation<void> {
  const joined = changes.filter(({ continuations }) => continuations.length > 0);
  const waits = joined.length > 0 ? toBeWaitedFor(changes) : new Map<string, string[]>();
  for (const { id, continuations } of joined) {
    const around = yield* batchesAround(dialect, id, changes);
    yield* lockBatches(
      dialect,
      [...around].filter((each) => !isNew.has(each)),
    );
    const seen = new Set<string>();
    let level = new Set(continuations.flatMap(({ parents }) => parents.map((parent) => parent.id)));
    while (level.size > 0) {
      const culprit = [...level].find((each) => around.has(each));
      if (culprit) {
        throw new JobsOptionsError(
          `The continuation would wait for the batch ${culprit}, and the batch for it: write it outside of the batch.`,
        );
      }
      level.forEach((each) => seen.add(each));
      const next = [...level].flatMap((each) => waits.get(each) ?? []);
      const there = yield* waitedFor(
        dialect,
        [...level].filter((each) => !isNew.has(each)),
      );
      level = new Set([...next, ...there].filter((each) => !seen.has(each)));
    }
  }
}

/** For each job and batch what it will wait for once this is written; a batch waits for its members. */
function toBeWaitedFor(changes: BatchChange[]): Map<string, string[]> {
  const waits = new Map<string, string[]>();
  const add = (id: string, other: string) => {
    const others = waits.get(id);
    if (others) {
      others.push(other);
    } else {
      waits.set(id, [other]);
    }
  };
  for (const { id, parentId, continuations } of changes) {
    if (parentId !== null) {
      add(parentId, id);
    }
    for (const { job, parents } of continuations) {
      add(id, job.id);
      parents.forEach((parent) => add(job.id, parent.id));
    }
  }
  return waits;
}

/** What jobs that are awaiting wait for, and batches by way of their members. */
function* waitedFor(dialect: Dialect, ids: string[]): Operation<string[]> {
  if (ids.length === 0) {
    return [];
  }
  yield* lockBatches(dialect, ids);
  const { batch, dependency, job } = dialect.tables;
  const parents = sql`SELECT DISTINCT dependency.parent_id AS id FROM ${job} AS job
    JOIN ${dependency} AS dependency ON dependency.child_id = job.id
    WHERE job.state = 'awaiting' AND dependency.state IS NULL`;
  const { rows: ofJobs } =
    yield sql`${parents} AND ${dialect.idIn(raw('job.id'), ids)} ${dialect.readCurrent}`;
  const { rows: ofMembers } =
    yield sql`${parents} AND ${dialect.idIn(raw('job.batch_id'), ids)} ${dialect.readCurrent}`;
  const { rows: inside } = yield sql`SELECT id FROM ${batch}
    WHERE state = 'processing' AND ${dialect.idIn(raw('parent_id'), ids)} ${dialect.readCurrent}`;
  return [...ofJobs, ...ofMembers, ...inside].map((row) => dialect.readId(row.id));
}

function* lockBatches(dialect: Dialect, ids: string[]): Operation<void> {
  if (ids.length > 0) {
    yield sql`SELECT id FROM ${dialect.tables.batch} WHERE ${dialect.idIn(raw('id'), ids)}
      ORDER BY id ${dialect.forUpdate(true)}`;
  }
}

/** A batch and those it is part of; new ones are not written yet. */
function* batchesAround(dialect: Dialect, innermost: string, changes: BatchChange[]): Operation<Set<string>> {
  const around = new Set<string>();
  let id: string | null = innermost;
  while (id !== null) {
    around.add(id);
    const added = changes.find((each) => each.id === id && each.name !== null);
    if (added) {
      id = added.parentId;
      continue;
    }
    const { rows }: StatementResult =
      yield sql`SELECT parent_id FROM ${dialect.tables.batch} WHERE id = ${dialect.id(id)}`;
    const parent = rows[0]?.parent_id ?? null;
    id = parent === null ? null : dialect.readId(parent);
  }
  return around;
}
