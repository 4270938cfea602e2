import sql, { raw } from 'sql-template-tag';
import { newId } from '../../../utils/index.js';
import type { Lane } from '../../control-records.js';
import type { Dialect, ValueColumns } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readNumber, readTime } from '../read-values.js';

/** How many places a lane has: at once, or with `per`, for starts within so many ms. */
export interface Capacity {
  lane: Lane;
  limit: number;
  per: number | null;
}

/** The places of a lane that are free, and in how many ms there may be more; `null`: that is not a matter of time. */
export interface Places {
  free: number;
  nextIn: number | null;
}

/** A job that is let through a gate. */
export interface Permit {
  lane: string;
  jobId: string;
  /** How often the job had been claimed then. */
  claim: number;
  per: number | null;
}

const COLUMNS: ValueColumns = { id: 'id', lane: 'text', job_id: 'id', claim: 'int', per: 'bigint' };

/** What nobody tells of, such as a start or the end of a job without a permit, is looked for again within this time, in ms. */
const LOOK_AGAIN = 1_000;

export function* grantPermits(dialect: Dialect, permits: Permit[]): Operation<void> {
  if (permits.length === 0) {
    return;
  }
  const rows = permits.map(({ lane, jobId, claim, per }) => ({
    id: newId(),
    lane,
    job_id: jobId,
    claim,
    per,
  }));
  yield sql`INSERT INTO ${dialect.tables.permit} (id, lane, job_id, claim, per)
    SELECT id, lane, job_id, claim, per FROM ${dialect.values(COLUMNS, rows)}`;
}

/**
 * Counts the free places of lanes whose controls the transaction has locked. A permit counts for as
 * long as its job is enqueued or processing, whoever has moved it and whatever has died, and one of a
 * rate until its time is over after the job was claimed. Those that do not count any more are removed.
 * Jobs that were running before a limit came have no permit, and take places like the others.
 */
export function* countPlaces(
  dialect: Dialect,
  capacities: Map<string, Capacity>,
  now: number,
): Operation<Map<string, Places>> {
  const used = new Map<string, number>();
  const nextAt = new Map<string, number>();
  const count = (lane: string, number: number) => used.set(lane, (used.get(lane) ?? 0) + number);
  const seeNext = (lane: string, at: number) => nextAt.set(lane, Math.min(nextAt.get(lane) ?? Infinity, at));

  const lanes = [...capacities.keys()];
  const gone: string[] = [];
  const started: { id: string; expires_at: number }[] = [];
  for (const permit of yield* openPermits(dialect, lanes, now)) {
    if (permit.per !== null && permit.startedAt !== null) {
      started.push({ id: permit.id, expires_at: permit.startedAt + permit.per });
    } else if (permit.isGone) {
      gone.push(permit.id);
    } else {
      count(permit.lane, 1);
      if (permit.per !== null) {
        seeNext(permit.lane, now + Math.min(permit.per, LOOK_AGAIN));
      }
    }
  }
  yield* close(dialect, gone, started);
  for (const { lane, number } of yield* countOthers(dialect, capacities)) {
    count(lane, number);
    seeNext(lane, now + LOOK_AGAIN);
  }
  if ([...capacities.values()].some(({ per }) => per !== null)) {
    // By when they started: a period that was shortened is over sooner than it was to be then.
    const periods = [...capacities].flatMap(([lane, { per }]) => (per === null ? [] : [{ lane, per }]));
    const endsAt = raw('permit.expires_at - permit.per + v.per');
    const { rows } = yield sql`
      SELECT v.lane, COUNT(*) AS used, MIN(${endsAt}) AS next_at
      FROM ${dialect.values({ lane: 'text', per: 'bigint' }, periods)}
      JOIN ${dialect.tables.permit} AS permit ON permit.lane = v.lane AND permit.expires_at > ${now}
      WHERE ${endsAt} > ${now} GROUP BY v.lane`;
    for (const row of rows) {
      count(row.lane as string, Number(row.used));
      seeNext(row.lane as string, Number(row.next_at));
    }
  }
  return new Map(
    [...capacities].map(([lane, { limit }]) => {
      const at = nextAt.get(lane);
      return [
        lane,
        { free: Math.max(0, limit - (used.get(lane) ?? 0)), nextIn: at === undefined ? null : at - now },
      ];
    }),
  );
}

/**
 * The jobs are removed: what they have started counts for its time, from now, and nothing else does.
 * `claims`: how often each was claimed.
 */
export function* releasePermits(dialect: Dialect, claims: ReadonlyMap<string, number>): Operation<void> {
  const { permit } = dialect.tables;
  const { rows } = yield sql`SELECT id, job_id, claim, per FROM ${permit}
    WHERE ${dialect.idIn(raw('job_id'), [...claims.keys()])} AND expires_at IS NULL`;
  const hasStarted = (row: Row) =>
    row.per !== null && claims.get(dialect.readId(row.job_id))! > Number(row.claim);
  const started = rows.filter(hasStarted).map((row) => dialect.readId(row.id));
  const others = rows.filter((row) => !hasStarted(row)).map((row) => dialect.readId(row.id));
  if (started.length > 0) {
    yield sql`UPDATE ${permit} SET expires_at = ${dialect.now} + per
      WHERE ${dialect.idIn(raw('id'), started)} AND expires_at IS NULL`;
  }
  yield* removePermits(dialect, others);
}

/** The jobs leave their gates: the places that they have not started with are free again. */
export function* returnPlaces(dialect: Dialect, jobIds: string[]): Operation<void> {
  const { permit, job } = dialect.tables;
  if (jobIds.length > 0) {
    yield sql`DELETE FROM ${permit} WHERE ${dialect.idIn(raw('job_id'), jobIds)}
      AND claim = (SELECT job.claim FROM ${job} AS job WHERE job.id = ${permit}.job_id)`;
  }
}

interface OpenPermit {
  id: string;
  lane: string;
  per: number | null;
  /** Its job is neither enqueued nor processing by this permit. */
  isGone: boolean;
  /** When its job was claimed, or at the latest; `null` when it was not. */
  startedAt: number | null;
}

/** Permits of which it is not known when they end. */
function* openPermits(dialect: Dialect, lanes: string[], now: number): Operation<OpenPermit[]> {
  const { rows } = yield sql`
    SELECT permit.id, permit.lane, permit.claim, permit.per, job.state, job.claim AS claims, job.claimed_at
    FROM ${dialect.tables.permit} AS permit LEFT JOIN ${dialect.tables.job} AS job ON job.id = permit.job_id
    WHERE ${dialect.textIn(raw('permit.lane'), lanes)} AND permit.expires_at IS NULL`;
  return rows.map((row) => {
    const claims = readNumber(row.claims) ?? -1;
    const claim = Number(row.claim);
    const isLive =
      (row.state === 'enqueued' && claims === claim) || (row.state === 'processing' && claims === claim + 1);
    return {
      id: dialect.readId(row.id),
      lane: row.lane as string,
      per: readNumber(row.per),
      isGone: !isLive,
      startedAt: startOf(row, claims - claim, now),
    };
  });
}

/** Running jobs without a permit for a lane that is theirs. Of keys only the code knows. */
function* countOthers(
  dialect: Dialect,
  capacities: Map<string, Capacity>,
): Operation<{ lane: string; number: number }[]> {
  const { job, permit } = dialect.tables;
  const found: { lane: string; number: number }[] = [];
  for (const scope of ['type', 'queue'] as const) {
    const lanes = [...capacities]
      .filter(([, { lane, per }]) => lane.scope === scope && lane.key === null && per === null)
      .map(([id, { lane }]) => ({ lane: id, name: lane.name }));
    if (lanes.length > 0) {
      const { rows } = yield sql`
        SELECT v.lane, COUNT(*) AS running FROM ${dialect.values({ lane: 'text', name: 'text' }, lanes)}
        JOIN ${job} AS job ${dialect.useIndex('job', 'processing')}
          ON job.state = 'processing' AND job.${raw(scope)} = v.name
        LEFT JOIN ${permit} AS permit ON permit.job_id = job.id AND permit.lane = v.lane
        WHERE permit.id IS NULL GROUP BY v.lane`;
      found.push(...rows.map((row) => ({ lane: row.lane as string, number: Number(row.running) })));
    }
  }
  return found;
}

/** Claimed once since: the row says when. More often: before now, at some time. */
function startOf(row: Row, claims: number, now: number): number | null {
  if (claims <= 0) {
    return null;
  }
  return (claims === 1 ? readTime(row.claimed_at) : null) ?? now;
}

function* close(
  dialect: Dialect,
  gone: string[],
  started: { id: string; expires_at: number }[],
): Operation<void> {
  yield* removePermits(dialect, gone);
  if (started.length > 0) {
    yield* dialect.updateEach({
      table: 'permit',
      columns: { id: 'id', expires_at: 'bigint' },
      rows: started,
      where: raw('permit.expires_at IS NULL'),
      set: { expires_at: raw('v.expires_at') },
      returning: ['id'],
    });
  }
}

function* removePermits(dialect: Dialect, ids: string[]): Operation<void> {
  if (ids.length > 0) {
    yield sql`DELETE FROM ${dialect.tables.permit} WHERE ${dialect.idIn(raw('id'), ids)}`;
  }
}
