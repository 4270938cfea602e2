import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type AnyRouter,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { PAGES, type PageName } from '../../api/index.js';
import { loadRest } from '../i18n/i18n.js';
import OverviewPage from '../pages/overview/overview-page.js';
import { PageError } from './page-error.js';
import { Shell } from './shell.js';
import { NotFound } from './not-found.js';

/** The overview comes with the frame; the others come when they are wanted. */
const COMPONENTS: Record<Exclude<PageName, 'overview'>, () => Promise<{ default: ComponentType }>> = {
  jobs: () => import('../pages/jobs/jobs-page.js'),
  job: () => import('../pages/job/job-page.js'),
  failures: () => import('../pages/failures/failures-page.js'),
  failure: () => import('../pages/failures/failure-page.js'),
  recurring: () => import('../pages/recurring/recurring-page.js'),
  recurringJob: () => import('../pages/recurring/recurring-job-page.js'),
  queues: () => import('../pages/queues/queues-page.js'),
  queue: () => import('../pages/queues/queue-page.js'),
  workers: () => import('../pages/workers/workers-page.js'),
  batches: () => import('../pages/batches/batches-page.js'),
  batch: () => import('../pages/batches/batch-page.js'),
  operations: () => import('../pages/operations/operations-page.js'),
  operation: () => import('../pages/operations/operation-page.js'),
  health: () => import('../pages/health/health-page.js'),
  audit: () => import('../pages/audit/audit-page.js'),
};

/** The same paths that the server answers with the shell. `base` is the mount's path. */
export function makeRouter(base: string): AnyRouter {
  const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageError });
  const routes = (Object.entries(PAGES) as [PageName, string][]).map(([name, path]) =>
    createRoute({
      getParentRoute: () => root,
      path: pattern(path),
      component: name === 'overview' ? OverviewPage : lazyRouteComponent(withTexts(COMPONENTS[name])),
      errorComponent: PageError,
    }),
  );
  return createRouter({
    routeTree: root.addChildren(routes),
    basepath: base,
    trailingSlash: 'never',
    defaultPreload: 'intent',
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(
        Object.entries(search as Record<string, string | undefined>).filter(
          (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
        ),
      ).toString();
      return text === '' ? '' : `?${text}`;
    },
  });
}

/** The page, as soon as what it says is there too. */
function withTexts<Page>(load: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [page] = await Promise.all([load(), loadRest()]);
    return page;
  };
}

function pattern(path: string): string {
  return `/${path.replaceAll(':', '$')}`;
}
