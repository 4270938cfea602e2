import type { OperationView } from '../../../api/index.js';
import { useDeed } from '../../api/actions.js';
import { useApi, useTopics } from '../../api/hooks.js';
import { useRight } from '../../api/context.js';
import { PageLink, usePathParams } from '../../app/page-link.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { CodeBlock } from '../../components/code-block.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { Notice } from '../../components/notice.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { OperationBadge, OperationProgress } from './operation-progress.js';

export default function OperationPage() {
  const { t } = useLanguage();
  const { id = '' } = usePathParams();
  useTopics(`operation:${id}`);
  const query = useApi('operation', { params: { id } }, { keepsPrevious: false });
  const operation = query.data;
  return (
    <>
      <PageHeader
        title={operation ? t(`bulk.title.${operation.action}`) : t('page.operation')}
        parent={<PageLink page="operations">{t('page.operations')}</PageLink>}
        badges={operation && <OperationBadge state={operation.state} />}
        actions={operation && <CancelButton operation={operation} />}
      />
      <QueryState query={query}>{(detail) => <Details operation={detail} />}</QueryState>
    </>
  );
}

function Details({ operation }: { operation: OperationView }) {
  const { t, format } = useLanguage();
  const { params, query, actor, reason, finishedAt, error, changed, processed } = operation;
  return (
    <div className={layout.beside}>
      <div className={layout.stack}>
        {error !== null && (
          <Notice tone="error" title={t('operation.error')}>
            {error}
          </Notice>
        )}
        <Card title={t('batches.column.progress')}>
          <div className={layout.stack}>
            <OperationProgress operation={operation} />
            <Facts
              facts={[
                [t('operation.processed'), format.number(processed)],
                [t('operation.changedCount'), format.number(changed)],
                [t('operation.skipped'), format.number(Math.max(0, processed - changed))],
              ]}
            />
          </div>
        </Card>
        <Card title={t('operation.selection')}>
          {query === null ? (
            <p className={layout.soft}>{t('operations.picked')}</p>
          ) : query === '' ? (
            <p className={layout.soft}>{t('bulk.everything')}</p>
          ) : (
            <CodeBlock code={query} />
          )}
        </Card>
      </div>
      <Card title={t('facts.title')}>
        <Facts
          facts={[
            actor === null ? null : [t('operations.column.actor'), actor],
            reason === null ? null : [t('common.reason'), reason],
            params.queue === undefined ? null : [t('suggest.queue'), params.queue],
            params.at === undefined ? null : [t('when.time'), <Moment key="at" at={params.at} />],
            params.delayMs === undefined
              ? null
              : [
                  t('when.label'),
                  params.delayMs === 0
                    ? t('when.now')
                    : t('when.in', { duration: format.duration(params.delayMs) }),
                ],
            [t('operations.column.started'), <Moment key="created" at={operation.createdAt} />],
            finishedAt === null
              ? null
              : [t('jobs.column.finished'), <Moment key="finished" at={finishedAt} />],
          ]}
        />
      </Card>
    </div>
  );
}

function CancelButton({ operation }: { operation: OperationView }) {
  const { t } = useLanguage();
  const canCancel = useRight('cancelOperations');
  const cancel = useDeed('cancelOperation');
  if (!canCancel || (operation.state !== 'pending' && operation.state !== 'running')) {
    return null;
  }
  return (
    <Button
      icon="deleted"
      isBusy={cancel.isBusy}
      onClick={() => cancel.act({ params: { id: operation.id } })}
    >
      {t('operation.cancel')}
    </Button>
  );
}
