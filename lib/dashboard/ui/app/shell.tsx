import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useDashboard } from '../api/context.js';
import { useApi, useTopics } from '../api/hooks.js';
import { useLanguage } from '../i18n/i18n.js';
import { BottomBar } from './bottom-bar.js';
import { navigationFor, type NavigationPage } from './page-list.js';
import styles from './shell.module.css';
import { useShortcut, useShortcutListener } from './shortcuts.js';
import { Sidebar } from './sidebar.js';
import { TopBar } from './top-bar.js';
import { TroubleBanner } from './trouble-banner.js';
import { useGoTo } from './page-link.js';

const HelpDialog = lazy(() => import('./help-dialog.js'));
const Palette = lazy(() => import('./palette.js'));
const SettingsDialog = lazy(() => import('./settings-dialog.js'));

export type OpenDialog = 'palette' | 'help' | 'settings' | null;

/** The frame around every page: navigation, what is going on, and the dialogs that can be opened anywhere. */
export function Shell() {
  const { t } = useLanguage();
  const { access } = useDashboard().config;
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const stats = useApi('stats').data;
  useTopics('stats', 'problems');
  useShortcutListener();
  useShortcut('?', () => setDialog('help'));
  useShortcut('command k', () => setDialog('palette'));
  useShortcut('/', () => setDialog('palette'), { isFallback: true });
  const close = () => setDialog(null);

  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        {t('shell.skip')}
      </a>
      {navigationFor(access)
        .flat()
        .map(({ page, key }) => (
          <PageShortcut key={key} page={page} keys={`g ${key}`} />
        ))}
      <Sidebar stats={stats} />
      <div className={styles.column}>
        <TopBar open={setDialog} />
        <TroubleBanner />
        <main id="main" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
      </div>
      <BottomBar stats={stats} open={setDialog} />
      <Suspense>
        {dialog === 'palette' && <Palette onClose={close} />}
        {dialog === 'help' && <HelpDialog onClose={close} />}
        {dialog === 'settings' && <SettingsDialog onClose={close} />}
      </Suspense>
    </div>
  );
}

function PageShortcut({ page, keys }: { page: NavigationPage; keys: string }) {
  const goTo = useGoTo();
  useShortcut(keys, () => goTo({ page }));
  return null;
}
