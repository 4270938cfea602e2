import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry } from '../discovery/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { controlId, JobStore, UNCONTROLLED, type Control, type StoredLimits } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { toStoredLimits } from '../validation/limit-options.js';

/** Writes the limits that the code of this process declares, so that every worker applies them. */
@Injectable()
export class LimitDeclarer {
  private readonly logger = new SafeLogger('NestfireLimits');

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly registry: JobRegistry,
  ) {}

  /**
   * In one transaction; the same code writes nothing the second time. What somebody has set at run
   * time stays. Limits of this process's types that are not declared any more are taken back; those
   * of queues stay, because another application may declare them.
   */
  async declare(): Promise<void> {
    const declared = new Map<string, Pick<Control, 'scope' | 'name' | 'declared'>>();
    const add = (scope: Control['scope'], name: string, limits: StoredLimits | null) =>
      declared.set(controlId({ scope, name }), { scope, name, declared: limits });
    this.registry.all.forEach(({ name, options }) => add('type', name, toStoredLimits(options)));
    Object.entries(this.options.queues).forEach(([name, limits]) =>
      add('queue', name, toStoredLimits(limits)),
    );
    if (declared.size === 0) {
      return;
    }
    const changed = await this.store.limits.change([...declared.keys()], (stored) => {
      const known = new Map(stored.map((control) => [controlId(control), control]));
      return [...declared].flatMap(([id, control]) => {
        const before = known.get(id) ?? UNCONTROLLED;
        return isEqual(before.declared, control.declared) ? [] : [{ ...before, ...control }];
      });
    });
    if (changed.length > 0) {
      this.logger.log(`Declared the limits of ${changed.map(controlId).join(', ')}`);
    }
  }
}

function isEqual(a: StoredLimits | null, b: StoredLimits | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
