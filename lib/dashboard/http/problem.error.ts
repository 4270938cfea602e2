import { PROBLEM_CODES, type Problem, type ProblemCode } from '../api/index.js';

/** A request that ends badly, with what its answer says. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(
    readonly code: ProblemCode,
    details: Pick<Problem, 'params' | 'job' | 'errors'> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = ProblemError.name;
    const title = code[0]!.toUpperCase() + code.slice(1).replaceAll('_', ' ');
    this.problem = { type: 'about:blank', title, status: PROBLEM_CODES[code], code, ...details };
  }
}

/** A request that is not what the route takes. */
export function invalid(field: string, allowed: string): ProblemError {
  return new ProblemError('invalid_request', { params: { field, allowed } });
}
