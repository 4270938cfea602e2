import {
  AT_REST,
  type JobStore,
  type NewJob,
  type RecurringChanges,
  type RecurringDefinition,
  type RecurringRecord,
  type RecurringRow,
} from '../../store/index.js';
import { newJob } from './fixtures.js';

const DEFINITION: RecurringDefinition = {
  type: 'Probe.run',
  args: '[]',
  cron: '* * * * *',
  timeZone: 'UTC',
  misfire: 'relaxed',
  misfireLimit: null,
  overlap: 'allow',
  queue: 'default',
  priority: 0,
  jitter: 0,
  enabled: true,
};

/** A recurring job whose next occurrence is at `dueAt` (epoch ms). */
export function recurring(
  id: string,
  dueAt: number | null,
  {
    source = 'runtime' as RecurringRecord['source'],
    ...definition
  }: Partial<RecurringDefinition> & {
    source?: RecurringRecord['source'];
  } = {},
): RecurringRecord {
  return {
    id,
    source,
    createdAt: 1_000,
    definition: { ...DEFINITION, ...definition },
    declared: null,
    edited: false,
    progress: { ...AT_REST, nextAt: dueAt, dueAt },
  };
}

export async function add(store: JobStore, ...records: RecurringRecord[]): Promise<void> {
  await store.changeRecurring({ ids: records.map(({ id }) => id) }, () => ({ save: records }));
}

export const SCOPE = { declared: ['declared'], types: ['Probe.run'] };

/** Takes what is due, and makes one job of each of its occurrences, which are one millisecond apart. */
export function fireDue(
  store: JobStore,
  limit: number,
  until: number,
): Promise<RecurringChanges & { jobs: NewJob[] }> {
  return store.changeRecurring({ due: SCOPE, limit }, (rows) => ({
    save: rows.map((row) => moved(row, row.progress.dueAt! < until ? row.progress.dueAt! + 1 : null)),
    jobs: rows.map((row) => newJob({ recurringId: row.id, occurrenceAt: row.progress.nextAt })),
  }));
}

function moved(row: RecurringRow, dueAt: number | null): RecurringRecord {
  return { ...row, progress: { ...row.progress, nextAt: dueAt, dueAt } };
}
