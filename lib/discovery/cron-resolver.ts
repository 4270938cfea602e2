import type { ModuleRef } from '@nestjs/core';
import { isOff, requireSchedule } from '../decorators/validate-recurring-options.js';
import type { RecurringDeclaration } from '../decorators/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { CronFactory } from '../interfaces/index.js';
import { describeError } from '../utils/index.js';

/**
 * The expression of an `@Recurring()`, from its factory if it has one; `null` when it does not fire.
 * @throws {InvalidScheduleError} when the factory returns no valid expression.
 * @throws {JobsOptionsError} when the factory or one of its dependencies fails.
 */
export async function resolveCron(
  { cron, options }: RecurringDeclaration,
  moduleRef: ModuleRef,
  source: string,
): Promise<string | null> {
  const subject = `@Recurring() of ${source}`;
  const expression = typeof cron === 'object' && cron ? await call(cron, moduleRef, subject) : cron;
  if (expression === undefined) {
    throw new JobsOptionsError(
      `${subject}: the factory of the cron expression returned undefined; return null or '-' for one that does not fire`,
    );
  }
  if (isOff(expression)) {
    return null;
  }
  requireSchedule(subject, expression, options.timeZone ?? 'UTC');
  return expression;
}

async function call({ inject = [], useFactory }: CronFactory, moduleRef: ModuleRef, subject: string) {
  const dependencies = inject.map((dependency) => {
    const isObject = typeof dependency === 'object' && dependency !== null && 'token' in dependency;
    const { token, optional } = isObject ? dependency : { token: dependency, optional: false };
    try {
      return moduleRef.get<unknown>(token, { strict: false });
    } catch (error) {
      if (optional) {
        return undefined;
      }
      throw new JobsOptionsError(`${subject}: cron.inject: ${describeError(error)}`, { cause: error });
    }
  });
  try {
    return await useFactory(...dependencies);
  } catch (error) {
    throw new JobsOptionsError(
      `${subject}: the factory of the cron expression threw ${describeError(error)}`,
      {
        cause: error,
      },
    );
  }
}
