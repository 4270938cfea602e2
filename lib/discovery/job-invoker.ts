import { Inject, Injectable, type Type } from '@nestjs/common';
import { ContextIdFactory, type ContextId } from '@nestjs/core';
import type { JobRequest } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { Enhancers, type EnhancedCall } from './enhancers.js';
import type { JobHandler } from './job-registry.js';
import type { JobType } from './job-type.js';
import { isShared, moduleRefOf, type Provider } from './provider.js';

type Invocation = JobHandler['invoke'];

/** Says how the methods of jobs are called: on which instance, and through which interceptors and pipes. */
@Injectable()
export class JobInvoker {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly enhancers: Enhancers,
  ) {}

  /** @throws {JobsOptionsError} when an interceptor or a pipe cannot take part. */
  invocation({ options }: JobType, provider: Provider, method: string): Invocation {
    const kinds = options.enhancers ?? this.options.enhancers;
    const call = kinds.length > 0 ? this.enhancers.around(provider, method, kinds) : plainCall(method);
    const scoped = kinds.length > 0 ? this.enhancers.scoped(kinds) : [];
    if (isShared(provider) && scoped.length === 0) {
      return (_request, args) => call(provider.instance, args);
    }
    // A request-scoped or transient provider is made afresh for each job; the job is its REQUEST.
    return async (request, args) => {
      const contextId = this.contextOf(provider, request);
      for (const enhancer of scoped) {
        await resolve(enhancer, contextId);
      }
      return call(await resolve(provider, contextId), args, contextId);
    };
  }

  /**
   * Durable providers are shared by the jobs for which the application's strategy says so; what they
   * get as REQUEST is its payload, as with requests.
   */
  private contextOf(provider: Provider, request: JobRequest): ContextId {
    const contextId = ContextIdFactory.getByRequest(request);
    const payload = contextId.payload as object | undefined;
    const value = provider.isDependencyTreeDurable() ? payload : { ...request, ...payload };
    moduleRefOf(provider).registerRequestByContextId(value, contextId);
    return contextId;
  }
}

function resolve(provider: Provider, contextId: ContextId): Promise<unknown> {
  return moduleRefOf(provider).resolve(provider.token as Type<unknown>, contextId);
}

function plainCall(method: string): EnhancedCall {
  return (instance, args) => (instance as Record<string, (...args: unknown[]) => unknown>)[method]!(...args);
}
