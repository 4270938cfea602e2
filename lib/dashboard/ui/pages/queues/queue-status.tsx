import type { IsoTime, QueueView } from '../../../api/index.js';
import { Badge } from '../../components/badge.js';
import { useLanguage } from '../../i18n/i18n.js';
import { useNow } from '../../utils/clock.js';

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
                · <PauseEnd at={pause.until} />
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

function PauseEnd({ at }: { at: IsoTime }) {
  const { t, format } = useLanguage();
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={format.dateTime(time)}>
      {t('queues.pauseEnds', { when: format.relative(time, useNow()) })}
    </time>
  );
}
