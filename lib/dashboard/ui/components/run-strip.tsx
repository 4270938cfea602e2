import type { StripCell } from '../../api/index.js';
import { useLanguage } from '../i18n/i18n.js';
import styles from './run-strip.module.css';

/** The last runs as bars, the newest at the right: how long each took, and how it ended. Failed ones hang lower. */
export function RunStrip({ cells }: { cells: StripCell[] }) {
  const { t } = useLanguage();
  if (cells.length === 0) {
    return <span className={styles.none}>{t('strip.none')}</span>;
  }
  const longest = Math.max(1, ...cells.map(({ runMs }) => runMs ?? 0));
  const failed = cells.filter(({ state }) => state === 'failed').length;
  return (
    <span className={styles.strip} role="img" aria-label={t('strip.label', { count: cells.length, failed })}>
      {cells.map(({ jobId, state, runMs }) => (
        <span
          key={jobId}
          className={styles.cell}
          data-state={state}
          style={{ blockSize: `${30 + 70 * Math.sqrt((runMs ?? 0) / longest)}%` }}
        />
      ))}
    </span>
  );
}
