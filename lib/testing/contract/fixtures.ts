import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClaimedJob, JobStore, NewJob, Outcome, RecurringScope, Retention } from '../../store/index.js';
import { newId } from '../../utils/index.js';

export const DAY = 86_400_000;
/** What a worker without recurring jobs may fire. */
export const NO_SCOPE: RecurringScope = { declared: [], types: [] };
export const KEEP_A_DAY: Retention = { fallback: DAY, types: {} };

export function newJob(values: Partial<NewJob> = {}): NewJob {
  return {
    id: newId(),
    type: 'Probe.run',
    queue: 'default',
    priority: 0,
    args: '[]',
    settings: null,
    tags: [],
    delay: null,
    at: null,
    recurringId: null,
    occurrenceAt: null,
    batchId: null,
    pending: 0,
    unique: null,
    gate: null,
    ...values,
  };
}

/** Registers a worker and returns its id. */
export async function newWorker(
  store: JobStore,
  lease = DAY,
  types = ['Probe.run'],
  recurring: string[] = [],
): Promise<string> {
  const id = newId();
  await store.registerWorker({
    id,
    name: 'probe',
    host: 'localhost',
    pid: 1,
    queues: ['*'],
    types,
    recurring,
    concurrency: 1,
    lease,
  });
  return id;
}

export function claim(
  store: JobStore,
  workerId: string,
  { queue = 'default', types = ['Probe.run'], limit = 100 } = {},
): Promise<ClaimedJob[]> {
  return store.claim({ workerId, queue, types, limit });
}

/** Inserts a job and claims it. */
export async function claimedJob(store: JobStore, workerId?: string): Promise<ClaimedJob> {
  await store.insert([newJob()]);
  const [job] = await claim(store, workerId ?? (await newWorker(store)));
  return job!;
}

export function succeeded(
  { id, claim: number, workerId, attempt }: ClaimedJob,
  result: string | null = null,
): Outcome {
  return { id, claim: number, workerId, attempt, runTime: 5, kind: 'succeeded', result, keep: DAY };
}

export function failed({ id, claim: number, workerId, attempt }: ClaimedJob, keep = DAY): Outcome {
  const error = { name: 'TypeError', message: 'broken', stack: 'TypeError: broken\n    at …' };
  return {
    id,
    claim: number,
    workerId,
    attempt,
    runTime: 5,
    kind: 'failed',
    reason: 'It failed',
    error,
    keep,
  };
}

export function deleted(job: ClaimedJob, reason = 'A hook decided so'): Outcome {
  return { ...(failed(job) as Extract<Outcome, { kind: 'failed' }>), kind: 'deleted', reason };
}

/** Writes outcomes; for each, whether it was written. */
export async function settle(store: JobStore, outcomes: Outcome[]): Promise<boolean[]> {
  return (await store.settle(outcomes)).applied;
}

/** Asks until the answer is yes: the database's clock moves on while we ask. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited for 20 s in vain: ${condition.toString()}`);
    }
    await nextTurn();
  }
}
