import { Injectable } from '@nestjs/common';
import { CallRecorder, JobFactory, parentResult, parentResults, type JobService } from '../creation/index.js';
import { RetentionPolicy } from '../discovery/index.js';
import type { ContinueOptions } from '../interfaces/index.js';
import type { NewContinuation } from '../store/index.js';
import { requireKeys, requireOneOf } from '../utils/index.js';
import { toParents, type ParentReference } from './parents.js';

/** Not `at`: it runs when its parents have ended; and not `unique`: it is of its parents. */
const CONTINUE_KEYS = ['queue', 'priority', 'timeout', 'retry', 'delay', 'tags', 'manager'];

/** Makes rows of calls that wait for others. */
@Injectable()
export class ContinuationFactory {
  constructor(
    private readonly factory: JobFactory,
    private readonly retention: RetentionPolicy,
  ) {}

  /** @throws as `JobScheduler.continueWith()` */
  create<Service>(
    parents: ParentReference | readonly ParentReference[],
    service: JobService<Service>,
    call: (service: Service, result: never) => unknown,
    { on = 'succeeded', ...options }: ContinueOptions,
  ): NewContinuation {
    const references = Array.isArray(parents) ? (parents as ParentReference[]) : [parents as ParentReference];
    const waitedFor = toParents(references);
    requireKeys(options, 'The options of continueWith', CONTINUE_KEYS);
    requireOneOf(on, 'continueWith: on', ['succeeded', 'failed', 'deleted', 'finished']);
    const result = Array.isArray(parents) ? parentResults(references.length) : parentResult(0);
    const recorded = new CallRecorder(service).record((recording) => call(recording, result as never));
    const job = this.factory.createContinuation(recorded, options, waitedFor.length);
    return { job, parents: waitedFor, on, keep: this.retention.of(job.type, 'deleted') };
  }
}
