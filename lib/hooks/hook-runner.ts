import { Inject, Injectable } from '@nestjs/common';
import { JobHookError } from '../errors/index.js';
import type { JobHooks } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { describeError, SafeLogger } from '../utils/index.js';
import type { Hook } from './hook-chain.js';

type Method = keyof JobHooks;
type Arguments<Name extends Method> = Parameters<NonNullable<JobHooks[Name]>>;

/** Calls hooks, and waits for each as long as `hookTimeout` says: what one does after that has no effect. */
@Injectable()
export class HookRunner {
  private readonly logger = new SafeLogger('NestfireHooks');

  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions) {}

  /**
   * Resolves when the hook has done its work; for one that is synchronous there is nothing to wait for.
   * Not an async function: what the hook enters before its first `await` (`AsyncLocalStorage.enterWith()`)
   * is to stay entered for the caller.
   * @throws {JobHookError} when the hook throws or takes too long.
   */
  call<Name extends Method>(
    hook: Hook,
    method: Name,
    type: string,
    ...args: Arguments<Name>
  ): Promise<void> | undefined {
    const name = `${hook.name}.${method}`;
    const failed = (cause: unknown) =>
      new JobHookError(name, type, `threw ${describeError(cause)}`, { cause });
    let returned: unknown;
    try {
      returned = (hook.instance[method] as (...args: Arguments<Name>) => unknown)(...args);
    } catch (error) {
      throw failed(error);
    }
    if (!isThenable(returned)) {
      return undefined;
    }
    const { hookTimeout } = this.options;
    return new Promise<void>((resolve, reject) => {
      const late = () =>
        reject(new JobHookError(name, type, `took longer than ${hookTimeout} ms (hookTimeout)`));
      const timer = setTimeout(late, hookTimeout);
      returned.then(
        () => (clearTimeout(timer), resolve()),
        (error: unknown) => (clearTimeout(timer), reject(failed(error))),
      );
    });
  }

  /** The same, for hooks whose errors change nothing: they are logged. Whether it did its work. */
  async tell<Name extends Method>(
    hook: Hook,
    method: Name,
    type: string,
    ...args: Arguments<Name>
  ): Promise<boolean> {
    try {
      await this.call(hook, method, type, ...args);
      return true;
    } catch (error) {
      this.logger.error((error as JobHookError).message);
      return false;
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
