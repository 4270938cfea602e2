import type { JobFilter, JobStore, NewOperation, OperationSlice } from '../../store/index.js';
import { newId } from '../../utils/index.js';
import { KEEP_A_DAY, newJob, NO_SCOPE, until } from './fixtures.js';

export const WHO = { reason: 'a test', actor: 'somebody' };

export async function insert(
  store: JobStore,
  count: number,
  values: Parameters<typeof newJob>[0] = {},
): Promise<string[]> {
  const jobs = Array.from({ length: count }, () => newJob(values));
  await store.insert(jobs);
  return jobs.map(({ id }) => id);
}

export async function start(
  store: JobStore,
  filter: JobFilter,
  action: NewOperation['action'] = { to: 'deleted', keep: KEEP_A_DAY },
): Promise<string> {
  const id = newId();
  await store.operations.start({ id, filter, action, ...WHO });
  return id;
}

/** The next slice, once it is an operation's turn. */
export async function nextSlice(store: JobStore, limit: number): Promise<OperationSlice> {
  let slice: OperationSlice | null = null;
  await until(async () => (slice = await store.operations.advance(limit)) !== null);
  return slice!;
}

/** Every slice there is. */
export async function finish(store: JobStore, limit: number): Promise<OperationSlice[]> {
  const slices: OperationSlice[] = [];
  while ((await store.glance(NO_SCOPE)).hasOperations) {
    slices.push(await nextSlice(store, limit));
  }
  return slices;
}

export function statesOf(slices: OperationSlice[]): string[] {
  return slices.map(({ state }) => state);
}
