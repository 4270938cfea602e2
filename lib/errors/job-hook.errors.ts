import { isPermanent } from '../utils/is-permanent.js';
import { JobsError } from './jobs.error.js';

/** A hook has forbidden a job: nothing was written, nor of what was to be written with it. */
export class JobVetoedError extends JobsError {
  constructor(
    /** The class of the hook. */
    readonly hook: string,
    /** The job type. */
    readonly type: string,
    readonly reason: string,
  ) {
    super(`The hook ${hook} has vetoed a job of the type ${type}: ${reason}`);
  }
}

/**
 * A hook threw (`cause`) or took longer than `hookTimeout`. `enqueue()` rejects with it, and an
 * attempt fails with it; it is retried unless the cause is permanent.
 */
export class JobHookError extends JobsError {
  readonly permanent: boolean;

  constructor(
    /** The class of the hook and its method: `AuditHooks.onCreating`. */
    readonly hook: string,
    /** The job type. */
    readonly type: string,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`The hook ${hook} ${what}, for a job of the type ${type}`, options);
    this.permanent = isPermanent(options?.cause);
  }
}
