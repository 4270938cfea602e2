import type { BatchInfo } from '../../store/index.js';
import type { BatchView } from '../api/index.js';
import { iso, isoOrNull } from './basics.js';

export function toBatchView(batch: BatchInfo): BatchView {
  const { id, name, parentId, state, total, pending, succeeded, failed, deleted } = batch;
  return {
    id,
    name,
    parentId,
    state,
    total,
    pending,
    succeeded,
    failed,
    deleted,
    createdAt: iso(batch.createdAt),
    finishedAt: isoOrNull(batch.finishedAt),
    cancelled: batch.cancelledAt && {
      at: iso(batch.cancelledAt),
      reason: batch.reason,
      actor: batch.actor,
    },
  };
}
