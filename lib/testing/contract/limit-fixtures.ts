import {
  controlId,
  gateOf,
  type Admitted,
  type ClaimedJob,
  type Control,
  type JobStore,
  type Lane,
  type NewJob,
  type StoredLimits,
} from '../../store/index.js';
import { KEEP_A_DAY, newJob } from './fixtures.js';

const NO_LIMITS: StoredLimits = { concurrency: null, rate: null, overlap: 'wait' };
export const TYPE = { scope: 'type', name: 'Probe.run' } as const;

export function lane(kind: Lane['kind'], key: string | null = null, values: Partial<Lane> = {}): Lane {
  return { ...TYPE, kind, key, ...values };
}

export function limited(lanes: Lane[], values: Partial<NewJob> = {}): NewJob {
  return newJob({ gate: gateOf(lanes), ...values });
}

/** Declares limits, of the type unless another is given. */
export async function declare(
  store: JobStore,
  limits: Partial<StoredLimits>,
  which: Pick<Control, 'scope' | 'name'> = TYPE,
) {
  await store.limits.change([controlId(which)], ([stored]) => [
    { ...(stored ?? { ...which, override: null, pause: null }), declared: { ...NO_LIMITS, ...limits } },
  ]);
}

export function atOnce(limit: number): Partial<StoredLimits> {
  return { concurrency: { limit, isKeyed: false } };
}

export function admit(store: JobStore, sweep = 100, limit = 100): Promise<Admitted> {
  return store.limits.admit({ gates: [], after: null, sweep, limit, keep: KEEP_A_DAY });
}

/** What every outcome of the job begins with. */
export function base({ id, claim: number, workerId, attempt }: ClaimedJob) {
  return { id, claim: number, workerId, attempt, runTime: 5 };
}
