import type { OperationView } from '../../api/index.js';

/** How much of it is done, from 0 to 1. `null`: it is under way, and how many jobs it will meet is not counted before. */
export function operationShare({
  state,
  total,
  processed,
}: Pick<OperationView, 'state' | 'total' | 'processed'>): number | null {
  if (state === 'succeeded' || state === 'pending') {
    return state === 'succeeded' ? 1 : 0;
  }
  if (total !== null) {
    return processed / Math.max(1, total.value);
  }
  return state === 'running' ? null : 0;
}
