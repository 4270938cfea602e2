import { useState } from 'react';
import type { QueueDetail } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { useLanguage } from '../../i18n/i18n.js';
import { LimitDialog } from './limit-dialog.js';

/** How much of the queue may run, and how fast. */
export function LimitCard({ queue }: { queue: QueueDetail }) {
  const { t, format } = useLanguage();
  const { config } = useDashboard();
  const [isOpen, setIsOpen] = useState(false);
  const reset = useAction('resetLimit');
  const { limit } = queue;
  const target = { kind: 'queue', name: queue.name } as const;
  return (
    <Card
      title={t('limit.title')}
      actions={
        config.access.setLimits && (
          <>
            {limit?.source === 'runtime' && (
              <Button size="small" tone="quiet" onClick={() => reset.mutate({ body: { target } })}>
                {t('limit.reset')}
              </Button>
            )}
            <Button size="small" icon="pencil" onClick={() => setIsOpen(true)}>
              {t('limit.set')}
            </Button>
          </>
        )
      }
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
      {isOpen && <LimitDialog target={target} limit={limit} onClose={() => setIsOpen(false)} />}
    </Card>
  );
}
