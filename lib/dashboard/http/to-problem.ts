import { HttpException } from '@nestjs/common';
import {
  DuplicateJobError,
  InvalidCronError,
  JobsOptionsError,
  QueryTimeoutError,
  RecurringJobDeclaredError,
  RecurringJobNotFoundError,
} from '../../errors/index.js';
import { SafeLogger, describeError } from '../../utils/index.js';
import type { JobStore } from '../../store/index.js';
import { ProblemError } from './problem.error.js';

const logger = new SafeLogger('JobsDashboard');

/** Whatever was thrown, as the problem it is. What nobody has foreseen is logged, and nothing of it told. */
export function toProblem(error: unknown, store: JobStore): ProblemError {
  if (error instanceof ProblemError) {
    return error;
  }
  if (error instanceof QueryTimeoutError) {
    return new ProblemError('query_timeout');
  }
  if (error instanceof RecurringJobNotFoundError) {
    return new ProblemError('not_found');
  }
  if (error instanceof RecurringJobDeclaredError) {
    return new ProblemError('declared_in_code');
  }
  if (error instanceof InvalidCronError) {
    return new ProblemError('invalid_cron', { params: { message: error.message } });
  }
  if (error instanceof DuplicateJobError) {
    return new ProblemError('duplicate');
  }
  if (error instanceof JobsOptionsError) {
    return new ProblemError('invalid_request', { params: { message: error.message } });
  }
  if (error instanceof HttpException) {
    return fromHttp(error) ?? unforeseen(error);
  }
  if (store.isUnavailable(error)) {
    return new ProblemError('store_unavailable');
  }
  return unforeseen(error);
}

function unforeseen(error: unknown): ProblemError {
  logger.error(`A request of the dashboard failed: ${describeError(error)}`);
  return new ProblemError('internal');
}

/** A guard's of the application; `null`: it has not refused the request, but failed. */
function fromHttp(error: HttpException): ProblemError | null {
  switch (error.getStatus()) {
    case 401:
      return new ProblemError('unauthorized');
    case 403:
      return new ProblemError('forbidden');
    case 404:
      return new ProblemError('not_found');
    case 413:
      return new ProblemError('body_too_large');
    case 429:
      return new ProblemError('too_many_requests');
    case 503:
      return new ProblemError('unavailable');
    default:
      return error.getStatus() < 500
        ? new ProblemError('invalid_request', { params: { message: error.message } })
        : null;
  }
}
