import { Injectable, type Type } from '@nestjs/common';
import { ContextIdFactory, DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { resolveCron } from './cron-resolver.js';
import { JobRegistry } from './job-registry.js';
import { jobTypeOf, recurringDeclarationsOf, type JobType } from './job-type.js';
import { RecurringRegistry } from './recurring-registry.js';

type InstanceWrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Finds the decorated methods of every provider and controller, and registers them. */
@Injectable()
export class JobExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly registry: JobRegistry,
    private readonly recurring: RecurringRegistry,
  ) {}

  /**
   * @throws {DuplicateJobTypeError}
   * @throws {DuplicateRecurringJobError}
   * @throws {JobsOptionsError} when the cron expression of an `@Recurring()` is not valid.
   */
  async explore(): Promise<void> {
    // One instance may be provided under several tokens (`useExisting`): it counts once.
    const seen = new Set<unknown>();
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const target = classOf(wrapper);
      const identity = wrapper.isDependencyTreeStatic() ? wrapper.instance : wrapper;
      if (!target || wrapper.isAlias || seen.has(identity)) {
        continue;
      }
      seen.add(identity);
      for (const method of this.scanner.getAllMethodNames(target.prototype as object)) {
        const type = jobTypeOf(target, method);
        if (type) {
          this.register({ ...type, aliases: aliasesOf(type, wrapper, method) }, wrapper, target, method);
          await this.registerRecurring(type, wrapper, target, method);
        }
      }
    }
  }

  private register(type: JobType, wrapper: InstanceWrapper, target: Type<unknown>, method: string): void {
    this.registry.register({
      ...type,
      source: sourceOf(wrapper, target, method),
      invoke: isShared(wrapper)
        ? (_request, args) => call(wrapper.instance, method, args)
        : async (request, args) => call(await this.resolve(wrapper, request as object), method, args),
    });
  }

  private async registerRecurring(
    type: JobType,
    wrapper: InstanceWrapper,
    target: Type<unknown>,
    method: string,
  ): Promise<void> {
    const source = sourceOf(wrapper, target, method);
    for (const declaration of recurringDeclarationsOf(target, method)) {
      const { options } = declaration;
      const id = options.id ?? type.name;
      const cron = await resolveCron(declaration, moduleRefOf(wrapper), id, source);
      this.recurring.register({ id, type, cron, options, source });
    }
  }

  /** A request-scoped or transient provider is made afresh for each job; the job is its REQUEST. */
  private async resolve(wrapper: InstanceWrapper, request: object): Promise<unknown> {
    const contextId = ContextIdFactory.getByRequest(request);
    const moduleRef = moduleRefOf(wrapper);
    moduleRef.registerRequestByContextId(request, contextId);
    return moduleRef.resolve(wrapper.token as Type<unknown>, contextId);
  }
}

/** Of the provider's own module: another may provide something else under the same token. */
function moduleRefOf(wrapper: InstanceWrapper): ModuleRef {
  return wrapper.host!.getProviderByKey(ModuleRef).instance as ModuleRef;
}

function sourceOf(wrapper: InstanceWrapper, target: Type<unknown>, method: string): string {
  return `${target.name}.${method} (${wrapper.host?.name ?? 'unknown module'})`;
}

function isShared(wrapper: InstanceWrapper): boolean {
  return wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
}

function call(instance: unknown, method: string, args: unknown[]): unknown {
  return (instance as Record<string, (...args: unknown[]) => unknown>)[method]!(...args);
}

/**
 * Other stored names of the method: those it declares, and with `{ provide: Mailer, useClass: SmtpMailer }`
 * the name under which callers, who know the token only, enqueue it.
 */
function aliasesOf({ name, aliases }: JobType, wrapper: InstanceWrapper, method: string): string[] {
  const token: unknown = wrapper.token;
  const declared =
    typeof token === 'function' && token.prototype ? jobTypeOf(token as Type<unknown>, method) : undefined;
  const names = new Set([...aliases, ...(declared ? [declared.name, ...declared.aliases] : [])]);
  names.delete(name);
  return [...names];
}

/** The provider's class. For factories and values it is only known by the instance they gave. */
function classOf(wrapper: InstanceWrapper): Type<unknown> | undefined {
  const isFactory = wrapper.inject !== undefined && wrapper.inject !== null;
  const target: unknown = isFactory || !wrapper.metatype ? constructorOf(wrapper.instance) : wrapper.metatype;
  return typeof target === 'function' && target.prototype ? (target as Type<unknown>) : undefined;
}

function constructorOf(instance: unknown): unknown {
  return typeof instance === 'object' && instance !== null
    ? Object.getPrototypeOf(instance)?.constructor
    : undefined;
}
