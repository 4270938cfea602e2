import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { JobsOptionsError, OperationNotFoundError, OperationTimeoutError } from '../errors/index.js';
import type { JobActionOptions } from '../interfaces/index.js';
import {
  JobStore,
  type JobAction,
  type JobFilter,
  type OperationInfo,
  type PageRequest,
} from '../store/index.js';
import {
  afterCommit,
  newId,
  pageOf,
  requireJobId,
  requireKeys,
  requireObject,
  requireWholeNumber,
  toMilliseconds,
  type Duration,
} from '../utils/index.js';
import { validateFilter } from '../validation/job-filter.js';
import { WakeUp } from '../wake-up/index.js';
import { requireAction } from './action-options.js';
import { OperationHandle, type OperationActions } from './operation-handle.js';

const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1_000;

/** An operation by its id or its handle. */
export type OperationReference = string | OperationHandle;

export interface OperationPage {
  operations: OperationInfo[];
  /** The `cursor` of the next page; `null` when this is the last one. */
  next: string | null;
}

/**
 * Actions on sets of jobs: `jobs.deleteAll()` and its kin start them, workers do them, and any
 * process can look at them and cancel them here. Finished ones are kept for 30 days.
 */
@Injectable()
export class JobOperations implements OperationActions {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly wakeUp: WakeUp,
  ) {}

  /** @internal See `JobScheduler.deleteAll()`. */
  async start(
    method: string,
    filter: JobFilter,
    action: JobAction,
    options: JobActionOptions = {},
  ): Promise<OperationHandle> {
    requireExplicit(method, filter);
    const { manager, ...who } = requireAction(options);
    const id = newId();
    await this.store.operations.start({ id, action, filter, ...who }, manager);
    afterCommit(manager, () => this.wakeUp.dueSooner());
    return new OperationHandle(id, this);
  }

  /** The handle of an operation that was started before, or elsewhere. */
  handle(id: string): OperationHandle {
    return new OperationHandle(idOf(id), this);
  }

  /** How far it has come; `null` when there is no such operation (any more). */
  async get(operation: OperationReference): Promise<OperationInfo | null> {
    return this.store.operations.find(idOf(operation));
  }

  /**
   * A page of the operations, newest first.
   * @throws {JobsOptionsError} when the page is not allowed.
   */
  async list(page: PageRequest = {}): Promise<OperationPage> {
    requireKeys(page, 'JobOperations.list: the page', ['limit', 'cursor']);
    const limit = requireWholeNumber(page.limit ?? 50, 'JobOperations.list: limit', 1, 1_000);
    const cursor = page.cursor ?? null;
    if (cursor !== null) {
      requireJobId(cursor, 'JobOperations.list: cursor');
    }
    const operations = await this.store.operations.list(limit + 1, cursor);
    const { shown, next } = pageOf(operations, limit);
    return { operations: shown, next };
  }

  /** See `OperationHandle.cancel()`. */
  async cancel(operation: OperationReference, options: JobActionOptions = {}): Promise<boolean> {
    const { manager, ...who } = requireAction(options);
    return this.store.operations.cancel({ id: idOf(operation), ...who }, manager);
  }

  /** See `OperationHandle.finished()`. */
  async finished(
    operation: OperationReference,
    options: { timeout?: Duration } = {},
  ): Promise<OperationInfo> {
    const id = idOf(operation);
    const limit = toMilliseconds(options.timeout ?? '30s', 'finished: timeout');
    const deadline = performance.now() + limit;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
      const info = await this.look(id);
      if (info?.finishedAt) {
        return info;
      }
      const left = deadline - performance.now();
      if (left <= 0) {
        throw new OperationTimeoutError(id, limit);
      }
      await sleep(Math.min(pause, left));
    }
  }

  /** `undefined`: the database is away, and will answer later. */
  private async look(id: string): Promise<OperationInfo | undefined> {
    let info;
    try {
      info = await this.store.operations.find(id);
    } catch (error) {
      if (this.store.isUnavailable(error)) {
        return undefined;
      }
      throw error;
    }
    if (!info) {
      throw new OperationNotFoundError(id);
    }
    return info;
  }
}

function idOf(operation: OperationReference): string {
  return requireJobId(operation instanceof OperationHandle ? operation.id : operation, 'An operation');
}

/** A field that is `undefined` by mistake would mean every job. */
function requireExplicit(method: string, filter: JobFilter): void {
  requireObject(filter, `${method}: the filter ({} means every job)`);
  const missing = Object.entries(filter).find(([, value]) => value === undefined);
  if (missing) {
    throw new JobsOptionsError(
      `${method}: JobFilter.${missing[0]} is undefined. Leave it out if jobs are meant whatever it is.`,
    );
  }
  validateFilter(filter);
}
