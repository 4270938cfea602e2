import type { PageName } from '../../api/index.js';
import type { IconName } from '../utils/icon-paths.js';

export interface NavigationEntry {
  page: PageName;
  icon: IconName;
  /** After `g`. */
  key: string;
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
    { page: 'audit', icon: 'audit', key: 'a' },
  ],
] as const satisfies NavigationEntry[][];

export type NavigationPage = (typeof NAVIGATION)[number][number]['page'];

/** Of pages below another. */
export const PARENTS: Partial<Record<PageName, NavigationPage>> = {
  job: 'jobs',
  failure: 'failures',
  recurringJob: 'recurring',
  queue: 'queues',
  batch: 'batches',
  operation: 'operations',
};
