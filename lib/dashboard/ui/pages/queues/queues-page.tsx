import { useApi } from '../../api/hooks.js';
import { PageLink } from '../../app/page-link.js';
import { Badge } from '../../components/badge.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { Panel } from '../../components/panel.js';
import { QueryState } from '../../components/query-state.js';
import { Sparkline } from '../../components/sparkline.js';
import { Duration, Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { FIRST_JOB } from '../../utils/samples.js';
import { QueueRate } from './queue-rate.js';
import { QueueStatus } from './queue-status.js';
import { QueueActions } from './queue-actions.js';
import { TypeControls } from './type-controls.js';
import { Utilisation } from './utilisation.js';

export default function QueuesPage() {
  const { t, format } = useLanguage();
  const queues = useApi('queues');
  return (
    <>
      <PageHeader title={t('page.queues')}>{t('queues.about')}</PageHeader>
      <div className={layout.stack}>
        <QueryState query={queues}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon="queues" title={t('queues.empty.title')} code={FIRST_JOB}>
                {t('queues.empty.text')}
              </EmptyState>
            ) : (
              <Panel>
                <DataTable
                  caption={t('queues.caption')}
                  rows={items}
                  rowKey={({ name }) => name}
                  columns={[
                    {
                      key: 'name',
                      header: t('queues.column.queue'),
                      isTitle: true,
                      cell: (queue) => (
                        <span className={layout.row}>
                          <PageLink page="queue" search={{ name: queue.name }} className={layout.strong}>
                            {queue.name}
                          </PageLink>
                          <QueueStatus queue={queue} />
                        </span>
                      ),
                    },
                    {
                      key: 'use',
                      header: t('queues.column.running'),
                      width: '9rem',
                      cell: (queue) => <Utilisation queue={queue} />,
                    },
                    {
                      key: 'waiting',
                      header: t('queues.column.waiting'),
                      width: '6rem',
                      align: 'end',
                      cell: ({ waiting }) => format.count(waiting),
                    },
                    {
                      key: 'oldest',
                      header: t('queues.column.oldest'),
                      width: '7rem',
                      align: 'end',
                      cell: ({ oldestWaitMs }) => <Duration ms={oldestWaitMs} />,
                    },
                    {
                      key: 'wait',
                      header: t('queues.column.wait'),
                      width: '6rem',
                      align: 'end',
                      isSecondary: true,
                      cell: ({ wait }) => <Duration ms={wait?.p95 ?? null} />,
                    },
                    {
                      key: 'rate',
                      header: t('queues.column.rate'),
                      width: '8rem',
                      align: 'end',
                      isSecondary: true,
                      cell: (queue) => <QueueRate queue={queue} />,
                    },
                    {
                      key: 'trend',
                      header: t('queues.column.trend'),
                      width: '7.5rem',
                      isSecondary: true,
                      cell: ({ trend, name }) =>
                        trend.length === 0 ? (
                          <Nothing />
                        ) : (
                          <Sparkline values={trend} label={t('queues.trend', { queue: name })} />
                        ),
                    },
                    {
                      key: 'workers',
                      header: t('queues.column.workers'),
                      width: '5.5rem',
                      align: 'end',
                      isSecondary: true,
                      cell: ({ workers }) =>
                        workers === 0 ? (
                          <Badge tone="failed" icon="warning" isPlain>
                            0
                          </Badge>
                        ) : (
                          workers
                        ),
                    },
                    {
                      key: 'actions',
                      header: t('job.actions'),
                      isHeaderHidden: true,
                      width: '6.5rem',
                      align: 'end',
                      cell: (queue) => <QueueActions queue={queue} />,
                    },
                  ]}
                />
              </Panel>
            )
          }
        </QueryState>
        <TypeControls />
      </div>
    </>
  );
}
