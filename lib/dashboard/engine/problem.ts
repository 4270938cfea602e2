import type { HealthCode, HealthProblem } from '../api/index.js';

/** A problem; with what it is about, its code makes its id. */
export function problem(
  code: HealthCode,
  severity: HealthProblem['severity'],
  about: string,
  params: HealthProblem['params'],
  since?: number,
): HealthProblem {
  return {
    id: about === '' ? code : `${code}:${about}`,
    code,
    severity,
    since: since === undefined ? null : new Date(since).toISOString(),
    params,
  };
}
