import sql, { raw } from 'sql-template-tag';
import type { ClaimedJob } from '../../job-records.js';
import type { ClaimRequest } from '../../store-requests.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation } from '../operation.js';
import { readLanes, readNumber } from '../read-values.js';
import { hasLease } from './worker.operation.js';

const CLAIMED = [
  'id',
  'claim',
  'type',
  'queue',
  'priority',
  'attempt',
  'args',
  'settings',
  'tags',
  'created_at',
  'run_at',
  'claimed_at',
  'recurring_id',
  'occurrence_at',
  'batch_id',
  'watched',
  'gate',
  'lanes',
];

/** One queue a statement, so that the index of ready jobs gives them in order and nothing is sorted. */
export function* claimJobs(dialect: Dialect, request: ClaimRequest): Operation<ClaimedJob[]> {
  const rows = yield* dialect.takeAndUpdate({
    where: sql`state = 'enqueued' AND queue = ${request.queue} AND ${dialect.textIn(raw('type'), request.types)}
      AND ${hasLease(dialect, request.workerId)}`,
    orderBy: raw('priority, run_at, id'),
    limit: request.limit,
    index: 'ready',
    set: {
      state: sql`'processing'`,
      worker_id: sql`${dialect.id(request.workerId)}`,
      claimed_at: dialect.now,
    },
    add: { attempt: 1, claim: 1 },
    returning: CLAIMED,
  });

  return rows
    .map((row) => ({
      id: dialect.readId(row.id),
      claim: Number(row.claim),
      workerId: request.workerId,
      type: row.type as string,
      queue: row.queue as string,
      priority: Number(row.priority),
      attempt: Number(row.attempt),
      args: row.args as string,
      settings: row.settings as string | null,
      tags: row.tags as string | null,
      createdAt: Number(row.created_at),
      runAt: Number(row.run_at),
      claimedAt: Number(row.claimed_at),
      recurringId: row.recurring_id as string | null,
      occurrenceAt: readNumber(row.occurrence_at),
      batchId: row.batch_id === null ? null : dialect.readId(row.batch_id),
      watched: Number(row.watched) === 1,
      gate: row.gate as string | null,
      lanes: readLanes(row.lanes),
    }))
    .toSorted((a, b) => a.priority - b.priority || a.runAt - b.runAt || (a.id < b.id ? -1 : 1));
}
