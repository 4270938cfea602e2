import type { JobAction, JobFilter, OperationInfo } from '../../store/index.js';
import { emptyQuery, formatQuery, type BulkAction, type JobQuery, type OperationView } from '../api/index.js';
import { iso, isoOrNull } from './basics.js';

const ACTIONS: Record<JobAction['to'], BulkAction> = {
  enqueued: 'requeue',
  scheduled: 'reschedule',
  deleted: 'delete',
  queue: 'move',
};

export function toOperationView(operation: OperationInfo): OperationView {
  const { action, matched, moved, finishedAt } = operation;
  return {
    id: operation.id,
    action: ACTIONS[action.to],
    state: operation.state,
    query: operation.filter.ids ? null : queryOfFilter(operation.filter),
    total: finishedAt === null ? null : { value: matched, capped: false },
    processed: matched,
    changed: moved,
    params: paramsOf(action),
    reason: operation.reason,
    actor: operation.actor,
    createdAt: iso(operation.createdAt),
    finishedAt: isoOrNull(finishedAt),
    error: operation.error,
  };
}

function paramsOf(action: JobAction): OperationView['params'] {
  switch (action.to) {
    case 'queue':
      return { queue: action.queue };
    case 'scheduled':
      return {
        ...(action.at == null ? {} : { at: new Date(action.at).toISOString() }),
        ...(action.delay == null ? {} : { delayMs: action.delay }),
      };
    default:
      return {};
  }
}

/** The query text of a filter. Jobs that were left out one by one are not told. */
export function queryOfFilter(filter: JobFilter): string {
  const time = (date: Date | string | undefined) => (date === undefined ? null : new Date(date).getTime());
  const query: JobQuery = {
    ...emptyQuery(),
    states: filter.states ?? [],
    queues: filter.queues ?? [],
    types: filter.types ?? [],
    ids: filter.ids ?? [],
    tags: filter.tags ?? [],
    recurringIds: filter.recurringIds ?? [],
    batchIds: filter.batchIds ?? [],
    fingerprints: filter.fingerprints ?? [],
    after: time(filter.createdAfter),
    before: time(filter.createdBefore),
    finishedAfter: time(filter.finishedAfter),
    finishedBefore: time(filter.finishedBefore),
    text: filter.errorText === undefined ? [] : [filter.errorText],
  };
  return formatQuery(query);
}
