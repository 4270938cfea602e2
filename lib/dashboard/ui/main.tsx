import './styles/tokens.css';
import './styles/base.css';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { SHELL_DATA_ID, type ShellData } from '../api/index.js';
import { LiveConnection } from './api/live.js';
import { receive, refreshLists } from './api/receive.js';
import { ApiClient, RequestError } from './api/request.js';
import { App } from './app/app.js';
import { makeRouter } from './app/router.js';
import { connection } from './app/connection-state.js';
import { activate, translate } from './i18n/i18n.js';
import { clock } from './utils/clock.js';
import { problemToast } from './utils/problem-text.js';
import { throttled } from './utils/throttled.js';
import { toasts } from './utils/toast-list.js';

const data = JSON.parse(document.getElementById(SHELL_DATA_ID)!.textContent!) as ShellData;
const root = new URL(data.root, location.href);
const { config } = data;
clock.set(Date.parse(config.now));

const client = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: (answer) => {
      connection.reached();
      const at = (answer as { at?: string } | null)?.at;
      if (at !== undefined) {
        clock.set(Date.parse(at));
      }
    },
    onError: (error) => connection.failed(error),
  }),
  mutationCache: new MutationCache({
    onError: (error, _input, _result, { meta }) => {
      if (meta?.['isErrorShown'] !== true) {
        toasts.show(problemToast(error, translate));
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      refetchOnWindowFocus: false,
      // What the server refuses it refuses again.
      retry: (failures, error) => failures < 1 && error instanceof RequestError && error.code === 'offline',
    },
  },
});

/** Where much happens, not with every message: each answer costs the server something. */
const refresh = throttled(() => refreshLists(client), config.pollMs);
const api = new ApiClient(root.href);
const live = new LiveConnection({
  url: (topics) => api.url('stream', { query: { topics: topics.join(',') } }),
  onMessage: (message) => {
    connection.heard(message, config.build);
    receive(client, message, refresh);
  },
  onResume: () => refreshLists(client),
});
document.addEventListener('visibilitychange', () => live.setVisible(document.visibilityState === 'visible'));
window.addEventListener(
  'vite:preloadError',
  () => void connection.missed(() => api.send('config'), config.build),
);

await activate(config.locale);
createRoot(document.getElementById('root')!).render(
  <App
    dashboard={{ api, live, config, base: root.pathname }}
    client={client}
    router={makeRouter(root.pathname)}
  />,
);
