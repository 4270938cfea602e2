import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { globalJobHooksOrder } from '../decorators/index.js';
import { HookRegistry, refuseScope, toHook, type GlobalHook } from '../hooks/index.js';
import type { JobHooks, JobHooksClass } from '../interfaces/index.js';
import { classOf, isShared } from './provider.js';

/** Finds the providers with `@GlobalJobHooks()`. */
@Injectable()
export class HookExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: HookRegistry,
  ) {}

  /** @throws {JobsOptionsError} when one is not made once and for all, or hooks into nothing. */
  async explore(): Promise<void> {
    const found = new Map<JobHooksClass, GlobalHook & { order: number }>();
    for (const provider of this.discovery.getProviders()) {
      const target = classOf(provider) as JobHooksClass | undefined;
      const order = target && globalJobHooksOrder(target);
      if (!target || order === undefined || found.has(target)) {
        continue;
      }
      if (!isShared(provider)) {
        throw refuseScope(target);
      }
      found.set(target, { target, order, hook: toHook(target, provider.instance as JobHooks) });
    }
    await this.registry.open([...found.values()].toSorted((one, other) => one.order - other.order));
  }
}
