import type { QueueView } from '../../../api/index.js';
import { Badge } from '../../components/badge.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';

export function QueueStatus({ queue: { pause, limit, workers, waiting } }: { queue: QueueView }) {
  const { t } = useLanguage();
  return (
    <>
      {pause && (
        <Badge tone="throttled" icon="pause">
          <span>
            {t('queues.paused')}
            {pause.until !== null && (
              <>
                {' '}
                · <Ago at={pause.until} />
              </>
            )}
          </span>
        </Badge>
      )}
      {limit && (
        <Badge tone="enqueued" icon="throttled">
          {t('queues.limited')}
        </Badge>
      )}
      {workers === 0 && waiting.value > 0 && (
        <Badge tone="failed" icon="warning">
          {t('queues.unserved')}
        </Badge>
      )}
    </>
  );
}
