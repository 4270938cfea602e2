import type { QueryClient } from '@tanstack/react-query';
import type { JobView, RouteName, Stats, StreamMessage } from '../../api/index.js';

type Listener = (message: StreamMessage) => void;
const listeners = new Set<Listener>();

/** For what is no answer of the API that could be changed in its place: lines of a log. */
export function onStreamMessage(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Puts what the stream says where the pages look; `refresh` has the lists ask again. */
export function receive(client: QueryClient, message: StreamMessage, refresh: () => void): void {
  listeners.forEach((listener) => listener(message));
  switch (message.event) {
    case 'stats': {
      const before = client.getQueryData<Stats>(['stats', {}]);
      client.setQueryData(['stats', {}], message.data);
      if (before && JSON.stringify(before.states) !== JSON.stringify(message.data.states)) {
        refresh();
      }
      return;
    }
    case 'problems':
      void client.invalidateQueries({ queryKey: ['problems'] });
      return;
    case 'job': {
      const key = ['job', { params: { id: message.data.id } }];
      client.setQueryData<JobView>(key, (job) => job && { ...job, progress: message.data.progress });
      void client.invalidateQueries({ queryKey: key });
      return;
    }
    case 'operation':
      client.setQueryData(['operation', { params: { id: message.data.id } }], message.data);
      void client.invalidateQueries({ queryKey: ['operations'] });
      return;
    case 'invalidate':
      refresh();
      return;
    case 'log':
    case 'hello':
    case 'unavailable':
    case 'bye':
      return;
  }
}

/** What is on the screen and changes by itself, apart from what the stream itself brings. */
export function refreshLists(client: QueryClient): void {
  const pushed: RouteName[] = ['stats', 'job', 'operation'];
  void client.invalidateQueries({
    predicate: ({ meta, queryKey }) => meta?.isLive === true && !pushed.includes(queryKey[0] as RouteName),
  });
}
