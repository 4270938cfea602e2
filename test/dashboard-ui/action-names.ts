import { ROUTES, type RouteName } from '../../lib/dashboard/api/index.js';

export const ACTION_NAMES = (Object.keys(ROUTES) as RouteName[]).filter(
  (name) => ROUTES[name].method === 'POST',
);
