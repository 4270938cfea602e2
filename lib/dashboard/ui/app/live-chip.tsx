import { useState } from 'react';
import { useDashboard } from '../api/context.js';
import { useLiveStatus } from '../api/hooks.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import styles from './live-chip.module.css';
import { useShortcut } from './shortcuts.js';

/** How what is on the screen is kept up to date; a click stops that, and another goes on. */
export function LiveChip() {
  const { t } = useLanguage();
  const { live } = useDashboard();
  const status = useLiveStatus();
  const [announcement, setAnnouncement] = useState('');
  const isPaused = status === 'paused';
  const toggle = () => {
    live.setPaused(!isPaused);
    setAnnouncement(t(isPaused ? 'live.resumed' : 'live.stopped'));
  };
  useShortcut('p', toggle);
  return (
    <>
      <button
        type="button"
        className={`${styles.chip} ${styles[status]}`}
        onClick={toggle}
        title={t(isPaused ? 'live.resume' : 'live.pause')}
        data-live={status}
      >
        <span className={styles.dot} aria-hidden>
          {isPaused && <Icon name="pause" />}
          {status === 'polling' && <Icon name="refresh" />}
        </span>
        {t(`live.${status}`)}
        <span className="visually-hidden">. {t(isPaused ? 'live.resume' : 'live.pause')}</span>
      </button>
      <span role="status" className="visually-hidden">
        {announcement}
      </span>
    </>
  );
}
