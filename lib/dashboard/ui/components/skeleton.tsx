import { useLanguage } from '../i18n/i18n.js';
import styles from './skeleton.module.css';

/** The shape of what is on its way. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useLanguage();
  return (
    <div className={styles.rows} role="status">
      <span className="visually-hidden">{t('common.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles.row} style={{ inlineSize: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

export function SkeletonText({ width = '4rem' }: { width?: string }) {
  return <span className={styles.text} style={{ inlineSize: width }} aria-hidden />;
}
