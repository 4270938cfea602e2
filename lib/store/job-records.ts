import type { JobState, LogLevel, StoredError } from '../interfaces/index.js';
import type { Gate, Lane } from './control-records.js';

/** A job about to be written. Its id is made by the caller, so it is known before anything commits. */
export interface NewJob {
  /** A UUIDv7: unique, and ordered by the time of its making. */
  id: string;
  type: string;
  queue: string;
  priority: number;
  /** The serialised arguments. */
  args: string;
  /** What this call overrides of its type's options, as JSON. */
  settings: string | null;
  tags: string[];
  /** Due this many milliseconds after the insert, by the database's clock. */
  delay: number | null;
  /** Due at this moment (epoch ms); one in the past means now. */
  at: number | null;
  /** The recurring job that creates it, and the nominal time of the occurrence (epoch ms). */
  recurringId: string | null;
  occurrenceAt: number | null;
  /** The batch it belongs to. */
  batchId: string | null;
  /** How many parents it waits for. */
  pending: number;
  /** What it must not be twice; `null` for most jobs. */
  unique: UniqueClaim | null;
  /** Where it waits for its limits; `null` for most jobs. */
  gate: Gate | null;
}

/** The key of a unique job, and how long it holds it. */
export interface UniqueClaim {
  /** A hash of the job type and the key. */
  key: string;
  /** Until it is claimed, until it is finished, or as long as `within` says. */
  while: 'queued' | 'unfinished' | 'window';
  /** At most this long after it was created, in ms. */
  within: number | null;
  onConflict: 'ignore' | 'replace' | 'error';
}

/** What became of a unique job: it was written, or another one holds its key (and was given its arguments and time). */
export interface UniqueOutcome {
  /** Of the job that holds the key. */
  id: string;
  outcome: 'created' | 'existing' | 'replaced';
}

/** What identifies a job in a worker's hands, and the claim by which it holds it. */
export interface HeldJob {
  id: string;
  /** The fence: one more than at the previous claim of this job. */
  claim: number;
  /** The worker that made the claim: a claim lost in a crash of the database gives its number to the next. */
  workerId: string;
  type: string;
  queue: string;
  /** The attempt this claim starts, from 1. */
  attempt: number;
  /** The id of the gate it has come through, and what it has a place in. */
  gate: string | null;
  lanes: Lane[];
}

/** A job a worker has taken. */
export interface ClaimedJob extends HeldJob {
  priority: number;
  args: string;
  settings: string | null;
  /** As stored: a JSON list of strings. */
  tags: string | null;
  /** Epoch ms. */
  createdAt: number;
  /** Epoch ms: since when the job is due. */
  runAt: number;
  /** Epoch ms, by the database's clock as the others. */
  claimedAt: number;
  recurringId: string | null;
  /** Epoch ms. */
  occurrenceAt: number | null;
  batchId: string | null;
  /** Whether a batch or a continuation waits for its end. */
  watched: boolean;
}

/** What a worker must present to write the outcome. */
export type ClaimKey = Pick<HeldJob, 'id' | 'claim' | 'workerId'>;

interface OutcomeBase extends ClaimKey {
  attempt: number;
  /** How long the handler ran, in ms; `null` when it was never started. */
  runTime: number | null;
  /** Since when the job was due, as the claim said (epoch ms): for its history. */
  dueAt?: number;
  /** Whether the job was watched when it was claimed: it saves an attempt to write it without looking. */
  watched?: boolean;
  /** It was written in the transaction of the handler. */
  isWritten?: boolean;
  /** The group of failures it belongs to: `fingerprintOf()` its error. */
  fingerprint?: string;
}

/** How an execution ended, as its worker reports it. */
export type Outcome =
  | (OutcomeBase & { kind: 'succeeded'; result: string | null; keep: number })
  | (OutcomeBase & { kind: 'failed'; reason: string; error: StoredError | null; keep: number })
  | (OutcomeBase & { kind: 'retried'; reason: string; error: StoredError | null; delay: number })
  | (OutcomeBase & { kind: 'snoozed'; delay: number })
  /** Decided by a hook: it has no result and runs no more. */
  | (OutcomeBase & { kind: 'deleted'; reason: string; error: StoredError | null; keep: number })
  /** Handed back: the attempt is not spent. */
  | (OutcomeBase & { kind: 'released'; reason: string })
  /** Not started: it has to wait at this gate first. The attempt is not spent. */
  | (OutcomeBase & { kind: 'throttled'; gate: Gate });

/** How long finished jobs are kept, in ms; `Infinity` for ever. Types without an entry take the fallback. */
export interface Retention {
  fallback: number;
  types: Record<string, number>;
}

/** What a person or the application does to a job, whatever its state: another state, or another queue. */
export type JobAction =
  | { to: 'enqueued' }
  /** Due after this many ms, or at this moment (epoch ms). */
  | { to: 'scheduled'; delay?: number | null; at?: number | null }
  /** How long the rows are kept. Default: for ever. */
  | { to: 'deleted'; keep?: Retention }
  /** Its state stays as it is, and a worker that has it keeps it: the next attempt waits there. */
  | { to: 'queue'; queue: string };

/** An action on these jobs; with `states` only on those that are in one of them. */
export type Transition = JobAction & {
  ids: string[];
  reason: string | null;
  actor: string | null;
  states?: readonly JobState[];
};

/** What a worker writes about itself when it starts. */
export interface WorkerRegistration {
  id: string;
  name: string;
  host: string;
  pid: number;
  queues: string[];
  types: string[];
  /** Ids of the recurring jobs its code declares. */
  recurring: string[];
  concurrency: number;
  /** How long the registration is valid without a heartbeat, in ms. */
  lease: number;
  /** Of this package. */
  version?: string | null;
  /** It claims nothing: somebody has asked for that, when it had another id. */
  draining?: boolean;
}

/** How a worker process is, as it says with each heartbeat. */
export interface WorkerVitals {
  /** Memory of the process (resident set), in bytes. */
  memory: number;
  /** For how long the event loop was held up at most since the last heartbeat, in ms. */
  eventLoopDelay: number;
  /** The share of the time since the last heartbeat in which the event loop was busy, from 0 to 1. */
  eventLoopUtilisation: number;
  /** The process's own clock, epoch ms: compared with the database's. */
  clock: number;
}

/** A log line of a running job. */
export interface JobLogLine {
  jobId: string;
  attempt: number;
  level: LogLevel;
  message: string;
  /** Milliseconds between the call and the write: the database's clock gives the time. */
  age: number;
}

/** What a look at the waiting jobs says. */
export interface Glance {
  /** Queues that hold at least one enqueued job. */
  queues: string[];
  /** Milliseconds until the first scheduled job is due (0 or less: now); `null` when there is none. */
  nextDueIn: number | null;
  /** The same for the first recurring job in scope. */
  nextRecurringIn: number | null;
  /** Whether jobs wait for a limit. */
  hasThrottled: boolean;
  /** Changes with every limit and pause that is changed. */
  revision: number;
  /** Whether there is an operation that has not finished. */
  hasOperations: boolean;
}

/** A job as the monitor lists it: without arguments, result or stack, which may be large. */
export interface JobSummary {
  id: string;
  type: string;
  queue: string;
  state: JobState;
  priority: number;
  /** Attempts started so far. */
  attempt: number;
  tags: string[];
  /** The last error, as `Name: message`. */
  error: string | null;
  /** The group of failures the last error belongs to: see `JobMonitor.failures()`. */
  fingerprint: string | null;
  /** From 0 to 1, as the handler reported it. */
  progress: number | null;
  createdAt: Date;
  /** When the job is or was due. */
  runAt: Date;
  claimedAt: Date | null;
  finishedAt: Date | null;
  /** When the row is removed; `null` while the job is not finished, or when it is kept for ever. */
  expiresAt: Date | null;
  /** How long the last attempt ran, in ms. */
  runTime: number | null;
  /** The worker that holds the job or held it last. */
  workerId: string | null;
  /** The recurring job that created it. */
  recurringId: string | null;
  /** The nominal time of the recurring job's occurrence; `null` when there was none, as for a triggered one. */
  occurrenceAt: Date | null;
  /** The batch it belongs to. */
  batchId: string | null;
}

/** A job's row with its payload, still serialised. */
export interface JobRow extends JobSummary {
  args: string;
  result: string | null;
  settings: string | null;
  /** How often the job was claimed. */
  claim: number;
  /** How many workers were lost while they held it. */
  lost: number;
  /** How many others it still waits for. */
  pending: number;
  /** The limits it is counted for. */
  lanes: Lane[];
}

/** One line of a job's history: something that happened apart from the straight way to success. */
export interface JobHistoryEntry {
  at: Date;
  /** The state the job went to. */
  state: JobState;
  attempt: number;
  reason: string | null;
  /** Who acted; `null` when the engine did. */
  actor: string | null;
  workerId: string | null;
  error: StoredError | null;
  /** When the attempt that ended here was claimed, and how long it ran in ms. */
  claimedAt: Date | null;
  runTime: number | null;
  /** When the job was due until this happened; `null`: not known, as of what earlier versions wrote. */
  dueAt: Date | null;
}

/** A stored log line. */
export interface JobLogEntry {
  at: Date;
  attempt: number;
  level: LogLevel;
  message: string;
}

/** A worker process, as it last reported. */
export interface WorkerInfo {
  id: string;
  name: string;
  host: string;
  pid: number;
  queues: string[];
  types: string[];
  concurrency: number;
  /** Jobs it was running at its last heartbeat. */
  running: number;
  startedAt: Date;
  heartbeatAt: Date;
  /** `false`: its lease has ended, its jobs are handed to others. */
  alive: boolean;
  /** It finishes what it runs and claims no more, because somebody has asked for that. */
  draining: boolean;
  /** Of this package; `null` when the worker does not say. */
  version: string | null;
  /** The following are of the last heartbeat, `null` before the first. Memory of the process (resident set), in bytes. */
  memory: number | null;
  /** For how long its event loop was held up at most since the heartbeat before, in ms. */
  eventLoopDelay: number | null;
  /** The share of the time since the heartbeat before in which its event loop was busy, from 0 to 1. */
  eventLoopUtilisation: number | null;
  /** How far its clock is ahead of the database's, in ms; the way to the database makes it a little less. */
  clockSkew: number | null;
}

/** A number that stops counting at a cap: `{ value: 10000, capped: true }` reads "10,000 or more". */
export interface CappedCount {
  value: number;
  capped: boolean;
}
