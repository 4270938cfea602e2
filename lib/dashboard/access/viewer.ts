import { READING_RIGHTS, RIGHTS, type Access, type GrantedRights, type Right } from '../api/index.js';
import { JobsOptionsError } from '../../errors/index.js';
import { describeValue } from '../../utils/index.js';
import type { DashboardRequest } from '../http/request.js';

/** Who looks, and what they may do. */
export interface Viewer {
  actor: string | null;
  rights: GrantedRights;
}

const viewers = new WeakMap<DashboardRequest, Viewer>();

export function rememberViewer(request: DashboardRequest, viewer: Viewer): void {
  viewers.set(request, viewer);
}

/** @throws when no guard has looked at the request: then nobody may do anything. */
export function viewerOf(request: DashboardRequest): Viewer {
  const viewer = viewers.get(request);
  if (!viewer) {
    throw new Error('The access guard of the dashboard has not run');
  }
  return viewer;
}

export function isReading(right: Right): boolean {
  return (READING_RIGHTS as readonly Right[]).includes(right);
}

/** @throws {JobsOptionsError} for what is no access: a misspelt right must not become one. */
export function grant(access: Access): GrantedRights {
  if (access === 'all' || access === 'none' || access === 'read-only') {
    return rights((right) => access === 'all' || (access === 'read-only' && isReading(right)));
  }
  const isObject = typeof access === 'object' && access !== null;
  const unknown = isObject ? Object.keys(access).find((key) => !RIGHTS.includes(key as Right)) : access;
  if (!isObject || unknown !== undefined) {
    throw new JobsOptionsError(
      `JobsDashboardModule: access() must return 'all', 'read-only', 'none' or an object of ${RIGHTS.join(', ')} ` +
        `(got ${describeValue(unknown)})`,
    );
  }
  const canView = access.view !== false;
  return rights(
    (right) => canView && (access[right] === undefined ? isReading(right) : access[right] === true),
  );
}

function rights(isGranted: (right: Right) => boolean): GrantedRights {
  return Object.fromEntries(RIGHTS.map((right) => [right, isGranted(right)])) as GrantedRights;
}
