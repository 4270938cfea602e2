import { I18nProvider } from '@lingui/react';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider, type AnyRouter } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { DashboardContext, type Dashboard } from '../api/context.js';
import { Toasts } from '../components/toasts.js';
import { i18n } from '../i18n/i18n.js';

interface Props {
  dashboard: Dashboard;
  client: QueryClient;
  router: AnyRouter;
}

export function App({ dashboard, client, router }: Props) {
  return (
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <DashboardContext value={dashboard}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
            <Toasts />
          </QueryClientProvider>
        </DashboardContext>
      </I18nProvider>
    </StrictMode>
  );
}
