import { created } from '../../../lib/recurring/records.js';
import type { RecurringDefinition, RecurringProgress, RecurringRow } from '../../../lib/store/index.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Half past ten. */
export const NOW = Date.UTC(2026, 0, 5, 10, 30);

/** Every hour, on the hour. */
export function definitionOf(changes: Partial<RecurringDefinition> = {}): RecurringDefinition {
  return {
    type: 'Reports.build',
    args: '[]',
    cron: '0 * * * *',
    timeZone: 'UTC',
    misfire: 'relaxed',
    misfireLimit: null,
    overlap: 'allow',
    queue: 'default',
    priority: 0,
    jitter: 0,
    enabled: true,
    ...changes,
  };
}

/** As it is read from the store after it was made at `NOW`. */
export function rowOf(
  definition: Partial<RecurringDefinition> = {},
  {
    source = 'code',
    id = 'reports',
    lastState = null,
    orphaned = false,
    ...changes
  }: Partial<RecurringRow> = {},
  progress: Partial<RecurringProgress> = {},
): RecurringRow {
  const record = created(id, source, definitionOf(definition), NOW);
  return { ...record, lastState, orphaned, ...changes, progress: { ...record.progress, ...progress } };
}
