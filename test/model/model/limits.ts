import {
  controlId,
  isPaused,
  laneId,
  type AdmitRequest,
  type Admitted,
  type Control,
  type Lane,
} from '../../../lib/store/index.js';
import { lanesOf } from './gates.js';
import { end, follow } from './machine.js';
import { jobIn, jobsIn, type ModelJob, type ModelPermit, type Time, type World } from './world.js';

/** Starts that are not seen yet are looked for again within this time, in ms. */
const LOOK_AGAIN = 1_000;

/** How many places a lane has, and for how long a start takes one; `null`: as many as anybody wants. */
export function limitOf(
  { kind }: Pick<Lane, 'kind'>,
  control: Pick<Control, 'declared' | 'override'> | undefined,
): { limit: number; per: number | null } | null {
  const { declared = null, override = null } = control ?? {};
  if (kind === 'rate') {
    const rate = override?.rate === undefined ? declared?.rate : override.rate;
    return rate ? { limit: rate.limit, per: rate.per } : null;
  }
  const given = override?.concurrency;
  const limit = given === undefined ? (declared?.concurrency?.limit ?? null) : given;
  return kind === 'concurrency' && limit !== null ? { limit, per: null } : null;
}

/** What a lane has left. */
interface Room {
  limit: ReturnType<typeof limitOf>;
  free: number;
  /** When there may be more (epoch ms); `null`: that is not a matter of time. */
  nextAt: number | null;
  skips: boolean;
}

/** Lets through what may go, in order; what the store cannot know better is as it answered. */
export function admit(world: World, request: AdmitRequest, answer: Admitted): Admitted {
  const { gates: seen, after } = gatesToSee(world, request);
  const now = Date.now();
  const gates = seen.filter((gate) => openAt(world, [gate], now).length > 0);
  const rooms = new Map<string, Room>();
  for (const lane of gates.flatMap(lanesOf)) {
    rooms.set(laneId(lane), roomOf(world, lane, now));
  }
  const roomsOf = (gate: string) => lanesOf(gate).map((lane) => rooms.get(laneId(lane))!);

  const through: ModelJob[] = [];
  for (const job of openAt(world, gates, now).toSorted(byOrder)) {
    const its = roomsOf(job.gate!);
    if (through.length < request.limit && its.every(({ free }) => free > 0)) {
      its.forEach((room) => room.free--);
      through.push(job);
      letThrough(world, job, rooms);
    }
  }
  const full = gates.filter((gate) => roomsOf(gate).some(({ free, skips }) => skips && free === 0));
  const skipped = skip(world, full, request, answer.skipped);
  const times = [...rooms.values()].flatMap(({ free, nextAt }) => (free === 0 ? (nextAt ?? []) : []));
  const released = follow(world);
  return {
    count: through.length,
    queues: [...new Set([...through.map(({ queue }) => queue), ...released.queues])].toSorted(),
    skipped,
    nextIn: times.length === 0 ? null : nearly(Math.max(0, Math.min(...times) - now), answer.nextIn),
    after,
    hasMore: through.length === request.limit,
  };
}

/** The job is at another gate, or at none: what it has not started with is free again. */
export function returnPlaces(world: World, { id, claim }: ModelJob): void {
  world.permits = world.permits.filter((permit) => permit.jobId !== id || permit.claim < claim);
}

function gatesToSee(
  world: World,
  { gates, after, sweep }: AdmitRequest,
): { gates: string[]; after: string | null } {
  const waiting = jobsIn(world).filter(({ state }) => state === 'throttled');
  const all = [...new Set(waiting.map((job) => job.gate!))].toSorted();
  const swept = all.filter((gate) => after === null || gate > after).slice(0, sweep);
  // There are never so many jobs that the last ones would not be all.
  const seen = new Set(sweep === 0 ? gates : all);
  const next = swept.length === sweep ? swept.at(-1)! : null;
  return { gates: all.filter((gate) => seen.has(gate)), after: sweep === 0 ? after : next };
}

function waitingAt(world: World, gates: string[]): ModelJob[] {
  return jobsIn(world).filter(({ state, gate }) => state === 'throttled' && gates.includes(gate!));
}

/** Those whose queue is not paused: nobody would claim the others. */
function openAt(world: World, gates: string[], now: number): ModelJob[] {
  return waitingAt(world, gates).filter(({ queue }) => {
    const control = world.controls.get(controlId({ scope: 'queue', name: queue }));
    return !control || !isPaused(control, now);
  });
}

/** What has come through its gate goes back to it: its queue is paused now, or there was no limit when it came. */
export function sendBack(world: World, before: Control, after: Control): void {
  const now = Date.now();
  const isPausing = after.scope === 'queue' && isPaused(after, now) && !isPaused(before, now);
  const limitIn = (control: Control) => limitOf({ kind: 'concurrency' }, control);
  if (isPausing || (limitIn(after) && !limitIn(before))) {
    for (const job of jobsIn(world)) {
      if (job.state === 'enqueued' && job.gate !== null && job[after.scope] === after.name) {
        job.state = 'throttled';
      }
    }
  }
}

function roomOf(world: World, lane: Lane, now: number): Room {
  const control = world.controls.get(controlId(lane));
  const limit = limitOf(lane, control);
  const skips = lane.kind === 'concurrency' && control?.declared?.overlap === 'skip';
  const counted = limit ? countPlaces(world, lane, limit.limit, now) : { free: Infinity, nextAt: null };
  const pause = lane.scope === 'type' ? control?.pause : null;
  if (pause && (pause.until === null || pause.until > now)) {
    return { limit, free: 0, nextAt: pause.until, skips: false };
  }
  return { limit, skips, ...counted };
}

/** Counts who is there by a permit, and drops the permits of those who are not. */
function countPlaces(world: World, lane: Lane, limit: number, now: number) {
  const id = laneId(lane);
  const times: number[] = [];
  let used = 0;
  world.permits = world.permits.filter((permit) => {
    if (permit.lane !== id) {
      return true;
    }
    const job = jobIn(world, permit.jobId);
    if (permit.expiresAt === null && permit.per !== null && job && job.claim > permit.claim) {
      permit.expiresAt = expiryOf(job, permit, permit.per);
    }
    if (permit.expiresAt === null && !(job && isLive(job, permit))) {
      return false;
    }
    const { expiresAt, per } = permit;
    const at =
      expiresAt === null ? now + LOOK_AGAIN : typeof expiresAt === 'number' ? expiresAt : now + expiresAt.in;
    if (at > now) {
      used++;
      if (per !== null) {
        times.push(at);
      }
    }
    return true;
  });
  const others = runningWithoutPermit(world, lane);
  if (others > 0) {
    times.push(now + LOOK_AGAIN);
  }
  return { free: Math.max(0, limit - used - others), nextAt: times.length > 0 ? Math.min(...times) : null };
}

/** They were there before the limit. Of keys nobody knows. */
function runningWithoutPermit(world: World, lane: Lane): number {
  if (lane.kind !== 'concurrency' || lane.key !== null) {
    return 0;
  }
  const id = laneId(lane);
  return jobsIn(world).filter(
    (job) =>
      job.state === 'processing' &&
      job[lane.scope] === lane.name &&
      !world.permits.some((permit) => permit.lane === id && permit.jobId === job.id),
  ).length;
}

/** Whether the job is there by this permit: it waits to be claimed, or was claimed once since. */
function isLive({ state, claim }: ModelJob, permit: ModelPermit): boolean {
  return (
    (state === 'enqueued' && claim === permit.claim) || (state === 'processing' && claim === permit.claim + 1)
  );
}

/** If nobody knows any more when it has started, it was at the latest now. */
function expiryOf({ claim, claimedAt }: ModelJob, permit: ModelPermit, per: number): Time {
  return claim === permit.claim + 1 && claimedAt !== null ? (claimedAt as number) + per : { in: per };
}

function letThrough(world: World, job: ModelJob, rooms: Map<string, Room>): void {
  job.state = 'enqueued';
  for (const lane of lanesOf(job.gate!)) {
    const { limit } = rooms.get(laneId(lane))!;
    if (limit) {
      const { id: jobId, claim } = job;
      world.permits.push({ lane: laneId(lane), jobId, claim, per: limit.per, expiresAt: null });
    }
  }
}

/** Which ones, if there are more than the limit, is for the store to say. */
function skip(world: World, full: string[], { limit, keep }: AdmitRequest, answer: string[]): string[] {
  const waiting = waitingAt(world, full);
  const chosen = waiting.length <= limit ? waiting : waiting.filter(({ id }) => answer.includes(id));
  for (const job of chosen.slice(0, limit)) {
    end(job, 'deleted', keep.fallback);
    job.history.push(`deleted@${job.attempt}`);
  }
  return chosen
    .slice(0, limit)
    .map(({ id }) => id)
    .toSorted();
}

/** A time that is as good as the right one is right. */
function nearly(expected: number, actual: number | null): number {
  return actual !== null && Math.abs(actual - expected) < 5_000 ? actual : expected;
}

function byOrder(a: ModelJob, b: ModelJob): number {
  return a.priority - b.priority || (a.runAt as number) - (b.runAt as number) || (a.id < b.id ? -1 : 1);
}
