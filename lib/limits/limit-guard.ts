import { Injectable } from '@nestjs/common';
import type { JobType } from '../discovery/index.js';
import { gateOf, type ClaimedJob, type Gate, type Lane } from '../store/index.js';
import { ActiveControls } from './active-controls.js';
import { lanesOf, LimitPolicy } from './limit-policy.js';

/** Why a claimed job is not started: it waits at a gate first, or in its queue, which is paused. */
export type Postponement = { kind: 'throttled'; gate: Gate } | { kind: 'released'; reason: string };

/**
 * Looks at claimed jobs before they start. Whoever enqueued one may not have known its limits: they
 * are newer than the job or were set at run time, or the caller does not have the class. Then the
 * job waits at its gate like the others. So does one whose type is paused, out of the way of others.
 */
@Injectable()
export class LimitGuard {
  constructor(
    private readonly policy: LimitPolicy,
    private readonly controls: ActiveControls,
  ) {}

  /**
   * `null`: the job may start.
   * @throws {JobsOptionsError} when a key function throws or returns anything but a text.
   */
  check(job: ClaimedJob, type: JobType, args: unknown[]): Postponement | null {
    const declared = this.policy.limitsOn(type, job.queue);
    if (declared.length === 0 && this.controls.isEmpty) {
      return null;
    }
    if (this.controls.isPaused('queue', job.queue)) {
      return { kind: 'released', reason: 'Its queue is paused' };
    }
    const given = [...this.given('type', type.name), ...this.given('queue', job.queue)].filter(
      (lane) => !declared.some((limit) => isSame(limit, lane)),
    );
    const isPaused = this.controls.isPaused('type', type.name);
    // A lane from before the limit had a key, or from when it had one, is another.
    const isMissing =
      declared.some(
        (limit) => !job.lanes.some((lane) => isSame(limit, lane) && (lane.key === null) === !limit.key),
      ) || given.some((limit) => !job.lanes.some((lane) => isSame(limit, lane)));
    if (!isPaused && !isMissing) {
      return null;
    }
    const lanes = [...lanesOf(declared, args), ...given];
    if (isPaused) {
      lanes.push({ scope: 'type', name: type.name, kind: 'pause', key: null });
    }
    return { kind: 'throttled', gate: gateOf(lanes)! };
  }

  /** The limits that were set at run time; of keys only the code knows. */
  private given(scope: Lane['scope'], name: string): Lane[] {
    const limits = this.controls.limitsOf(scope, name);
    return [
      ...(limits?.concurrency ? [{ scope, name, kind: 'concurrency' as const, key: null }] : []),
      ...(limits?.rate ? [{ scope, name, kind: 'rate' as const, key: null }] : []),
    ];
  }
}

function isSame(a: Omit<Lane, 'key'>, b: Omit<Lane, 'key'>): boolean {
  return a.scope === b.scope && a.name === b.name && a.kind === b.kind;
}
