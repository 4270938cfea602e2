import type { GrantedRights, PageName, Right } from '../../api/index.js';
import type { IconName } from '../utils/icon-paths.js';

export interface NavigationEntry {
  page: PageName;
  icon: IconName;
  /** After `g`. */
  key: string;
  /** Default `view`. */
  right?: Right;
}

/** What the navigation shows, in its order; the second group is about the system itself. */
export const NAVIGATION = [
  [
    { page: 'overview', icon: 'overview', key: 'o' },
    { page: 'jobs', icon: 'jobs', key: 'j' },
    { page: 'failures', icon: 'failures', key: 'f' },
    { page: 'recurring', icon: 'recurring', key: 'r' },
    { page: 'queues', icon: 'queues', key: 'q' },
    { page: 'workers', icon: 'workers', key: 'w' },
    { page: 'batches', icon: 'batches', key: 'b' },
  ],
  [
    { page: 'operations', icon: 'operations', key: 'p' },
    { page: 'health', icon: 'health', key: 'h' },
    { page: 'audit', icon: 'audit', key: 'a', right: 'viewAudit' },
  ],
] as const satisfies NavigationEntry[][];

type Entry = (typeof NAVIGATION)[number][number];

export type NavigationPage = Entry['page'];

/** What of it the viewer may see, in its groups. */
export function navigationFor(access: GrantedRights): Entry[][] {
  return NAVIGATION.map((group: readonly Entry[]) =>
    group.filter(({ right = 'view' }: NavigationEntry) => access[right]),
  );
}

/** Of pages below another. */
export const PARENTS: Partial<Record<PageName, NavigationPage>> = {
  job: 'jobs',
  failure: 'failures',
  recurringJob: 'recurring',
  queue: 'queues',
  batch: 'batches',
  operation: 'operations',
};
