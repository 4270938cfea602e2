import { Inject, Injectable } from '@nestjs/common';
import { JobStore, type AuditRecord } from '../../store/index.js';
import { pageOf } from '../../utils/index.js';
import {
  ROUTES,
  type ActionName,
  type AuditEntry,
  type AuditResponse,
  type AuditTargetKind,
} from '../api/index.js';
import { queryOf, type Call, type Handlers } from '../input/call.js';
import { iso } from '../views/basics.js';

const ACTIONS = Object.entries(ROUTES)
  .filter(([, { method }]) => method === 'POST')
  .map(([name]) => name as ActionName);

/** Who did what. */
@Injectable()
export class AuditHandlers implements Handlers<'audit'> {
  constructor(@Inject(JobStore) private readonly store: JobStore) {}

  async audit(call: Call): Promise<AuditResponse> {
    const query = queryOf(call, ['actor', 'action', 'target', 'cursor', 'limit']);
    const limit = query.whole('limit', 1, 200) ?? 50;
    const cursor = query.id('cursor') ?? null;
    const [actor, targetId] = [query.text('actor'), query.text('target')];
    const action = query.oneOf('action', ACTIONS);
    const filter = {
      ...(actor ? { actor } : {}),
      ...(targetId ? { targetId } : {}),
      ...(action ? { action } : {}),
    };
    const entries = await this.store.dashboard.listAudit(filter, limit + 1, cursor);
    const { shown, next } = pageOf(entries, limit);
    return { items: shown.map(toEntry), nextCursor: next, count: null };
  }
}

function toEntry(record: AuditRecord): AuditEntry {
  const { id, at, actor, action, targetKind, targetId, reason, result, code } = record;
  return {
    id,
    at: iso(at),
    actor,
    action: action as ActionName,
    target: { kind: targetKind as AuditTargetKind, id: targetId },
    reason,
    result,
    code,
    params: paramsOf(record.params),
  };
}

function paramsOf(text: string): AuditEntry['params'] {
  try {
    return JSON.parse(text) as AuditEntry['params'];
  } catch {
    return {};
  }
}
