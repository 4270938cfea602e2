import type { Type } from '@nestjs/common';
import { ModuleRef, type DiscoveryService } from '@nestjs/core';

/** A provider or controller, as Nest keeps it. */
export type Provider = ReturnType<DiscoveryService['getProviders']>[number];

/** The provider's class. For factories and values it is only known by the instance they gave. */
export function classOf(provider: Provider): Type<unknown> | undefined {
  const isFactory = provider.inject !== undefined && provider.inject !== null;
  const target: unknown =
    isFactory || !provider.metatype ? constructorOf(provider.instance) : provider.metatype;
  return typeof target === 'function' && target.prototype ? (target as Type<unknown>) : undefined;
}

/** Of the provider's own module: another may provide something else under the same token. */
export function moduleRefOf(provider: Provider): ModuleRef {
  return provider.host!.getProviderByKey(ModuleRef).instance as ModuleRef;
}

/** Whether there is one instance of it for the whole application. */
export function isShared(provider: Provider): boolean {
  return provider.isDependencyTreeStatic() && !provider.isTransient;
}

function constructorOf(instance: unknown): unknown {
  return typeof instance === 'object' && instance !== null
    ? Object.getPrototypeOf(instance)?.constructor
    : undefined;
}
