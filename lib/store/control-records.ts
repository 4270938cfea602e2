import { createHash } from 'node:crypto';
import type { Retention } from './job-records.js';

/** What a limit counts against: one of its jobs being there or starting takes one of its places. */
export interface Lane {
  scope: 'queue' | 'type';
  /** Of the queue or the job type. */
  name: string;
  /** `pause` counts nothing: its jobs wait while their type is paused. */
  kind: 'concurrency' | 'rate' | 'pause';
  /** Jobs with another key are counted on their own; `null`: all of them together. */
  key: string | null;
}

/** The lanes a job must have a place in before it is enqueued. Jobs with the same lanes wait in one line. */
export interface Gate {
  id: string;
  lanes: Lane[];
}

/** Starts within a stretch of time. */
export interface Rate {
  limit: number;
  /** In ms. */
  per: number;
  mode: 'burst' | 'smooth';
}

/** Limits as they are stored: `isKeyed` says that the code knows a key for each job. */
export interface StoredLimits {
  concurrency: { limit: number; isKeyed: boolean } | null;
  rate: (Rate & { isKeyed: boolean }) | null;
  overlap: 'wait' | 'skip';
}

/** What somebody has set at run time in place of what the code declares; `null` lifts a limit. */
export interface LimitOverride {
  concurrency?: number | null;
  rate?: Rate | null;
}

/** A pause of a queue or a job type. */
export interface Pause {
  /** Epoch ms. */
  at: number;
  /** Until when, or `null` for until it is resumed. */
  until: number | null;
  reason: string | null;
  actor: string | null;
}

/** What applies to a queue or to a job type. */
export interface Control {
  scope: Lane['scope'];
  name: string;
  /** By code; `null`: by none. */
  declared: StoredLimits | null;
  override: LimitOverride | null;
  pause: Pause | null;
}

/** What applies to a queue or a job type of which nothing is said. */
export const UNCONTROLLED = { declared: null, override: null, pause: null };

/** The controls there are, and the number that says whether they have changed. */
export interface Controls {
  revision: number;
  /** The database's time, in epoch ms. */
  now: number;
  all: Control[];
}

/** Which gates to look at for jobs that may go. */
export interface AdmitRequest {
  /** These, and besides them `sweep` others, from above `after`. */
  gates: string[];
  after: string | null;
  sweep: number;
  /** Jobs to let go, at most. */
  limit: number;
  /** How long jobs are kept that are deleted instead. */
  keep: Retention;
}

/** What came of looking at gates. */
export interface Admitted {
  count: number;
  /** Jobs that will not run, because their limit was reached and they are not to wait. */
  skipped: string[];
  /** Where the jobs are that may go; those among them that waited for skipped ones. */
  queues: string[];
  /** Milliseconds until a place becomes free by itself; `null`: none will. */
  nextIn: number | null;
  /** What `after` is to be next time; `null`: all gates have been seen. */
  after: string | null;
  /** Whether there may be more that may go at once. */
  hasMore: boolean;
}

const UNLIMITED: StoredLimits = { concurrency: null, rate: null, overlap: 'wait' };

/** The limits that are in force. */
export function limitsOf({ declared, override }: Pick<Control, 'declared' | 'override'>): StoredLimits {
  const { concurrency, rate, overlap } = declared ?? UNLIMITED;
  const given = override ?? {};
  return {
    concurrency: overridden(given.concurrency, concurrency, (limit) => ({ limit })),
    rate: overridden(given.rate, rate, (value) => value),
    overlap,
  };
}

/** Whether the control pauses now. */
export function isPaused({ pause }: Pick<Control, 'pause'>, now: number): boolean {
  return pause !== null && (pause.until === null || pause.until > now);
}

/** Shorter slices of time would let the way to the database decide how many jobs start. */
const SHORTEST_SLICE = 100;

/** A rate as a number of starts within any stretch of `per` ms. A smooth one is the same rate in short slices. */
export function sliceOf({ limit, per, mode }: Rate): { limit: number; per: number } {
  if (mode === 'burst' || per <= SHORTEST_SLICE) {
    return { limit, per };
  }
  const starts = Math.min(limit, Math.max(1, Math.ceil((SHORTEST_SLICE * limit) / per)));
  return { limit: starts, per: Math.ceil((starts * per) / limit) };
}

/** What identifies a control. */
export function controlId({ scope, name }: Pick<Lane, 'scope' | 'name'>): string {
  return `${scope}:${name}`;
}

/** What identifies a lane, whatever the length of its names. */
export function laneId({ scope, name, kind, key }: Lane): string {
  return hash([scope, name, kind, key]);
}

/** The gate of these lanes; `null` for none. */
export function gateOf(lanes: Lane[]): Gate | null {
  const ids = lanes.map(laneId).toSorted();
  return ids.length === 0 ? null : { id: ids.length === 1 ? ids[0]! : hash(ids), lanes };
}

function hash(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function overridden<Given, Value extends object>(
  given: Given | null | undefined,
  declared: (Value & { isKeyed: boolean }) | null,
  toValue: (given: Given) => Value,
): (Value & { isKeyed: boolean }) | null {
  if (given === undefined) {
    return declared;
  }
  return given === null ? null : { ...toValue(given), isKeyed: declared?.isKeyed ?? false };
}
