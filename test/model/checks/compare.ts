import { inspect, isDeepStrictEqual } from 'node:util';
import type { JobRecord, PermitRecord, Rows } from '../database/rows.js';
import { batchState, countsOf } from '../model/machine.js';
import { lanesOf } from '../model/gates.js';
import type { ModelJob, ModelPermit, Time, World } from '../model/world.js';

/** When a command began and ended, in epoch ms: what it wrote as the database's time lies between. */
export interface Span {
  began: number;
  ended: number;
}

const MINUTE = 60_000;
const SCOPES = { queued: 1, unfinished: 2, window: 3 } as const;

/** What of the database is not as the model says. Times that the command has set are then known to the model. */
export function compare(world: World, rows: Rows, span: Span): string[] {
  return [
    ...compareJobs(world, rows, span),
    ...compareBatches(world, rows, span),
    ...compareDependencies(world, rows),
    ...compareWorkers(world, rows, span),
    ...compareControls(world, rows),
    ...comparePermits(world, rows, span),
    ...compareOperations(world, rows, span),
  ];
}

function compareJobs(world: World, rows: Rows, span: Span): string[] {
  const found = new Map(rows.jobs.map((row) => [row.id, row]));
  const lines = new Map<string, string[]>();
  for (const { jobId, state, attempt } of rows.history) {
    lines.set(jobId, [...(lines.get(jobId) ?? []), `${state}@${attempt}`]);
  }
  const expected = [...world.jobs.values()].filter((job) => !job.isGone);
  const unknown = rows.jobs.filter((row) => !world.jobs.has(row.id) || world.jobs.get(row.id)!.isGone);
  return [
    ...unknown.map((row) => `${row.id} is in the database and should not be`),
    ...expected.flatMap((job) => {
      const row = found.get(job.id);
      if (!row) {
        return [`${job.id} is not in the database`];
      }
      learnTimes(job, row, span);
      return [
        ...differences(job.id, expectedRow(job), row),
        ...differences(job.id, { history: job.history }, { history: lines.get(job.id) ?? [] }),
      ];
    }),
    ...rows.history
      .filter(({ jobId }) => !found.has(jobId))
      .map(({ jobId }) => `${jobId} is not in the database, but its history is`),
  ];
}

/** A time that was set by the command is what the database says, if that is possible. */
function learnTimes(job: ModelJob, row: JobRecord, span: Span): void {
  job.createdAt = learn(job.createdAt, row.createdAt, span);
  job.claimedAt = learn(job.claimedAt, row.claimedAt, span);
  job.runAt = learn(job.runAt, row.runAt, span);
  job.finishedAt = learn(job.finishedAt, row.finishedAt, span);
  job.expiresAt = learn(job.expiresAt, row.expiresAt, span);
  if (job.unique) {
    job.unique.until = learn(job.unique.until, row.uniqueUntil, span);
  }
}

/** The clocks are one, but PostgreSQL rounds its. */
function learn<Expected extends Time | null>(
  expected: Expected,
  actual: number | null,
  { began, ended }: Span,
): Expected {
  if (expected === null || typeof expected === 'number' || actual === null) {
    return expected;
  }
  const at = actual - expected.in;
  return at >= began - 1 && at <= ended + 1 ? (actual as Expected) : expected;
}

function expectedRow(job: ModelJob): object {
  const { unique, history: _history, isGone: _isGone, pending, ...row } = job;
  const lanes = job.gate === null ? null : JSON.stringify(lanesOf(job.gate));
  return { ...row, lanes, ...(job.state === 'awaiting' ? { pending } : {}), ...expectedKey(unique) };
}

/** When its time is over, whoever comes next lets the key go, or one who was refused has done so. */
function expectedKey(unique: ModelJob['unique']): Partial<JobRecord> {
  if (!unique) {
    return { uniqueKey: null };
  }
  const uniqueUntil = unique.until as number | null;
  const isOver = uniqueUntil !== null && uniqueUntil <= Date.now();
  return isOver ? {} : { uniqueKey: unique.key, uniqueScope: SCOPES[unique.while], uniqueUntil };
}

function compareBatches(world: World, rows: Rows, span: Span): string[] {
  const found = new Map(rows.batches.map((row) => [row.id, row]));
  return [...world.batches.values()].flatMap((batch) => {
    const row = found.get(batch.id);
    if (batch.gone || !row) {
      return batch.gone && !row ? [] : [`${batch.id} is ${row ? '' : 'not '}in the database`];
    }
    const state = batchState(world, batch);
    batch.finishedAt = learn(batch.finishedAt, row.finishedAt, span);
    const { parentId, finishedAt, isCancelled } = batch;
    const expected = { ...countsOf(world, batch), parentId, state, finishedAt, isCancelled };
    const actual = { ...row, isCancelled: row.cancelledAt !== null };
    return differences(batch.id, expected, actual);
  });
}

function compareDependencies(world: World, rows: Rows): string[] {
  const expected = new Map(
    world.dependencies.map(({ childId, parentId, kind, on, state, result }) => [
      `${childId} after ${parentId}`,
      { kind, wanted: on, state, result },
    ]),
  );
  const actual = new Map(rows.dependencies.map((row) => [`${row.childId} after ${row.parentId}`, row]));
  return [
    ...[...actual.keys()].filter((key) => !expected.has(key)).map((key) => `${key} should not be noted`),
    ...[...expected].flatMap(([key, values]) =>
      actual.has(key) ? differences(key, values, actual.get(key)!) : [`${key} is not noted`],
    ),
  ];
}

function compareWorkers(world: World, rows: Rows, { ended }: Span): string[] {
  // A lease is long, and one that has ended may have done so in this millisecond.
  const alive = new Set(rows.workers.filter((row) => row.expiresAt > ended + MINUTE).map((row) => row.id));
  return [...world.workers].flatMap(([id, isAlive]) =>
    differences(id, { isAlive }, { isAlive: alive.has(id) }),
  );
}

function compareControls(world: World, rows: Rows): string[] {
  const found = new Map(rows.controls.map((row) => [row.id, row]));
  return [...world.controls].flatMap(([id, { declared, override }]) =>
    differences(id, { declared, override }, found.get(id) ?? {}),
  );
}

/** What does not count any more may be there or not. */
function comparePermits(world: World, rows: Rows, span: Span): string[] {
  const key = ({ jobId, lane, claim }: PermitRecord | ModelPermit) =>
    `the place of ${jobId} at its claim ${claim} in ${lane}`;
  const found = new Map(rows.permits.filter(counts).map((row) => [key(row), row]));
  for (const permit of world.permits) {
    permit.expiresAt = learn(permit.expiresAt, found.get(key(permit))?.expiresAt ?? null, span);
  }
  const expected = new Map(world.permits.filter(counts).map((permit) => [key(permit), permit]));
  return [
    ...[...found.keys()].filter((each) => !expected.has(each)).map((each) => `${each} should not be there`),
    ...[...expected].flatMap(([each, { per, expiresAt }]) =>
      found.has(each) ? differences(each, { per, expiresAt }, found.get(each)!) : [`${each} is not there`],
    ),
  ];
}

function counts({ expiresAt }: PermitRecord | ModelPermit): boolean {
  return typeof expiresAt !== 'number' || expiresAt > Date.now();
}

function compareOperations(world: World, rows: Rows, span: Span): string[] {
  const found = new Map(rows.operations.map((row) => [row.id, row]));
  return [...world.operations.values()].flatMap((operation) => {
    const row = found.get(operation.id);
    if (!row) {
      return [`${operation.id} is not in the database`];
    }
    operation.createdAt = learn(operation.createdAt, row.createdAt, span);
    const { createdAt, state, matched, moved } = operation;
    return differences(operation.id, { createdAt, state, matched, moved, skipped: matched - moved }, row);
  });
}

function differences(what: string, expected: object, actual: object): string[] {
  const values = actual as { [name: string]: unknown };
  return Object.entries(expected).flatMap(([name, value]) =>
    isDeepStrictEqual(value, values[name])
      ? []
      : [`${what}.${name}: ${inspect(value)} says the model, ${inspect(values[name])} the database`],
  );
}
