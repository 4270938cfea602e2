import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Contract, RouteName } from '../../api/index.js';
import { useDashboard } from './context.js';
import type { LiveStatus } from './live.js';
import type { Input, RequestError } from './request.js';

interface Options {
  enabled?: boolean;
  /** It changes by itself: ask again. Default `true`. */
  isLive?: boolean;
  /** Show the last answer while the next is under way. Default `true`. */
  keepsPrevious?: boolean;
}

/** What the API says, and says again when something has changed. */
export function useApi<Name extends RouteName>(
  name: Name,
  input: Input<Name> = {},
  { enabled = true, isLive = true, keepsPrevious = true }: Options = {},
): UseQueryResult<Contract[Name]['response'], RequestError> {
  const { api, config } = useDashboard();
  const status = useLiveStatus();
  return useQuery<Contract[Name]['response'], RequestError>({
    queryKey: [name, input],
    queryFn: ({ signal }) => api.send(name, input, signal),
    enabled,
    meta: { isLive },
    placeholderData: keepsPrevious ? keepPreviousData : undefined,
    refetchInterval: isLive && interval(status, config.pollMs),
  });
}

/** The stream says that something has changed; what it does not see is asked for now and then. */
function interval(status: LiveStatus, pollMs: number): number | false {
  switch (status) {
    case 'paused':
      return false;
    case 'live':
      return 3 * pollMs;
    default:
      return pollMs;
  }
}

export function useLiveStatus(): LiveStatus {
  const { live } = useDashboard();
  return useSyncExternalStore(live.subscribe, () => live.status);
}

/** Have the stream tell of these while the component is there. */
export function useTopics(...topics: string[]): void {
  const { live } = useDashboard();
  const names = topics.join(',');
  useEffect(() => (names === '' ? undefined : live.want(names.split(','))), [live, names]);
}
