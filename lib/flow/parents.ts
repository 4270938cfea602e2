import { BatchHandle, JobHandle, type JobReference } from '../control/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { ContinuationCondition } from '../interfaces/index.js';
import type { NewContinuation } from '../store/index.js';
import { describeValue, requireJobId } from '../utils/index.js';

/** What a continuation can wait for: a job by its handle or id, or a batch by its handle. */
export type ParentReference = JobReference | BatchHandle;

/**
 * The type of a parent's result: unknown for one that is given by its id, nothing for a batch, and
 * perhaps nothing where the parent need not have succeeded.
 */
export type ResultOf<
  Parent,
  Condition extends ContinuationCondition = 'succeeded',
> = Parent extends BatchHandle
  ? undefined
  : Parent extends JobHandle<infer Result>
    ? [Condition] extends ['succeeded']
      ? Result
      : Result | undefined
    : unknown;

/** The results of several parents, in their order. */
export type ResultsOf<
  Parents extends readonly ParentReference[],
  Condition extends ContinuationCondition = 'succeeded',
> = {
  [Index in keyof Parents]: ResultOf<Parents[Index], Condition>;
};

const MAX_PARENTS = 1_000;

/** @throws {JobsOptionsError} when one is no job or batch, is there twice, or there is none. */
export function toParents(references: readonly ParentReference[]): NewContinuation['parents'] {
  if (references.length === 0 || references.length > MAX_PARENTS) {
    throw new JobsOptionsError(
      `continueWith: there must be 1 to ${MAX_PARENTS} parents (got ${references.length})`,
    );
  }
  const parents = references.map((reference): NewContinuation['parents'][number] =>
    reference instanceof BatchHandle
      ? { id: reference.id, kind: 'batch' }
      : {
          id: requireJobId(
            reference instanceof JobHandle ? reference.id : reference,
            'continueWith: a parent',
          ),
          kind: 'job',
        },
  );
  const twice = parents.find(({ id }, index) => parents.findIndex((each) => each.id === id) !== index);
  if (twice) {
    throw new JobsOptionsError(`continueWith: the parent ${describeValue(twice.id)} is given twice`);
  }
  return parents;
}
