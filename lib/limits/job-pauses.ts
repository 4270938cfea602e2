import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireAction } from '../control/index.js';
import { JobRegistry } from '../discovery/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { ControlTarget, PauseOptions, RecurringActionOptions } from '../interfaces/index.js';
import { controlId, isPaused, JobStore, UNCONTROLLED, type Control, type Pause } from '../store/index.js';
import { afterCommit, epoch, requireKeys, toDelay } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { ActiveControls } from './active-controls.js';
import { requireTarget, toTarget } from './control-target.js';

/** A queue or a job type that is paused. */
export interface PauseInfo {
  target: ControlTarget;
  pausedAt: Date;
  /** When it goes on by itself; `null`: when somebody resumes it. */
  until: Date | null;
  reason: string | null;
  actor: string | null;
}

/**
 * Pauses queues and job types, on every worker within a second, on this process's at once. What runs goes on; nothing of them
 * is started. Jobs can be enqueued meanwhile, and wait.
 */
@Injectable()
export class JobPauses {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly registry: JobRegistry,
    private readonly active: ActiveControls,
    private readonly wakeUp: WakeUp,
  ) {}

  /** What is paused now. */
  async list(): Promise<PauseInfo[]> {
    const { all, now } = await this.store.limits.controls();
    return all.filter((control) => isPaused(control, now)).map(toInfo);
  }

  /**
   * Pauses a queue or a job type until it is resumed, or until a moment or for a time. One that is
   * paused already gets the new reason and time.
   * @throws {JobsOptionsError} when the moment is not in the future by the database's clock.
   */
  async pause(target: ControlTarget, options: PauseOptions = {}): Promise<PauseInfo> {
    const { reason, actor, manager } = requireAction(options, ['until']);
    const { until } = options;
    const at = until instanceof Date ? epoch(until, 'pauses.pause: until') : null;
    const length =
      until === undefined || until instanceof Date ? null : toDelay(until, 'pauses.pause: until');
    const which = requireTarget('pauses.pause', target, this.registry);
    const paused = await this.store.limits.change(
      [controlId(which)],
      ([stored], now) => {
        const end = at ?? (length === null ? null : now + length);
        if (end !== null && end <= now) {
          throw new JobsOptionsError(
            `pauses.pause: until must be in the future (got ${new Date(end).toISOString()})`,
          );
        }
        const pause: Pause = { at: now, until: end, reason, actor };
        return [{ ...(stored ?? { ...which, ...UNCONTROLLED }), pause }];
      },
      manager,
    );
    this.applyAfter(manager, paused);
    return toInfo(paused[0]!);
  }

  /** @returns `false` when it is not paused. */
  async resume(target: ControlTarget, options: RecurringActionOptions = {}): Promise<boolean> {
    requireKeys(options, 'The options of pauses.resume', ['manager']);
    const resumed = await this.store.limits.change(
      [controlId(requireTarget('pauses.resume', target, this.registry))],
      ([stored], now) => (stored && isPaused(stored, now) ? [{ ...stored, pause: null }] : []),
      options.manager,
    );
    this.applyAfter(options.manager, resumed);
    return resumed.length > 0;
  }

  private applyAfter(manager: EntityManager | undefined, changed: Control[]): void {
    afterCommit(manager, () => {
      this.active.learn(changed);
      this.wakeUp.dueSooner();
    });
  }
}

function toInfo(control: Control): PauseInfo {
  const { at, until, reason, actor } = control.pause!;
  return {
    target: toTarget(control),
    pausedAt: new Date(at),
    until: until === null ? null : new Date(until),
    reason,
    actor,
  };
}
