import { useState } from 'react';
import { formatQuery, type BatchDetail } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { useApi } from '../../api/hooks.js';
import { useRight } from '../../api/context.js';
import { PageLink, usePathParams } from '../../app/page-link.js';
import { Button, buttonClass } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { Notice } from '../../components/notice.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { StateBadge } from '../../components/state-badge.js';
import { Moment } from '../../components/time.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { RelationList } from '../job/relations.js';
import { BatchBadge, BatchProgress } from './batch-progress.js';
import styles from './batches.module.css';

export default function BatchPage() {
  const { t } = useLanguage();
  const { id = '' } = usePathParams();
  const query = useApi('batch', { params: { id } }, { keepsPrevious: false });
  const batch = query.data;
  return (
    <>
      <PageHeader
        title={batch?.name ?? t('page.batch')}
        parent={
          <>
            <PageLink page="batches">{t('page.batches')}</PageLink>
            {batch?.parent && (
              <>
                {' / '}
                <PageLink page="batch" params={{ id: batch.parent.id }}>
                  {batch.parent.name}
                </PageLink>
              </>
            )}
          </>
        }
        badges={batch && <BatchBadge state={batch.state} />}
        actions={batch && <BatchActions batch={batch} />}
      >
        <span className={layout.mono}>{id}</span>
      </PageHeader>
      <QueryState query={query}>
        {(detail) => (
          <div className={layout.beside}>
            <div className={layout.stack}>
              {detail.cancelled && (
                <Notice title={t('batch.cancelledTitle')}>
                  <Moment at={detail.cancelled.at} />
                  {detail.cancelled.actor !== null && ` · ${detail.cancelled.actor}`}
                  {detail.cancelled.reason !== null && ` · “${detail.cancelled.reason}”`}
                </Notice>
              )}
              <Card title={t('batches.column.progress')}>
                <div className={styles.summary}>
                  <BatchProgress batch={detail} />
                  <BatchCounts batch={detail} />
                </div>
              </Card>
              {detail.batches.length > 0 && (
                <Card title={t('batch.nested')}>
                  <ul className={layout.stack}>
                    {detail.batches.map((nested) => (
                      <li key={nested.id} className={layout.spread}>
                        <PageLink page="batch" params={{ id: nested.id }} className={layout.link}>
                          {nested.name}
                        </PageLink>
                        <BatchProgress batch={nested} />
                      </li>
                    ))}
                  </ul>
                </Card>
              )}
            </div>
            <div className={layout.stack}>
              <Card title={t('facts.title')}>
                <Facts
                  facts={[
                    [t('facts.created'), <Moment key="created" at={detail.createdAt} />],
                    detail.finishedAt === null
                      ? null
                      : [t('jobs.column.finished'), <Moment key="finished" at={detail.finishedAt} />],
                  ]}
                />
              </Card>
              {detail.continuations.length > 0 && (
                <Card title={t('batch.then')}>
                  <RelationList
                    title={t('relations.children')}
                    relations={detail.continuations}
                    hasMore={detail.hasMoreContinuations}
                  />
                </Card>
              )}
            </div>
          </div>
        )}
      </QueryState>
    </>
  );
}

function BatchCounts({ batch }: { batch: BatchDetail }) {
  const { t, format } = useLanguage();
  const q = formatQuery({ batchIds: [batch.id] });
  return (
    <ul className={styles.counts}>
      <li className={styles.count}>
        <span className={layout.soft}>{t('batch.pending')}</span>
        <strong>{format.number(batch.pending)}</strong>
      </li>
      {(['succeeded', 'failed', 'deleted'] as const).map((state) => (
        <li key={state}>
          <PageLink page="jobs" search={{ q, state }} className={styles.count}>
            <StateBadge state={state} isPlain />
            <strong>{format.number(batch[state])}</strong>
          </PageLink>
        </li>
      ))}
    </ul>
  );
}

function BatchActions({ batch }: { batch: BatchDetail }) {
  const { t } = useLanguage();
  const canCancel = useRight('cancelBatches');
  const toast = useToast();
  const cancel = useAction('cancelBatch', { isErrorShown: true });
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <PageLink page="jobs" search={{ q: formatQuery({ batchIds: [batch.id] }) }} className={buttonClass({})}>
        {t('batch.jobs')}
      </PageLink>
      {canCancel && batch.state === 'processing' && (
        <Button tone="danger" icon="deleted" onClick={() => setIsOpen(true)}>
          {t('batch.cancel')}
        </Button>
      )}
      {isOpen && (
        <ConfirmDialog
          title={t('batch.cancel')}
          action={t('batch.cancel')}
          isDanger
          typed={batch.name}
          onClose={() => setIsOpen(false)}
          onSubmit={async (reason) => {
            await cancel.mutateAsync({ params: { id: batch.id }, body: { reason } });
            toast({ text: t('batch.cancelled') });
          }}
        >
          {t('batch.cancelAbout', { count: batch.pending })}
        </ConfirmDialog>
      )}
    </>
  );
}
