import type { LimitView, PauseView, Target } from '../api/index.js';
import type { LimitRecord, PauseRecord } from '../engine/ports.js';
import { iso, isoOrNull } from './basics.js';

/** What a pause or a limit is about. */
export function limitTarget({ queue, type }: { queue?: string | null; type?: string | null }): Target {
  return queue ? { kind: 'queue', name: queue } : { kind: 'type', name: type ?? '' };
}

export function toPauseView(pause: PauseRecord): PauseView {
  return {
    target: limitTarget(pause),
    at: iso(pause.pausedAt),
    until: isoOrNull(pause.until),
    reason: pause.reason,
    actor: pause.actor,
  };
}

export function toLimitView(limit: LimitRecord): LimitView {
  return {
    target: limitTarget(limit),
    concurrency: limit.concurrency,
    rate: limit.rateLimit && { limit: limit.rateLimit.limit, perMs: limit.rateLimit.per },
    isKeyed: limit.keyed ?? false,
    source: limit.source,
    running: null,
    throttled: null,
  };
}
