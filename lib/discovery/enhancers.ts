import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import { ExternalContextCreator, ModulesContainer, type ContextId } from '@nestjs/core';
import { JobSerializationError, JobsOptionsError } from '../errors/index.js';
import type { JobEnhancer } from '../interfaces/index.js';
import type { Provider } from './provider.js';

/** Calls the method of an instance, through its interceptors and pipes. */
export type EnhancedCall = (instance: unknown, args: unknown[], contextId?: ContextId) => unknown;

/** Where the parameters of a method are described for pipes. */
const PARAMETERS = 'nestfire:parameters';
/** Nest's number of a request's body: the kind of parameter that a ValidationPipe looks at. */
const BODY = 3;
/** Arguments of a call through pipes, at most: each number of arguments is described once and for all. */
const MAX_ARGUMENTS = 100;

const PARAMS_FACTORY = {
  exchangeKeyForValue: (_type: number, index: unknown, args: unknown[]): unknown => args[Number(index)],
};

/** Lets interceptors and pipes of Nest take part in jobs; the execution context's type is `job`. */
@Injectable()
export class Enhancers {
  constructor(
    private readonly contexts: ExternalContextCreator,
    private readonly modules: ModulesContainer,
  ) {}

  /**
   * The global interceptors and pipes that are made for each request, and so for each job.
   * @throws {JobsOptionsError} for a transient one, which Nest makes for controllers only.
   */
  scoped(kinds: readonly JobEnhancer[]): Provider[] {
    const isMeant = (token: unknown) =>
      typeof token === 'string' &&
      ((token.startsWith('APP_INTERCEPTOR ') && kinds.includes('interceptors')) ||
        (token.startsWith('APP_PIPE ') && kinds.includes('pipes')));
    const scoped = [...this.modules.values()].flatMap((module) =>
      [...module.injectables].filter(([token]) => isMeant(token)).map(([, provider]) => provider),
    );
    const transient = scoped.find((provider) => provider.isTransient);
    if (transient) {
      throw new JobsOptionsError(
        `The transient ${String(transient.token).split(' ')[0]} of ${transient.host?.name ?? 'a module'} cannot take part in jobs: ` +
          'make it a singleton or request-scoped, or take it out of the enhancers of jobs.',
      );
    }
    return scoped;
  }

  /** @throws {JobsOptionsError} for a controller, whose enhancers are of its routes. */
  around(provider: Provider, method: string, kinds: readonly JobEnhancer[]): EnhancedCall {
    if (provider.host?.controllers.get(provider.token) === provider) {
      throw new JobsOptionsError(
        `${provider.name}.${method}: enhancers are for jobs of providers, and this is a controller. ` +
          'Move the job to a provider, or give it @BackgroundJob({ enhancers: [] }).',
      );
    }
    // What is made for a singleton serves every job with as many arguments.
    const made = new Map<number, ReturnType<ExternalContextCreator['create']>>();
    return (instance, args, contextId) => {
      const count = kinds.includes('pipes') ? countOf(instance as object, method, args) : 0;
      let run = contextId ? undefined : made.get(count);
      if (!run) {
        run = this.create(provider, instance as object, method, kinds, count, contextId);
        if (!contextId) {
          made.set(count, run);
        }
      }
      return run(...args);
    };
  }

  private create(
    provider: Provider,
    instance: object,
    method: string,
    kinds: readonly JobEnhancer[],
    count: number,
    contextId: ContextId | undefined,
  ): ReturnType<ExternalContextCreator['create']> {
    return this.contexts.create(
      instance,
      (instance as Record<string, () => unknown>)[method]!,
      describe(instance, method, count),
      PARAMETERS,
      kinds.includes('pipes') ? PARAMS_FACTORY : undefined,
      contextId,
      provider.id,
      { interceptors: kinds.includes('interceptors'), guards: false, filters: false },
      'job',
    );
  }
}

/** As many parameters as are declared, and as there are arguments. */
function countOf(instance: object, method: string, args: unknown[]): number {
  if (args.length > MAX_ARGUMENTS) {
    throw new JobSerializationError(
      `The job has ${args.length} arguments, and ${MAX_ARGUMENTS} at most can go through pipes.`,
    );
  }
  return Math.max(args.length, typesOf(instance, method)?.length ?? 0);
}

/**
 * Describes so many parameters of a method as Nest's decorators would, and returns the name it is
 * under: one of our own, for Nest remembers by the name what others have described.
 */
function describe(instance: object, method: string, count: number): string {
  const name = `${method} (job of ${count})`;
  const entries = Array.from({ length: count }, (_, index) => [
    `${BODY}:${index}`,
    { index, data: String(index), pipes: [] },
  ]);
  Reflect.defineMetadata(PARAMETERS, Object.fromEntries(entries), instance.constructor, name);
  Reflect.defineMetadata(
    'design:paramtypes',
    typesOf(instance, method),
    instance.constructor.prototype,
    name,
  );
  return name;
}

function typesOf(instance: object, method: string): unknown[] | undefined {
  return Reflect.getMetadata('design:paramtypes', instance, method) as unknown[] | undefined;
}
