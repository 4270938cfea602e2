import { Button } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { useLanguage } from '../i18n/i18n.js';
import { useTrouble } from './connection-state.js';
import styles from './trouble-banner.module.css';

/** The shell stays when the server or its database is away, and says so. */
export function TroubleBanner() {
  const { t } = useLanguage();
  const trouble = useTrouble();
  return (
    <div role="status" className={styles.banner}>
      {trouble && (
        <Notice
          tone={trouble === 'outdated' ? 'info' : 'warning'}
          title={t(`trouble.${trouble}.title`)}
          actions={
            trouble === 'outdated' && (
              <Button size="small" icon="refresh" onClick={() => location.reload()}>
                {t('trouble.reload')}
              </Button>
            )
          }
        >
          {t(`trouble.${trouble}.text`)}
        </Notice>
      )}
    </div>
  );
}
