import { Inject, Injectable } from '@nestjs/common';
import { RetentionPolicy, type JobHandler } from '../discovery/index.js';
import { JobSerializationError } from '../errors/index.js';
import { engineReason, type StorableRetryOptions, type StoredError } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { serializeError } from '../serialization/index.js';
import type { Postponement } from '../limits/index.js';
import type { Outcome } from '../store/index.js';
import { isPermanent, SafeLogger } from '../utils/index.js';
import type { Execution } from './execution.js';
import { RetryPolicy } from './retry-policy.js';

/** Says what is to be written of an execution that has ended. */
@Injectable()
export class OutcomeFactory {
  private readonly logger = new SafeLogger('NestfireExecutor');

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly retention: RetentionPolicy,
  ) {}

  /** @throws {JobSerializationError} when the result cannot be stored. */
  success(execution: Execution, type: string, result: unknown): Outcome {
    return execution.snoozed === undefined
      ? this.succeeded(execution, type, result)
      : this.snoozed(execution, execution.snoozed);
  }

  /** @throws {JobSerializationError} when the result cannot be stored. */
  succeeded(execution: Execution, type: string, result: unknown): Outcome {
    const keep = this.retention.of(type, 'succeeded');
    if (result === undefined) {
      return { ...base(execution), kind: 'succeeded', result: null, keep };
    }
    const text = this.options.serializer.serialize(result, `Result of ${type}`);
    const size = Buffer.byteLength(text);
    if (size > this.options.maxPayload) {
      throw new JobSerializationError(
        `The result of ${type} takes ${size} bytes and the limit is ${this.options.maxPayload} (maxPayload). ` +
          'Store large data elsewhere and return its id.',
      );
    }
    return { ...base(execution), kind: 'succeeded', result: text, keep };
  }

  /** A retry, or the end when attempts are used up or the error is not to be retried. */
  failure(
    execution: Execution,
    error: unknown,
    handler: JobHandler | undefined,
    retry?: StorableRetryOptions,
  ): Outcome {
    const { attempt } = execution.job;
    const policy = new RetryPolicy(this.logger, retry, handler?.options.retry, this.options.retry);
    const stored = serializeError(error);
    if (isPermanent(error)) {
      return this.failed(execution, engineReason('permanent', { attempt }), stored);
    }
    const { attempts } = policy;
    if (attempt >= attempts) {
      return this.failed(execution, engineReason('exhausted', { attempt, attempts }), stored);
    }
    const delay = policy.delayAfter(attempt, error);
    return this.retried(execution, engineReason('retried', { attempt, attempts }), stored, delay);
  }

  failed(execution: Execution, reason: string, error: StoredError | null): Outcome {
    const keep = this.retention.of(execution.job.type, 'failed');
    return { ...base(execution), kind: 'failed', reason, error, keep };
  }

  retried(execution: Execution, reason: string, error: StoredError | null, delay: number): Outcome {
    return { ...base(execution), kind: 'retried', reason, error, delay };
  }

  snoozed(execution: Execution, delay: number): Outcome {
    return { ...base(execution), kind: 'snoozed', delay };
  }

  deleted(execution: Execution, reason: string, error: StoredError | null): Outcome {
    const keep = this.retention.of(execution.job.type, 'deleted');
    return { ...base(execution), kind: 'deleted', reason, error, keep };
  }

  /** Handed back: the attempt is not spent. */
  released(execution: Execution, reason: string): Outcome {
    return { ...base(execution), kind: 'released', reason };
  }

  /** Not started. */
  postponed(execution: Execution, postponement: Postponement): Outcome {
    return { ...base(execution), runTime: null, ...postponement };
  }
}

function base({ job, runTime }: Execution) {
  const { id, claim, workerId, attempt, watched, runAt: dueAt } = job;
  return { id, claim, workerId, attempt, runTime, dueAt, watched };
}
