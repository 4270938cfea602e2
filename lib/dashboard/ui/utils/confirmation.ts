import type { BulkAction, DryRun } from '../../api/index.js';

const MANY = 1_000;

/** What has to be typed before it is done: the number of jobs, where it is large or cannot be taken back; else `null`. */
export function typedConfirmation(action: BulkAction, { eligible }: DryRun): string | null {
  return eligible.capped || eligible.value > MANY || (action === 'delete' && eligible.value > 1)
    ? String(eligible.value)
    : null;
}
