import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { HookRegistry } from '../hooks/index.js';
import { resolveCron } from './cron-resolver.js';
import { JobInvoker } from './job-invoker.js';
import { JobRegistry } from './job-registry.js';
import { jobTypeOf, recurringDeclarationsOf, type JobType } from './job-type.js';
import { classOf, moduleRefOf, type Provider } from './provider.js';
import { RecurringRegistry } from './recurring-registry.js';

/** Finds the decorated methods of every provider and controller, and registers them. */
@Injectable()
export class JobExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly registry: JobRegistry,
    private readonly recurring: RecurringRegistry,
    private readonly hooks: HookRegistry,
    private readonly invoker: JobInvoker,
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
          await this.register(
            { ...type, aliases: aliasesOf(type, wrapper, method) },
            wrapper,
            target,
            method,
          );
          await this.registerRecurring(type, wrapper, target, method);
        }
      }
    }
  }

  private async register(
    type: JobType,
    wrapper: Provider,
    target: Type<unknown>,
    method: string,
  ): Promise<void> {
    this.registry.register({
      ...type,
      source: sourceOf(wrapper, target, method),
      invoke: this.invoker.invocation(type, wrapper, method),
      chain: await this.hooks.chain(type.hooks ?? [], moduleRefOf(wrapper)),
    });
  }

  private async registerRecurring(
    type: JobType,
    wrapper: Provider,
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
}

function sourceOf(wrapper: Provider, target: Type<unknown>, method: string): string {
  return `${target.name}.${method} (${wrapper.host?.name ?? 'unknown module'})`;
}

/**
 * Other stored names of the method: those it declares, and with `{ provide: Mailer, useClass: SmtpMailer }`
 * the name under which callers, who know the token only, enqueue it.
 */
function aliasesOf({ name, aliases }: JobType, wrapper: Provider, method: string): string[] {
  const token: unknown = wrapper.token;
  const declared =
    typeof token === 'function' && token.prototype ? jobTypeOf(token as Type<unknown>, method) : undefined;
  const names = new Set([...aliases, ...(declared ? [declared.name, ...declared.aliases] : [])]);
  names.delete(name);
  return [...names];
}
