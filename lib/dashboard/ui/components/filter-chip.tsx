import { clsx } from 'clsx';
import { useLanguage } from '../i18n/i18n.js';
import styles from './filter-chip.module.css';
import { Icon } from './icon.js';

interface Props {
  text: string;
  /** Why it does not apply. */
  error?: string | null;
  onRemove: () => void;
}

/** Something a list is narrowed by, with the way to take it out. */
export function FilterChip({ text, error = null, onRemove }: Props) {
  const { t } = useLanguage();
  return (
    <li className={clsx(styles.chip, error !== null && styles.wrong)}>
      {error !== null && <Icon name="warning" />}
      <span className={styles.text}>{text}</span>
      {error !== null && <span>{error}</span>}
      <button
        type="button"
        className={styles.remove}
        aria-label={t('query.remove', { token: text })}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
