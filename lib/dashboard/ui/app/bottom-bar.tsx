import { lazy, Suspense, useState } from 'react';
import type { Stats } from '../../api/index.js';
import { useDashboard } from '../api/context.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import styles from './bottom-bar.module.css';
import { navigationFor } from './page-list.js';
import { PageLink } from './page-link.js';
import type { OpenDialog } from './shell.js';
import { NavigationBadge, useCurrentPage } from './sidebar.js';

const MoreDialog = lazy(() => import('./more-dialog.js'));

/** The others are behind "more". */
export const SHOWN = 4;

/** The navigation where there is no room beside the page. */
export function BottomBar({ stats, open }: { stats: Stats | undefined; open: (dialog: OpenDialog) => void }) {
  const { t } = useLanguage();
  const current = useCurrentPage();
  const [isOpen, setIsOpen] = useState(false);
  const entries = navigationFor(useDashboard().config.access).flat();
  const isMore = entries.slice(SHOWN).some(({ page }) => page === current);
  return (
    <nav className={styles.bar} aria-label={t('shell.shortNavigation')}>
      {entries.slice(0, SHOWN).map(({ page, icon }) => (
        <PageLink
          key={page}
          page={page}
          className={styles.item}
          aria-current={page === current ? 'page' : undefined}
        >
          <Icon name={icon} />
          <span className={styles.label}>{t(`page.${page}`)}</span>
          <span className={styles.badge}>
            <NavigationBadge page={page} stats={stats} />
          </span>
        </PageLink>
      ))}
      <button
        type="button"
        className={styles.item}
        aria-haspopup="dialog"
        aria-current={isMore ? 'true' : undefined}
        onClick={() => setIsOpen(true)}
      >
        <Icon name="menu" />
        <span className={styles.label}>{t('shell.more')}</span>
      </button>
      <Suspense>
        {isOpen && <MoreDialog onClose={() => setIsOpen(false)} onHelp={() => open('help')} stats={stats} />}
      </Suspense>
    </nav>
  );
}
