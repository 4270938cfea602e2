import { createContext, useContext } from 'react';
import type { DashboardConfig, Right } from '../../api/index.js';
import type { LiveConnection } from './live.js';
import type { ApiClient } from './request.js';

export interface Dashboard {
  api: ApiClient;
  live: LiveConnection;
  config: DashboardConfig;
  /** Path of the mount, with a slash at its end. */
  base: string;
}

export const DashboardContext = createContext<Dashboard | null>(null);

export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (dashboard === null) {
    throw new Error('There is no DashboardContext above this component: render it below <DashboardContext>.');
  }
  return dashboard;
}

/** Whether the viewer may do it: the server decides again. */
export function useRight(right: Right): boolean {
  return useDashboard().config.access[right];
}
