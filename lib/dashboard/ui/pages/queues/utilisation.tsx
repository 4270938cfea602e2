import type { QueueView } from '../../../api/index.js';
import { Meter } from '../../components/meter.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './queues.module.css';

/** How many jobs of the queue run, of as many as could. */
export function Utilisation({ queue }: { queue: QueueView }) {
  const { t, format } = useLanguage();
  const { processing, concurrency, limit } = queue;
  const most = limit?.concurrency ?? concurrency;
  return (
    <span className={styles.use}>
      <span>
        {format.count(processing)} <span className={styles.of}>/ {format.number(most)}</span>
      </span>
      <Meter
        share={most === 0 ? 0 : processing.value / most}
        label={t('queues.running', { count: processing.value, most: format.number(most) })}
      />
    </span>
  );
}
