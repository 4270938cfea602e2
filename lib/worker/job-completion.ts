import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobLostError, JobsOptionsError } from '../errors/index.js';
import { JobStore } from '../store/index.js';
import { afterCommit } from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import type { Execution } from './execution.js';
import { OutcomeFactory } from './outcome-factory.js';

/** Writes the success of a running job in the transaction of its handler. */
@Injectable()
export class JobCompletion {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly outcomes: OutcomeFactory,
    private readonly wakeUp: WakeUp,
  ) {}

  /** If the transaction rolls back, nothing has happened, and how the handler ends is what counts. */
  async complete(execution: Execution, manager: EntityManager, result: unknown): Promise<void> {
    const { id, type } = execution.job;
    if (!manager?.queryRunner?.isTransactionActive) {
      throw new JobsOptionsError(
        'JobContext.complete: it must be given the manager of a transaction, as in dataSource.transaction((manager) => …)',
      );
    }
    if (execution.snoozed !== undefined) {
      throw new JobsOptionsError(`JobContext.complete: the job ${id} has been snoozed, and runs again`);
    }
    if (execution.completed) {
      throw new JobsOptionsError(`JobContext.complete: the job ${id} is complete already`);
    }
    const outcome = this.outcomes.success(execution, type, result);
    const { applied, released } = await this.store.settle([outcome], manager);
    if (!applied[0]) {
      throw new JobLostError(id);
    }
    const completion = new Promise<boolean>((resolve) => {
      const committed = () => {
        execution.completed = { ...outcome, isWritten: true };
        this.wakeUp.announce(released);
        resolve(true);
      };
      const rolledBack = () => {
        if (execution.completion === completion) {
          execution.completion = undefined;
        }
        resolve(false);
      };
      afterCommit(manager, committed, rolledBack);
    });
    execution.completion = completion;
  }
}
