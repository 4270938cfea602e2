import type { SearchFilter } from '../../store/index.js';
import { emptyQuery, formatQuery, type BulkAction, type JobQuery, type OperationView } from '../api/index.js';
import type { OperationRecord } from '../engine/ports.js';
import { iso, isoOrNull } from './basics.js';

const ACTIONS: Record<string, BulkAction> = {
  enqueued: 'requeue',
  scheduled: 'reschedule',
  deleted: 'delete',
  queue: 'move',
};

export function toOperationView(operation: OperationRecord): OperationView {
  const { to, queue, at, delay } = operation.action;
  const { matched, moved, finishedAt } = operation;
  return {
    id: operation.id,
    action: ACTIONS[to] ?? 'requeue',
    state: operation.state,
    query: operation.filter.ids ? null : queryOfFilter(operation.filter),
    total: finishedAt === null ? null : { value: matched, capped: false },
    processed: matched,
    changed: moved,
    params: {
      ...(queue == null ? {} : { queue }),
      ...(at == null ? {} : { at: new Date(at).toISOString() }),
      ...(delay == null ? {} : { delayMs: delay }),
    },
    reason: operation.reason,
    actor: operation.actor,
    createdAt: iso(operation.createdAt),
    finishedAt: isoOrNull(finishedAt),
    error: operation.error,
  };
}

/** The query text of a filter. Jobs that were left out one by one are not told. */
export function queryOfFilter(filter: SearchFilter): string {
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
