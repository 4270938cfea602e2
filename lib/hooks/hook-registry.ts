import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { JobHooksClass } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { HookChain, type Hook } from './hook-chain.js';
import { HookFactory } from './hook-factory.js';

/** A hook, and the class by which it counts once. */
export interface GlobalHook {
  target: JobHooksClass;
  hook: Hook;
}

/**
 * The hooks of this application. Those of the module's options come first, then the providers with
 * `@GlobalJobHooks()` by their order, then those of the job's class, then of its method. A class
 * counts once, where it is nearest to the method.
 */
@Injectable()
export class HookRegistry {
  private readonly factory = new HookFactory();
  private globals: GlobalHook[] = [];
  private globalChain: HookChain | undefined;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * Makes the hooks of the options, and takes those that were found among the providers, in their order.
   * @throws {JobsOptionsError}
   */
  async open(found: GlobalHook[]): Promise<void> {
    this.globals = [...(await this.make(this.options.hooks, this.moduleRef)), ...found];
    this.globalChain = chainOf(this.globals);
  }

  /** The hooks of job types that have none of their own; `undefined` when there are none. */
  get global(): HookChain | undefined {
    return this.globalChain;
  }

  /**
   * The hooks of a job type with these of its own, made in the module that provides the job (or
   * else in this one); `undefined` when there are none.
   * @throws {JobsOptionsError}
   */
  async chain(own: JobHooksClass[], moduleRef = this.moduleRef): Promise<HookChain | undefined> {
    return own.length === 0
      ? this.globalChain
      : chainOf([...this.globals, ...(await this.make(own, moduleRef))]);
  }

  private async make(targets: JobHooksClass[], moduleRef: ModuleRef): Promise<GlobalHook[]> {
    const made: GlobalHook[] = [];
    for (const target of targets) {
      made.push({ target, hook: await this.factory.make(target, moduleRef) });
    }
    return made;
  }
}

function chainOf(hooks: GlobalHook[]): HookChain | undefined {
  const nearest = hooks.filter(
    ({ target }, index) => hooks.findLastIndex((other) => other.target === target) === index,
  );
  return nearest.length === 0 ? undefined : new HookChain(nearest.map(({ hook }) => hook));
}
