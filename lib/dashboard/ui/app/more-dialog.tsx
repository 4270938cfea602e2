import type { Stats } from '../../api/index.js';
import { useDashboard } from '../api/context.js';
import { Dialog } from '../components/dialog.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import { SHOWN } from './bottom-bar.js';
import styles from './bottom-bar.module.css';
import { PageLink } from './page-link.js';
import { EnvironmentBadge } from './environment-badge.js';
import { navigationFor } from './page-list.js';
import { Footer, NavigationBadge } from './sidebar.js';

interface Props {
  stats: Stats | undefined;
  onClose: () => void;
  onHelp: () => void;
}

/** What has no place in the bars: the other pages, and what is beside the page where there is room. */
export default function MoreDialog({ stats, onClose, onHelp }: Props) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  return (
    <Dialog title={t('shell.more')} onClose={onClose}>
      <ul className={styles.more}>
        {navigationFor(config.access)
          .flat()
          .slice(SHOWN)
          .map(({ page, icon }) => (
            <li key={page}>
              <PageLink page={page} className={styles.link} onClick={onClose}>
                <Icon name={icon} />
                {t(`page.${page}`)}
                <NavigationBadge page={page} stats={stats} />
              </PageLink>
            </li>
          ))}
        <li>
          <button
            type="button"
            className={styles.link}
            onClick={() => {
              onClose();
              onHelp();
            }}
          >
            <Icon name="help" />
            {t('shell.help')}
          </button>
        </li>
      </ul>
      {/* Whole: the bar may cut it. */}
      <EnvironmentBadge className={styles.environment} />
      <Footer linkClass={styles.link} />
    </Dialog>
  );
}
