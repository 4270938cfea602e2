import { formatQuery, type QueueDetail } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { PageLink, useSearchState } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import ChartCard from '../../components/chart/chart-card.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { Notice } from '../../components/notice.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { Duration, Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { jobColumns } from '../jobs/job-columns.js';
import { LimitCard } from './limit-card.js';
import { QueueActions } from './queue-actions.js';
import { QueueRate } from './queue-rate.js';
import { QueueStatus } from './queue-status.js';
import styles from './queues.module.css';

export default function QueuePage() {
  const { t } = useLanguage();
  const [{ name = '' }] = useSearchState();
  const query = useApi('queue', { query: { name } }, { keepsPrevious: false });
  const queue = query.data;
  const q = formatQuery({ queues: [name] });
  return (
    <>
      <PageHeader
        title={name}
        parent={<PageLink page="queues">{t('page.queues')}</PageLink>}
        badges={queue && <QueueStatus queue={queue} />}
        actions={queue && <QueueActions queue={queue} />}
      />
      <QueryState query={query}>
        {(detail) => (
          <div className={layout.stack}>
            {detail.pause && (
              <Notice tone="warning" title={t('queues.notice')}>
                {detail.pause.actor !== null && `${t('waiting.by', { actor: detail.pause.actor })} `}
                {detail.pause.reason !== null && `“${detail.pause.reason}” `}
                {detail.pause.until === null ? (
                  t('pause.resumed')
                ) : (
                  <>
                    {t('waiting.until')} <Moment at={detail.pause.until} />
                  </>
                )}
              </Notice>
            )}
            <QueueTiles queue={detail} />
            <ChartCard queue={name} />
            <div className={layout.beside}>
              <Card
                title={t('queues.next')}
                actions={
                  <PageLink page="jobs" search={{ q }} className={layout.link}>
                    {t('overview.all')}
                  </PageLink>
                }
                isFlush
              >
                {detail.next.length === 0 ? (
                  <EmptyState icon="succeeded" title={t('queues.nextEmpty.title')}>
                    {t('queues.nextEmpty.text')}
                  </EmptyState>
                ) : (
                  <DataTable
                    caption={t('queues.next')}
                    rows={detail.next}
                    rowKey={({ id }) => id}
                    columns={jobColumns({ t, state: 'enqueued' }).filter(({ key }) =>
                      ['type', 'attempt', 'time'].includes(key),
                    )}
                  />
                )}
              </Card>
              <div className={layout.stack}>
                <LimitCard queue={detail} />
                <Card title={t('queues.servedBy')}>
                  {detail.servedBy.length === 0 ? (
                    <p className={layout.soft}>{t('queues.unservedText', { queue: name })}</p>
                  ) : (
                    <Facts
                      facts={detail.servedBy.map(({ id, name: worker }) => [
                        worker ?? id,
                        <code key={id}>{id.slice(-12)}</code>,
                      ])}
                    />
                  )}
                </Card>
              </div>
            </div>
          </div>
        )}
      </QueryState>
    </>
  );
}

function QueueTiles({ queue }: { queue: QueueDetail }) {
  const { t, format } = useLanguage();
  const { waiting, scheduled, throttled, processing, oldestWaitMs, wait, drainMs } = queue;
  return (
    <dl className={styles.tiles}>
      <div className={styles.tile}>
        <dt>{t('queues.column.waiting')}</dt>
        <dd>{format.count(waiting)}</dd>
      </div>
      <div className={styles.tile}>
        <dt>{t('queues.column.running')}</dt>
        <dd>{format.count(processing)}</dd>
      </div>
      {scheduled && (
        <div className={styles.tile}>
          <dt>{t('state.scheduled')}</dt>
          <dd>{format.count(scheduled)}</dd>
        </div>
      )}
      {throttled && (
        <div className={styles.tile}>
          <dt>{t('state.throttled')}</dt>
          <dd>{format.count(throttled)}</dd>
        </div>
      )}
      <div className={styles.tile}>
        <dt>{t('queues.column.oldest')}</dt>
        <dd>
          <Duration ms={oldestWaitMs} />
        </dd>
      </div>
      <div className={styles.tile}>
        <dt>{t('queues.column.wait')}</dt>
        <dd>
          <Duration ms={wait?.p95 ?? null} />
        </dd>
      </div>
      <div className={styles.tile}>
        <dt>{t('queues.column.rate')}</dt>
        <dd>
          <QueueRate queue={queue} />
        </dd>
      </div>
      <div className={styles.tile}>
        <dt>{t('tile.drain')}</dt>
        <dd>
          <Duration ms={drainMs} />
        </dd>
      </div>
    </dl>
  );
}
