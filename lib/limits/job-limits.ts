import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry } from '../discovery/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { ControlTarget, LimitChange } from '../interfaces/index.js';
import {
  controlId,
  JobStore,
  limitsOf,
  UNCONTROLLED,
  type Control,
  type LimitOverride,
  type StoredLimits,
} from '../store/index.js';
import { requireKeys } from '../utils/index.js';
import { requireLimit, toRate } from '../validation/limit-options.js';
import { WakeUp } from '../wake-up/index.js';
import { ActiveControls } from './active-controls.js';
import { requireTarget, toTarget } from './control-target.js';

/** The limits of a queue or a job type, as they are in force. */
export interface LimitInfo {
  target: ControlTarget;
  /** `isKeyed`: for each key by itself. */
  concurrency: { limit: number; isKeyed: boolean } | null;
  /** `per` in ms. */
  rateLimit: { limit: number; per: number; mode: 'burst' | 'smooth'; isKeyed: boolean } | null;
  overlap: 'wait' | 'skip';
  /** Whether somebody has changed at run time what the code declares. */
  isOverridden: boolean;
}

/** Reads and changes limits at run time, for every worker at once. */
@Injectable()
export class JobLimits {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly registry: JobRegistry,
    private readonly active: ActiveControls,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Every limit there is. */
  async list(): Promise<LimitInfo[]> {
    const { all } = await this.store.limits.controls();
    return all.map(toInfo).filter(({ concurrency, rateLimit }) => concurrency || rateLimit);
  }

  /**
   * Sets limits of a queue or a job type, in place of what the code declares, until `reset()`; every
   * worker knows within a second, this process's at once. One that is raised lets jobs go at once; one
   * that is lowered, or new, stops none that runs, and lets others start when enough of those have ended.
   * A rate that is new counts from then on.
   * @throws {JobsOptionsError} when a limit is no whole number of at least 1.
   */
  async set(target: ControlTarget, change: LimitChange): Promise<LimitInfo> {
    requireKeys(change, 'limits.set: the change', ['concurrency', 'rateLimit']);
    const { concurrency, rateLimit } = change;
    if (concurrency === undefined && rateLimit === undefined) {
      throw new JobsOptionsError('limits.set: give concurrency or rateLimit, or null to lift one');
    }
    const override: LimitOverride = {
      ...(concurrency !== undefined && {
        concurrency: concurrency === null ? null : requireLimit(concurrency, 'limits.set: concurrency'),
      }),
      ...(rateLimit !== undefined && {
        rate: rateLimit === null ? null : toRate(rateLimit, 'limits.set: rateLimit'),
      }),
    };
    return this.change('limits.set', target, (control) => ({ ...control.override, ...override }));
  }

  /** Puts back what the code declares. */
  reset(target: ControlTarget): Promise<LimitInfo> {
    return this.change('limits.reset', target, () => null);
  }

  private async change(
    subject: string,
    target: ControlTarget,
    toOverride: (control: Control) => LimitOverride | null,
  ): Promise<LimitInfo> {
    const which = requireTarget(subject, target, this.registry);
    const changed = await this.store.limits.change([controlId(which)], ([stored]) => {
      const control = stored ?? { ...which, ...UNCONTROLLED };
      return [{ ...control, override: toOverride(control) }];
    });
    this.active.learn(changed);
    this.wakeUp.dueSooner();
    return toInfo(changed[0]!);
  }
}

function toInfo(control: Control): LimitInfo {
  const { concurrency, rate, overlap }: StoredLimits = limitsOf(control);
  return {
    target: toTarget(control),
    concurrency,
    rateLimit: rate,
    overlap,
    isOverridden: control.override !== null,
  };
}
