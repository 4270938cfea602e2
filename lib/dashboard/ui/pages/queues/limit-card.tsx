import type { QueueDetail } from '../../../api/index.js';
import { Card } from '../../components/card.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { useLanguage } from '../../i18n/i18n.js';
import { LimitActions } from './limit-actions.js';

/** How much of the queue may run, and how fast. */
export function LimitCard({ queue }: { queue: QueueDetail }) {
  const { t, format } = useLanguage();
  const { limit } = queue;
  return (
    <Card
      title={t('limit.title')}
      actions={<LimitActions target={{ kind: 'queue', name: queue.name }} limit={limit} />}
    >
      {limit ? (
        <Facts
          facts={[
            limit.concurrency === null ? null : [t('limit.concurrency'), format.number(limit.concurrency)],
            limit.rate === null
              ? null
              : [
                  t('limit.rate'),
                  t('limit.per', {
                    limit: format.number(limit.rate.limit),
                    duration: format.duration(limit.rate.perMs),
                  }),
                ],
            limit.isKeyed ? [t('limit.keyed'), t('common.yes')] : null,
            [t('limit.source'), t(`limit.source.${limit.source}`)],
          ]}
        />
      ) : (
        <p className={layout.soft}>{t('limit.none')}</p>
      )}
    </Card>
  );
}
