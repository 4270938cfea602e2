import type { BatchState, BatchView } from '../../../api/index.js';
import type { JobState } from '../../../../interfaces/job-state.type.js';
import { Badge } from '../../components/badge.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './batches.module.css';

const TONES: Record<BatchState, JobState> = {
  processing: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'deleted',
};

export function BatchBadge({ state }: { state: BatchState }) {
  const { t } = useLanguage();
  return (
    <Badge tone={TONES[state]} icon={TONES[state]}>
      {t(`batch.state.${state}`)}
    </Badge>
  );
}

const PARTS = ['succeeded', 'failed', 'deleted'] as const;

/** How much is done, and how it ended. */
export function BatchProgress({ batch }: { batch: BatchView }) {
  const { t, format } = useLanguage();
  const done = batch.total - batch.pending;
  const total = Math.max(1, batch.total);
  return (
    <span className={styles.progress}>
      <span className={styles.bar} aria-hidden>
        {PARTS.map((part) => (
          <span
            key={part}
            className={styles[part]}
            style={{ inlineSize: `${(batch[part] / total) * 100}%` }}
          />
        ))}
      </span>
      <span className={styles.numbers}>
        {t('batch.done', { done: format.number(done), total: format.number(batch.total) })}
        {batch.failed > 0 && (
          <span className={styles.failures}>
            {' · '}
            {t('batch.failed', { number: format.number(batch.failed) })}
          </span>
        )}
      </span>
    </span>
  );
}
