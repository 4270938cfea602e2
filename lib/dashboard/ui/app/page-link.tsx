import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, type ComponentProps } from 'react';
import { PAGES, type PageName } from '../../api/index.js';

export interface PageTarget {
  page: PageName;
  params?: Record<string, string>;
  /** `undefined` and `''` are left out of the address. */
  search?: Record<string, string | undefined>;
}

type Props = PageTarget & Omit<ComponentProps<'a'>, 'href'>;

/** A link to a page of the dashboard. */
export function PageLink({ page, params, search, ...rest }: Props) {
  return <Link {...target({ page, params, search })} {...rest} />;
}

export function useGoTo(): (to: PageTarget) => void {
  const navigate = useNavigate();
  return useCallback((to) => void navigate(target(to)), [navigate]);
}

export type Search = Record<string, string | undefined>;

/** What the address says of the view, and how to change it. Changes keep what they do not mention. */
export function useSearchState(): [Search, (change: Search, options?: { replace?: boolean }) => void] {
  const search = useRouterState({ select: (state) => state.location.search as Search });
  const navigate = useNavigate();
  const set = useCallback(
    (change: Search, { replace = false } = {}) =>
      void navigate({ to: '.', search: ((old: Search) => ({ ...old, ...change })) as never, replace }),
    [navigate],
  );
  return [search, set];
}

export function usePathParams(): Record<string, string> {
  return useRouterState({ select: (state) => state.matches.at(-1)!.params as Record<string, string> });
}

function target({ page, params = {}, search = {} }: PageTarget) {
  return {
    to: `/${PAGES[page].replaceAll(':', '$')}`,
    params: params as never,
    search: search as never,
  };
}
