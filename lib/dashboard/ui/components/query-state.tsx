import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RequestError } from '../api/request.js';
import { ErrorNotice } from './error-notice.js';
import { Skeleton } from './skeleton.js';

interface Props<Answer> {
  query: UseQueryResult<Answer, RequestError>;
  rows?: number;
  children: (answer: Answer) => ReactNode;
}

/** Skeleton, answer or error. An answer that is there stays while a later request fails. */
export function QueryState<Answer>({ query, rows, children }: Props<Answer>) {
  const { data, refetch } = query;
  const error: RequestError | null = query.error;
  const notice = error && <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return notice ?? <Skeleton rows={rows} />;
  }
  return (
    <>
      {notice}
      {children(data)}
    </>
  );
}
