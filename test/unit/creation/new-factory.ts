import type { ModuleRef } from '@nestjs/core';
import { CreationHooks, JobFactory, UniquePolicy } from '../../../lib/creation/index.js';
import { JobRegistry, RetentionPolicy } from '../../../lib/discovery/index.js';
import { HookRegistry, HookRunner } from '../../../lib/hooks/index.js';
import { LimitPolicy } from '../../../lib/limits/index.js';
import { resolveOptions, type JobsModuleOptions } from '../../../lib/jobs.options.js';

/** A factory of jobs without hooks, so that there is nothing to make. */
export function newFactory(options: JobsModuleOptions = {}): JobFactory {
  const resolved = resolveOptions({ worker: false, ...options });
  const registry = new JobRegistry();
  const hooks = new HookRegistry(resolved, {} as ModuleRef);
  return new JobFactory(
    resolved,
    new UniquePolicy(new RetentionPolicy(resolved, registry)),
    new LimitPolicy(resolved),
    new CreationHooks(resolved, registry, hooks, new HookRunner(resolved)),
  );
}
