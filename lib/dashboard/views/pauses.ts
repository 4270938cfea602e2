import type { LimitView, PauseView, Target } from '../api/index.js';
import type { EngineTarget, LimitRecord, PauseRecord } from '../engine/ports.js';
import { iso, isoOrNull } from './basics.js';

export function toTarget(target: EngineTarget): Target {
  return 'queue' in target ? { kind: 'queue', name: target.queue } : { kind: 'type', name: target.type };
}

/** Whether a pause or a limit is about this queue. */
export function isOfQueue({ target }: { target: EngineTarget }, queue: string): boolean {
  return 'queue' in target && target.queue === queue;
}

export function isOfType({ target }: { target: EngineTarget }, type: string): boolean {
  return 'type' in target && target.type === type;
}

export function toPauseView(pause: PauseRecord): PauseView {
  return {
    target: toTarget(pause.target),
    at: iso(pause.pausedAt),
    until: isoOrNull(pause.until),
    reason: pause.reason,
    actor: pause.actor,
  };
}

export function toLimitView({ target, concurrency, rateLimit, isOverridden }: LimitRecord): LimitView {
  return {
    target: toTarget(target),
    concurrency: concurrency?.limit ?? null,
    rate: rateLimit && { limit: rateLimit.limit, perMs: rateLimit.per },
    isKeyed: (concurrency?.isKeyed ?? false) || (rateLimit?.isKeyed ?? false),
    source: isOverridden ? 'runtime' : 'code',
  };
}
