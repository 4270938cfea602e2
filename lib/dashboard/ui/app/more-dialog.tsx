import type { Stats } from '../../api/index.js';
import { Dialog } from '../components/dialog.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import { SHOWN } from './bottom-bar.js';
import styles from './bottom-bar.module.css';
import { PageLink } from './page-link.js';
import { NAVIGATION } from './page-list.js';
import { NavigationBadge } from './sidebar.js';

interface Props {
  stats: Stats | undefined;
  onClose: () => void;
  onHelp: () => void;
}

/** The pages that have no place in the bottom bar. */
export default function MoreDialog({ stats, onClose, onHelp }: Props) {
  const { t } = useLanguage();
  return (
    <Dialog title={t('shell.more')} onClose={onClose}>
      <ul className={styles.more}>
        {NAVIGATION.flat()
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
    </Dialog>
  );
}
