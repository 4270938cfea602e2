import { clsx } from 'clsx';
import type { JobState } from '../../../interfaces/job-state.type.js';
import { useLanguage } from '../i18n/i18n.js';
import { Icon } from './icon.js';
import styles from './state-badge.module.css';

/** A state, by its icon, its name and its colour. */
export function StateBadge({ state, isPlain = false }: { state: JobState; isPlain?: boolean }) {
  const { t } = useLanguage();
  return (
    <span className={clsx(styles.badge, styles[state], isPlain && styles.plain)}>
      <Icon name={state} isSpinning={state === 'processing'} />
      {t(`state.${state}`)}
    </span>
  );
}
