import type { LimitView, PauseView, Target } from '../api/index.js';
import type { ControlTarget } from '../../interfaces/index.js';
import type { LimitInfo, PauseInfo } from '../../limits/index.js';
import type { Lane } from '../../store/index.js';
import { iso, isoOrNull } from './basics.js';

export function toTarget(target: ControlTarget): Target {
  return 'queue' in target ? { kind: 'queue', name: target.queue } : { kind: 'type', name: target.type };
}

/** Whether a pause or a limit is about this queue or job type. */
export function isOf(about: { target: ControlTarget }, scope: Lane['scope'], name: string): boolean {
  return scope === 'queue' ? isOfQueue(about, name) : isOfType(about, name);
}

export function isOfQueue({ target }: { target: ControlTarget }, queue: string): boolean {
  return 'queue' in target && target.queue === queue;
}

export function isOfType({ target }: { target: ControlTarget }, type: string): boolean {
  return 'type' in target && target.type === type;
}

export function toPauseView(pause: PauseInfo): PauseView {
  return {
    target: toTarget(pause.target),
    at: iso(pause.pausedAt),
    until: isoOrNull(pause.until),
    reason: pause.reason,
    actor: pause.actor,
  };
}

export function toLimitView({ target, concurrency, rateLimit, isOverridden }: LimitInfo): LimitView {
  return {
    target: toTarget(target),
    concurrency: concurrency?.limit ?? null,
    rate: rateLimit && { limit: rateLimit.limit, perMs: rateLimit.per },
    isKeyed: (concurrency?.isKeyed ?? false) || (rateLimit?.isKeyed ?? false),
    source: isOverridden ? 'runtime' : 'code',
  };
}
