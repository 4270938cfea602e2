import {
  engineReason,
  type AppliedState,
  type JobEnd,
  type JobOutcome,
  type JobRequest,
  type JobState,
  type StateElection,
} from '../interfaces/index.js';
import type { Outcome } from '../store/index.js';
import { requireText, toDelay, type Duration } from '../utils/index.js';
import type { Execution } from './execution.js';
import type { OutcomeFactory } from './outcome-factory.js';

/** What one hook is asked, and what it has chosen. */
export class Election implements StateElection {
  constructor(
    private readonly hook: string,
    private readonly execution: Execution,
    readonly job: JobRequest,
    /** What the job becomes if the hook leaves it at that. */
    public outcome: Outcome,
    private readonly outcomes: OutcomeFactory,
  ) {}

  get candidate(): JobOutcome {
    return outcomeView(this.outcome) as JobOutcome;
  }

  get ended(): JobEnd {
    return this.execution.ended!;
  }

  succeed(result?: unknown): void {
    this.outcome = this.outcomes.succeeded(this.execution, this.job.type, result);
  }

  fail(reason?: string): void {
    this.outcome = this.outcomes.failed(this.execution, this.why(reason), this.error);
  }

  retry(delay: Duration, reason?: string): void {
    const time = toDelay(delay, 'StateElection.retry: delay');
    this.outcome = this.outcomes.retried(this.execution, this.why(reason), this.error, time);
  }

  snooze(delay: Duration): void {
    this.outcome = this.outcomes.snoozed(this.execution, toDelay(delay, 'StateElection.snooze: delay'));
  }

  delete(reason?: string): void {
    this.outcome = this.outcomes.deleted(this.execution, this.why(reason), this.error);
  }

  /** What went wrong stays with the job, whatever is made of it. */
  private get error() {
    return 'error' in this.outcome ? this.outcome.error : null;
  }

  private why(reason: string | undefined): string {
    return reason === undefined
      ? engineReason('hook', { hook: this.hook })
      : requireText(reason, 'StateElection: reason', 1_000);
  }
}

/** An outcome without what only the store needs. */
export function outcomeView(outcome: Outcome): AppliedState['outcome'] {
  switch (outcome.kind) {
    case 'succeeded':
      return { kind: 'succeeded' };
    case 'snoozed':
      return { kind: 'snoozed', delay: outcome.delay };
    case 'released':
      return { kind: 'released', reason: outcome.reason };
    case 'throttled':
      return { kind: 'released', reason: 'It waits for a limit' };
    case 'retried': {
      const { kind, reason, error, delay } = outcome;
      return { kind, reason, error, delay };
    }
    default: {
      const { kind, reason, error } = outcome;
      return { kind, reason, error };
    }
  }
}

/** Where an outcome leaves the job. */
export function stateOf(outcome: Outcome): JobState {
  switch (outcome.kind) {
    case 'retried':
    case 'snoozed':
      return outcome.delay > 0 ? 'scheduled' : 'enqueued';
    case 'released':
      return 'enqueued';
    default:
      return outcome.kind;
  }
}
