import type { BulkAction, DryRun } from '../../api/index.js';

/** What can be done with many jobs: running them now is a button of its own, and one kind of rescheduling. */
export type BulkChoice = BulkAction | 'runNow';

const MANY = 1_000;

/** What has to be typed before it is done: the number of jobs, where it is large or cannot be taken back; else `null`. */
export function typedConfirmation(action: BulkChoice, { eligible }: DryRun): string | null {
  return eligible.capped || eligible.value > MANY || (action === 'delete' && eligible.value > 1)
    ? String(eligible.value)
    : null;
}
