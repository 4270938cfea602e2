import { Injectable } from '@nestjs/common';
import { HookRunner, type Hook, type HookChain } from '../hooks/index.js';
import type { AppliedState, JobEnd, JobRequest } from '../interfaces/index.js';
import type { HeldJob, Outcome } from '../store/index.js';
import { Election, outcomeView, stateOf } from './election.js';
import type { Execution } from './execution.js';
import { OutcomeFactory } from './outcome-factory.js';

/** Calls the hooks around the execution of jobs. Only `onPerforming` can make an attempt fail. */
@Injectable()
export class ExecutionHooks {
  constructor(
    private readonly runner: HookRunner,
    private readonly outcomes: OutcomeFactory,
  ) {}

  /**
   * Runs the handler between its hooks. One function calls all of them, so that what one enters
   * (`AsyncLocalStorage.enterWith()`) is there for the next, for the handler and on the way back.
   * @throws what the handler throws, or {JobHookError} when it was not called because of a hook.
   */
  async perform(
    chain: HookChain,
    execution: Execution,
    request: JobRequest,
    handler: () => Promise<unknown>,
  ): Promise<unknown> {
    const { type } = execution.job;
    const entered: Hook[] = [];
    let ended: JobEnd;
    try {
      for (const hook of chain.around) {
        if (hook.instance.onPerforming) {
          await execution.run(() => this.runner.call(hook, 'onPerforming', type, request), undefined);
        }
        entered.push(hook);
      }
      if (execution.abortReason) {
        throw execution.abortReason;
      }
      ended = { kind: 'returned', result: await handler() };
    } catch (error) {
      ended = { kind: 'threw', error };
    }
    execution.ended = ended;
    for (const hook of entered.toReversed()) {
      if (hook.instance.onPerformed) {
        await this.runner.tell(hook, 'onPerformed', type, request, ended);
      }
    }
    if (ended.kind === 'threw') {
      throw ended.error;
    }
    return ended.result;
  }

  /** Lets hooks replace the outcome, unless it is written already or the job goes back to its queue. */
  async elect(
    chain: HookChain,
    execution: Execution,
    request: JobRequest,
    outcome: Outcome,
  ): Promise<Outcome> {
    let elected = outcome;
    if (outcome.isWritten || outcome.kind === 'released') {
      return outcome;
    }
    for (const hook of chain.electing) {
      // Each has an election of its own: what it says when nobody waits any more is not heard.
      const election = new Election(hook.name, execution, request, elected, this.outcomes);
      if (await this.runner.tell(hook, 'onStateElection', request.type, election)) {
        elected = election.outcome;
      }
    }
    return elected;
  }

  /** Tells hooks of an outcome that was written. */
  async applied(chain: HookChain, { id, type, queue, attempt }: HeldJob, outcome: Outcome): Promise<void> {
    const change: AppliedState = {
      job: { id, type, queue, attempt },
      state: stateOf(outcome),
      outcome: outcomeView(outcome),
      runTime: outcome.runTime ?? 0,
    };
    for (const hook of chain.applied) {
      await this.runner.tell(hook, 'onStateApplied', type, change);
    }
  }
}
