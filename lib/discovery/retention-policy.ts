import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, resolveRetention, type ResolvedJobsOptions } from '../jobs.options.js';
import type { Retention } from '../store/index.js';
import { JobRegistry } from './job-registry.js';

type FinalState = keyof ResolvedJobsOptions['retention'];

/** How long finished jobs are kept: as their type says, or else the module. */
@Injectable()
export class RetentionPolicy {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly registry: JobRegistry,
  ) {}

  /** For one job type, in ms. */
  of(type: string, state: FinalState): number {
    const own = this.registry.find(type)?.options.retention;
    return (own ? resolveRetention(own, this.options.retention) : this.options.retention)[state];
  }

  /** For jobs whose types only the database knows. */
  all(state: FinalState): Retention {
    const fallback = this.options.retention[state];
    const types = this.registry.types.map((type) => [type, this.of(type, state)] as const);
    return { fallback, types: Object.fromEntries(types.filter(([, keep]) => keep !== fallback)) };
  }
}
