import type { JobView } from './job.js';
import type { QueryError } from './query.js';
import type { Right } from './rights.js';

/** Every way in which a request can end badly. The browser has the words for each. */
export const PROBLEM_CODES = {
  /** The request is not what the route takes; `params.field` and `params.allowed` say where, or `params.message` why. */
  invalid_request: 400,
  /** A bulk action with a query that is not understood; `errors` has the tokens. */
  invalid_query: 400,
  /** `params.message` is the parser's. */
  invalid_cron: 400,
  unauthorized: 401,
  /** In production without guards and without `access`. */
  closed: 403,
  /** `params.right` is the one that is missing. */
  forbidden: 403,
  /** The dashboard is read-only for everybody. */
  read_only: 403,
  /** Not from this origin, or without the header. */
  cross_origin: 403,
  not_found: 404,
  /** The job is in another state than `expected` says; `job` is how it is now. */
  state_changed: 409,
  /** Another job holds the key of this unique job. */
  duplicate: 409,
  /** Running code declares the recurring job: it cannot be removed. */
  declared_in_code: 409,
  body_too_large: 413,
  /** A guard of the application wants fewer; `Retry-After` is as it has set it. */
  too_many_requests: 429,
  /** This store, or this database, cannot do it. */
  not_supported: 501,
  /** As many streams are open as the process allows: poll. */
  too_many_streams: 503,
  store_unavailable: 503,
  /** A guard of the application takes no requests now. */
  unavailable: 503,
  /** The database took too long: narrow the filter. */
  query_timeout: 504,
  internal: 500,
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** The body of every error, `application/problem+json`. */
export interface Problem {
  type: 'about:blank';
  /** The code in plain English, for logs and `curl`; people read the browser's words. */
  title: string;
  status: number;
  code: ProblemCode;
  params?: Record<string, string | number> & { right?: Right };
  /** With `state_changed`. */
  job?: JobView;
  /** With `invalid_query`. */
  errors?: QueryError[];
}
