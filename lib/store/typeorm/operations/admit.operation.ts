import sql, { raw } from 'sql-template-tag';
import {
  controlId,
  isPaused,
  laneId,
  limitsOf,
  sliceOf,
  type Admitted,
  type AdmitRequest,
  type Control,
  type Lane,
} from '../../control-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { firstOfEach, gatesToSee, type Waiting } from '../queries/gate.query.js';
import { lockControls, pausedQueues } from './control.operation.js';
import { currentTime } from './current-time.js';
import { countPlaces, grantPermits, type Capacity, type Places } from './permit.operation.js';
import { skipJobs } from './skip.operation.js';

/** Jobs of one gate that are looked at, at least, where many gates have room. */
const LEAST_SHARE = 50;

/** What a lane allows now. */
interface Rule extends Places {
  capacity: Capacity | null;
  /** Its jobs are not to wait. */
  skips: boolean;
}

/**
 * Lets jobs through their gates, as many as the limits allow. Nothing else makes a job with a gate
 * `enqueued`, and whoever does it holds the locks of the limits' controls: so a place is never given
 * twice. Jobs that somebody has locked are passed over.
 */
export function* admitJobs(dialect: Dialect, request: AdmitRequest): Operation<Admitted> {
  const { gates, after } = yield* gatesToSee(dialect, request);
  const paused = yield* pausedQueues(dialect);
  const heads = yield* firstOfEach(
    dialect,
    gates.map((gate) => ({ gate, count: 1 })),
    paused,
  );
  const lanes = new Map(heads.map(({ gate, lanes: its }) => [gate, its]));
  const rules = yield* readRules(dialect, [...lanes.values()].flat());
  const rulesOf = (gate: string) => lanes.get(gate)!.map((lane) => rules.get(laneId(lane))!);

  const room = (gate: string) => Math.min(request.limit, ...rulesOf(gate).map(({ free }) => free));
  const wide = [...lanes.keys()].filter((gate) => room(gate) > 1);
  const share = Math.max(LEAST_SHARE, Math.ceil((2 * request.limit) / wide.length));
  const first = yield* firstOfEach(
    dialect,
    wide.map((gate) => ({ gate, count: Math.min(room(gate), share) })),
    paused,
  );
  const found = new Map<string, number>();
  first.forEach(({ gate }) => found.set(gate, (found.get(gate) ?? 0) + 1));
  const isCut = wide.some((gate) => room(gate) > share && found.get(gate) === share);
  const waiting = [...heads.filter(({ gate }) => room(gate) === 1), ...first];
  const chosen = choose(waiting, request.limit, rulesOf);
  const admitted = yield* letThrough(dialect, chosen, lanes, rules);
  const full = [...lanes.keys()].filter((gate) =>
    rulesOf(gate).some(({ free, skips }) => skips && free === 0),
  );
  const { ids: skipped, released } = yield* skipJobs(dialect, full, request);
  const blocking = [...lanes.keys()].flatMap(rulesOf).filter(({ free }) => free === 0);
  const times = blocking.flatMap(({ nextIn }) => (nextIn === null ? [] : [nextIn]));
  return {
    count: admitted.length,
    queues: [...new Set([...admitted.map(({ queue }) => queue), ...released.queues])],
    skipped,
    nextIn: times.length > 0 ? Math.max(0, Math.min(...times)) : null,
    after,
    hasMore: chosen.length === request.limit || admitted.length < chosen.length || isCut,
  };
}

/** Locks the controls of the lanes and says what each lane allows. A lane without a limit allows everything. */
function* readRules(dialect: Dialect, all: Lane[]): Operation<Map<string, Rule>> {
  const lanes = new Map(all.map((lane) => [laneId(lane), lane]));
  const ids = [...new Set([...lanes.values()].map(controlId))];
  const controls = new Map(
    ids.length > 0 ? (yield* lockControls(dialect, ids)).map((control) => [controlId(control), control]) : [],
  );
  const now = yield* currentTime(dialect);
  const capacities = new Map<string, Capacity>();
  for (const [id, lane] of lanes) {
    const capacity = capacityOf(lane, controls.get(controlId(lane)));
    if (capacity) {
      capacities.set(id, capacity);
    }
  }
  const places =
    capacities.size > 0 ? yield* countPlaces(dialect, capacities, now) : new Map<string, Places>();
  return new Map(
    [...lanes].map(([id, lane]) => {
      const control = controls.get(controlId(lane));
      const capacity = capacities.get(id) ?? null;
      const skips =
        lane.kind === 'concurrency' && control !== undefined && limitsOf(control).overlap === 'skip';
      if (control && lane.scope === 'type' && isPaused(control, now)) {
        const until = control.pause!.until;
        return [id, { capacity, free: 0, nextIn: until === null ? null : until - now, skips: false }];
      }
      return [id, { capacity, skips, ...(places.get(id) ?? { free: Infinity, nextIn: null }) }];
    }),
  );
}

function capacityOf(lane: Lane, control: Control | undefined): Capacity | null {
  if (!control || lane.kind === 'pause') {
    return null;
  }
  const { concurrency, rate } = limitsOf(control);
  if (lane.kind === 'concurrency') {
    return concurrency && { lane, limit: concurrency.limit, per: null };
  }
  return rate && { lane, ...sliceOf(rate) };
}

/** By priority, then time, as long as there is a place in each of their lanes. */
function choose(waiting: Waiting[], limit: number, rulesOf: (gate: string) => Rule[]): Waiting[] {
  const inOrder = waiting.toSorted(
    (a, b) => a.priority - b.priority || a.runAt - b.runAt || (a.id < b.id ? -1 : 1),
  );
  const chosen: Waiting[] = [];
  for (const job of inOrder) {
    const rules = rulesOf(job.gate);
    if (chosen.length < limit && rules.every(({ free }) => free > 0)) {
      rules.forEach((rule) => rule.free--);
      chosen.push(job);
    }
  }
  return chosen;
}

function* letThrough(
  dialect: Dialect,
  chosen: Waiting[],
  lanes: Map<string, Lane[]>,
  rules: Map<string, Rule>,
): Operation<{ queue: string }[]> {
  if (chosen.length === 0) {
    return [];
  }
  const rows = yield* dialect.takeAndUpdate({
    where: sql`${dialect.idIn(
      raw('id'),
      chosen.map(({ id }) => id),
    )}
      AND ${dialect.unindexed('state')} = 'throttled'`,
    orderBy: raw('id'),
    limit: chosen.length,
    set: { state: sql`'enqueued'` },
    returning: ['id', 'queue', 'claim', 'gate'],
  });
  const gateOf = new Map(chosen.map(({ id, gate }) => [id, gate]));
  const isElsewhere = (row: Row) => row.gate !== gateOf.get(dialect.readId(row.id));
  // Somebody has sent them to another gate since they were read.
  const elsewhere = rows.filter(isElsewhere).map((row) => dialect.readId(row.id));
  if (elsewhere.length > 0) {
    yield sql`UPDATE ${dialect.tables.job} SET state = 'throttled' WHERE ${dialect.idIn(raw('id'), elsewhere)}`;
  }
  const through = rows.filter((row) => !isElsewhere(row));
  const permits = through.flatMap((row) =>
    lanes
      .get(row.gate as string)!
      .map(laneId)
      .flatMap((lane) => {
        const { capacity } = rules.get(lane)!;
        const jobId = dialect.readId(row.id);
        return capacity ? [{ lane, jobId, claim: Number(row.claim), per: capacity.per }] : [];
      }),
  );
  yield* grantPermits(dialect, permits);
  return through.map((row) => ({ queue: row.queue as string }));
}
