import { Inject, Injectable } from '@nestjs/common';
import { COMMON_KEYS, validateCommonOptions } from '../validation/job-options.js';
import { JobsOptionsError, JobSerializationError } from '../errors/index.js';
import type { EnqueueOptions } from '../interfaces/index.js';
import { LimitPolicy } from '../limits/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import type { Gate, NewJob } from '../store/index.js';
import { epoch, newId, requireKeys, requireTexts, toDelay, type Duration } from '../utils/index.js';
import type { RecordedCall } from './call-recorder.js';
import { CreationHooks } from './creation-hooks.js';
import { UniquePolicy } from './unique-policy.js';
import { takeParentResults } from './parent-result.js';

/** Validated options of a call, ready to be applied to any number of jobs. */
interface PreparedOptions extends Pick<NewJob, 'queue' | 'priority' | 'delay' | 'at' | 'tags' | 'settings'> {}

/** What a job is that belongs to nothing. */
const UNATTACHED = {
  recurringId: null,
  occurrenceAt: null,
  batchId: null,
  pending: 0,
  unique: null,
} as const;

/** Where a job waits. */
type Placement = Pick<EnqueueOptions, 'queue' | 'priority'>;

/** Turns a recorded call and its options into a row: the call's options win over the type's, those over the module's. */
@Injectable()
export class JobFactory {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly unique: UniquePolicy,
    private readonly limits: LimitPolicy,
    private readonly hooks: CreationHooks,
  ) {}

  /**
   * @throws {JobSerializationError} when an argument would not survive being stored, or they are too large.
   * @throws {JobsOptionsError} when an option is not allowed.
   */
  create(call: RecordedCall, options: EnqueueOptions = {}): NewJob {
    return this.finish(call, this.prepare(call, options), options);
  }

  /**
   * As `create()`, for a job that waits for parents; their results may stand among the arguments.
   * @throws as `create()`
   */
  createContinuation(call: RecordedCall, options: EnqueueOptions, parents: number): NewJob {
    const { args, results } = takeParentResults(call.args);
    const isComplete = results.length === 0;
    const job = {
      ...this.build({ ...call, args }, this.prepare(call, options), isComplete),
      pending: parents,
    };
    if (!isComplete) {
      const settings = JSON.parse(job.settings ?? '{}') as object;
      job.settings = JSON.stringify({ ...settings, results });
    }
    this.watch(job, call, { unique: false }, isComplete);
    return job;
  }

  /** The same options for many calls of one type are prepared once. */
  createMany(calls: Iterable<RecordedCall>, options: EnqueueOptions = {}): NewJob[] {
    const prepared = new Map<string, PreparedOptions>();
    const jobs: NewJob[] = [];
    for (const call of calls) {
      let its = prepared.get(call.type.name);
      if (!its) {
        its = this.prepare(call, options);
        prepared.set(call.type.name, its);
      }
      jobs.push(this.finish(call, its, options));
    }
    return jobs;
  }

  /**
   * The arguments as they are stored.
   * @throws {JobSerializationError} when one would not survive it, or they are too large.
   */
  serialize({ type, args }: RecordedCall): string {
    const text = this.options.serializer.serialize(args, `Arguments of ${type.name}`);
    const { maxPayload } = this.options;
    // UTF-8 needs up to three bytes for each of JavaScript's characters: count only when it could matter.
    if (text.length * 3 > maxPayload && Buffer.byteLength(text) > maxPayload) {
      throw new JobSerializationError(
        `The arguments of ${type.name} take ${Buffer.byteLength(text)} bytes and the limit is ${maxPayload} (maxPayload). ` +
          'Store large data elsewhere and pass its id.',
      );
    }
    return text;
  }

  /** The queue and priority of a call: its own, or its type's, or the module's. */
  place({ type }: RecordedCall, options: Placement): Required<Placement> {
    return { ...this.options.defaults, ...defined(type.options), ...defined(options) };
  }

  private finish(call: RecordedCall, prepared: PreparedOptions, options: EnqueueOptions): NewJob {
    const job = this.build(call, prepared);
    const whole = { ...job, unique: this.unique.claimOf(call, job.args, options.unique) };
    this.watch(whole, call, options);
    return whole;
  }

  /** Until the job is written, hooks may give it other arguments, and another queue. */
  private watch(
    job: NewJob,
    { type }: RecordedCall,
    { unique }: Pick<EnqueueOptions, 'unique'>,
    isComplete = true,
  ): void {
    if (this.hooks.concern(type)) {
      this.hooks.watch(job, type, (args, queue) => {
        const text = this.serialize({ type, args });
        const gate = this.gateOf({ type, args }, queue, isComplete);
        return { args: text, unique: this.unique.claimOf({ type, args }, text, unique), gate };
      });
    }
  }

  private build(call: RecordedCall, prepared: PreparedOptions, isComplete = true): NewJob {
    const args = this.serialize(call);
    const gate = this.gateOf(call, prepared.queue, isComplete);
    return { id: newId(), type: call.type.name, args, ...UNATTACHED, ...prepared, gate };
  }

  /** While arguments are missing, keys of limits are not known: the worker that claims the job knows them. */
  private gateOf({ type, args }: RecordedCall, queue: string, isComplete: boolean): Gate | null {
    return isComplete ? this.limits.gateOf(type, queue, args) : null;
  }

  private prepare(call: RecordedCall, options: EnqueueOptions): PreparedOptions {
    const subject = `Options for ${call.type.name}`;
    requireKeys(options, subject, [...COMMON_KEYS, 'delay', 'at', 'tags', 'manager']);
    validateCommonOptions(subject, options);
    if (typeof options.retry?.backoff === 'function') {
      throw new JobsOptionsError(
        `${subject}: retry.backoff cannot be a function here, because it is stored with the job; put it on @BackgroundJob().`,
      );
    }
    if (options.delay !== undefined && options.at !== undefined) {
      throw new JobsOptionsError(`${subject}: give either delay or at, not both`);
    }

    const { retry, timeout } = options;
    return {
      ...this.place(call, options),
      delay: options.delay === undefined ? null : toDelay(options.delay, `${subject}: delay`),
      at: options.at === undefined ? null : epoch(options.at, `${subject}: at`),
      tags: [...new Set(requireTexts(options.tags ?? [], `${subject}: tags`, 100, 20))],
      settings:
        retry === undefined && timeout === undefined
          ? null
          : JSON.stringify({ retry, timeout: limitOf(timeout) }),
    };
  }
}

/** JSON knows no infinity: the largest number says the same. */
function limitOf(timeout: Duration | undefined): Duration | undefined {
  return timeout === Infinity ? Number.MAX_SAFE_INTEGER : timeout;
}

/** The options that are set: an explicit `undefined` does not hide a default. */
function defined({ queue, priority }: Placement): Placement {
  return { ...(queue !== undefined && { queue }), ...(priority !== undefined && { priority }) };
}
