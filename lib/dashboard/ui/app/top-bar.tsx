import { useDashboard } from '../api/context.js';
import { Button } from '../components/button.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import { EnvironmentBadge } from './environment-badge.js';
import { LiveChip } from './live-chip.js';
import { PageLink } from './page-link.js';
import type { OpenDialog } from './shell.js';
import styles from './top-bar.module.css';

export function TopBar({ open }: { open: (dialog: OpenDialog) => void }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  return (
    <header className={styles.bar}>
      <PageLink page="overview" className={styles.brand} aria-label={config.title}>
        <Icon name="flame" />
      </PageLink>
      <EnvironmentBadge className={styles.environment} />
      <button type="button" className={styles.search} onClick={() => open('palette')}>
        <Icon name="search" />
        <span className={styles.hint}>{t('shell.search')}</span>
        <kbd className={styles.key}>/</kbd>
      </button>
      <div className={styles.end}>
        <LiveChip />
        <Button tone="quiet" icon="help" isIconOnly className={styles.help} onClick={() => open('help')}>
          {t('shell.help')}
        </Button>
        <Button tone="quiet" icon="settings" isIconOnly onClick={() => open('settings')}>
          {t('shell.settings')}
        </Button>
      </div>
    </header>
  );
}
