import { AsyncLocalStorage } from 'node:async_hooks';
import { NoJobContextError } from '../errors/index.js';
import type { Execution } from './execution.js';

const running = new AsyncLocalStorage<Execution>();

/** Runs `work` as part of an execution: `JobContext` speaks of it, in every provider the work reaches. */
export function runInJob<Result>(execution: Execution, work: () => Result): Result {
  return running.run(execution, work);
}

/** The execution the code is part of. */
export function runningJob(): Execution | undefined {
  return running.getStore();
}

/** @throws {NoJobContextError} outside of a job, naming what was asked for. */
export function requireRunningJob(member: string): Execution {
  const execution = running.getStore();
  if (!execution) {
    throw new NoJobContextError(member);
  }
  return execution;
}
