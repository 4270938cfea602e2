import 'reflect-metadata';
import { Inject, Optional } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { isOff, requireSchedule } from '../validation/recurring-options.js';
import type { RecurringDeclaration } from '../decorators/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { CronFactory } from '../interfaces/index.js';
import { describeError } from '../utils/index.js';

/**
 * The expression of an `@Recurring()`, from its factory if it has one; `null` when it does not fire.
 * @throws {InvalidCronError} when the factory returns no valid expression.
 * @throws {JobsOptionsError} when the factory or one of its dependencies fails.
 */
export async function resolveCron(
  { cron, options }: RecurringDeclaration,
  moduleRef: ModuleRef,
  id: string,
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
  requireSchedule(subject, expression, options.timeZone ?? 'UTC', id);
  return expression;
}

/** The dependencies are found as those of a provider of the same module are: by Nest's own rules. */
async function call({ inject = [], useFactory }: CronFactory, moduleRef: ModuleRef, subject: string) {
  class Dependencies {
    readonly values: unknown[];

    constructor(...values: unknown[]) {
      this.values = values;
    }
  }
  Object.defineProperty(Dependencies, 'name', { value: subject });
  inject.forEach((dependency, index) => {
    const isObject = typeof dependency === 'object' && dependency !== null && 'token' in dependency;
    Inject(isObject ? dependency.token : dependency)(Dependencies, undefined, index);
    if (isObject && dependency.optional) {
      Optional()(Dependencies, undefined, index);
    }
  });
  Reflect.defineMetadata(
    'design:paramtypes',
    inject.map(() => Object),
    Dependencies,
  );

  try {
    const { values } = await moduleRef.create(Dependencies);
    return await useFactory(...values);
  } catch (error) {
    throw new JobsOptionsError(`${subject}: the cron expression could not be had: ${describeError(error)}`, {
      cause: error,
    });
  }
}
