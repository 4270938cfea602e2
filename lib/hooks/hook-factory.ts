import { Scope } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { JobsOptionsError } from '../errors/index.js';
import type { JobHooks, JobHooksClass } from '../interfaces/index.js';
import { describeError } from '../utils/index.js';
import type { Hook } from './hook-chain.js';

/** What a class of hooks has at least one of. */
export const HOOK_METHODS = [
  'onCreating',
  'onCreated',
  'onPerforming',
  'onPerformed',
  'onStateElection',
  'onStateApplied',
] as const satisfies (keyof JobHooks)[];

/** Where Nest keeps the options of `@Injectable()`. */
const SCOPE_OPTIONS = 'scope:options';

/** Makes hooks, one for each class and module: the provider of the class, if there is one. */
export class HookFactory {
  private readonly made = new WeakMap<ModuleRef, Map<JobHooksClass, Promise<Hook>>>();

  /** @throws {JobsOptionsError} when it cannot be made, is not made once and for all, or hooks into nothing. */
  make(target: JobHooksClass, moduleRef: ModuleRef): Promise<Hook> {
    const ofModule = this.made.get(moduleRef) ?? new Map<JobHooksClass, Promise<Hook>>();
    this.made.set(moduleRef, ofModule);
    let hook = ofModule.get(target);
    if (!hook) {
      hook = this.find(target, moduleRef).then((instance) => toHook(target, instance));
      ofModule.set(target, hook);
    }
    return hook;
  }

  private async find(target: JobHooksClass, moduleRef: ModuleRef): Promise<JobHooks> {
    const scope = scopeOf(target, moduleRef);
    const declared = (Reflect.getMetadata(SCOPE_OPTIONS, target) as { scope?: Scope } | undefined)?.scope;
    if ((scope ?? declared ?? Scope.DEFAULT) !== Scope.DEFAULT) {
      throw refuseScope(target);
    }
    try {
      return scope === undefined ? await moduleRef.create(target) : get(target, moduleRef);
    } catch (error) {
      throw new JobsOptionsError(
        `The job hooks ${target.name} could not be made: ${describeError(error)}. ` +
          'Their dependencies must be known to the module that uses them; or provide them in a module that has these.',
        { cause: error },
      );
    }
  }
}

/** @throws {JobsOptionsError} when it has none of the methods of hooks. */
export function toHook(target: JobHooksClass, instance: JobHooks): Hook {
  if (!HOOK_METHODS.some((method) => typeof instance[method] === 'function')) {
    throw new JobsOptionsError(
      `The job hooks ${target.name} have none of the methods ${HOOK_METHODS.join(', ')}`,
    );
  }
  return { name: target.name, instance };
}

export function refuseScope(target: JobHooksClass): JobsOptionsError {
  return new JobsOptionsError(
    `The job hooks ${target.name} are request-scoped or transient, or depend on a provider that is; ` +
      'hooks are made once. They are told of the job by their arguments, and by JobContext while it runs.',
  );
}

/** The scope of the provider; `undefined` when there is none. */
function scopeOf(target: JobHooksClass, moduleRef: ModuleRef): Scope | undefined {
  try {
    return moduleRef.introspect(target).scope;
  } catch {
    return undefined;
  }
}

/** The provider of the module itself, or else of any other. */
function get(target: JobHooksClass, moduleRef: ModuleRef): JobHooks {
  try {
    return moduleRef.get(target, { strict: true });
  } catch {
    return moduleRef.get(target, { strict: false });
  }
}
