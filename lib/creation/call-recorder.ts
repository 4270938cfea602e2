import type { Abstract, Type } from '@nestjs/common';
import { InvalidJobCallError } from '../errors/index.js';
import { jobTypeOf, type JobType } from '../discovery/index.js';

/** A class whose methods are jobs: what `enqueue()` and its siblings take first. */
export type JobService<Service> = Type<Service> | Abstract<Service>;

/** The call a lambda made: which method, with which arguments. */
export interface RecordedCall {
  type: JobType;
  args: unknown[];
}

/**
 * Records what a lambda calls, without ever touching the service: the lambda runs against a proxy
 * that knows only the names of the class's job methods. One recorder serves any number of calls.
 */
export class CallRecorder<Service> {
  private readonly proxy: Service;
  private readonly methods = new Map<string, (...args: unknown[]) => unknown>();
  private recorded: RecordedCall | undefined;
  private calls = 0;

  constructor(private readonly target: JobService<Service>) {
    if (typeof target !== 'function' || typeof target.prototype !== 'object') {
      throw new InvalidJobCallError(
        'The first argument must be the class of the service, as in enqueue(EmailService, (email) => email.send(id)).',
      );
    }
    this.proxy = new Proxy(Object.create(null) as object, {
      get: (_, property) => this.method(property),
    }) as Service;
  }

  /** @throws {InvalidJobCallError} unless `lambda` makes exactly one call of a job method and does not wait for it. */
  record(lambda: (service: Service) => unknown): RecordedCall {
    if (typeof lambda !== 'function') {
      throw new InvalidJobCallError(
        `The second argument must be the call, as in enqueue(${this.target.name}, (service) => service.method(…)).`,
      );
    }
    this.recorded = undefined;
    this.calls = 0;
    const returned = lambda(this.proxy);
    if (isPromise(returned)) {
      // Whatever the lambda went on to do with a value that does not exist is of no interest.
      returned.then(undefined, () => undefined);
      throw this.refuse(
        'is async or awaits; it must only make the call, which runs later: (service) => service.method(…)',
      );
    }
    const recorded = this.recorded as RecordedCall | undefined;
    if (!recorded || this.calls !== 1) {
      throw this.refuse(`makes ${this.calls} calls of job methods; it must make exactly one`);
    }
    return recorded;
  }

  private method(property: string | symbol): unknown {
    // Returning the proxy from an async function asks whether it is a promise.
    if (typeof property === 'symbol' || property === 'then') {
      return undefined;
    }
    let method = this.methods.get(property);
    if (!method) {
      method = this.recorderOf(property);
      this.methods.set(property, method);
    }
    return method;
  }

  private recorderOf(property: string): (...args: unknown[]) => unknown {
    const type = jobTypeOf(this.target as Type<unknown>, property);
    if (!type) {
      throw this.refuse(
        `uses ${this.target.name}.${property}, which is not a method with @BackgroundJob() or @Recurring()`,
      );
    }
    return (...args) => {
      this.calls++;
      this.recorded = { type, args };
    };
  }

  private refuse(why: string): InvalidJobCallError {
    return new InvalidJobCallError(`The lambda for ${this.target.name} ${why}.`);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
