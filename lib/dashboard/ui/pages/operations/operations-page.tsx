import { useApi, useTopics } from '../../api/hooks.js';
import { PageLink, useSearchState } from '../../app/page-link.js';
import { buttonClass } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { Pager } from '../../components/pager.js';
import { Panel } from '../../components/panel.js';
import { QueryState } from '../../components/query-state.js';
import { Ago, Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { OperationBadge, OperationProgress } from './operation-progress.js';

/** Bulk actions, under way and done. */
export default function OperationsPage() {
  const { t } = useLanguage();
  const [{ cursor }] = useSearchState();
  useTopics('operations');
  const operations = useApi('operations', { query: { cursor } });
  return (
    <>
      <PageHeader title={t('page.operations')}>{t('operations.about')}</PageHeader>
      <QueryState query={operations}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState
              icon="operations"
              title={t('operations.empty.title')}
              action={
                <PageLink page="jobs" className={buttonClass({})}>
                  {t('operations.empty.action')}
                </PageLink>
              }
            >
              {t('operations.empty.text')}
            </EmptyState>
          ) : (
            <Panel>
              <DataTable
                caption={t('operations.caption')}
                rows={items}
                rowKey={({ id }) => id}
                columns={[
                  {
                    key: 'action',
                    header: t('operations.column.action'),
                    isTitle: true,
                    cell: ({ id, action, query, reason }) => (
                      <span className={layout.two}>
                        <PageLink page="operation" params={{ id }} className={layout.strong}>
                          {t(`bulk.title.${action}`)}
                        </PageLink>
                        <span className={`${layout.faint} ${layout.clamp}`}>
                          {query === null ? (
                            t('operations.picked')
                          ) : query === '' ? (
                            t('bulk.everything')
                          ) : (
                            <code>{query}</code>
                          )}
                          {reason !== null && ` · “${reason}”`}
                        </span>
                      </span>
                    ),
                  },
                  {
                    key: 'state',
                    isEvident: true,
                    header: t('jobs.column.state'),
                    width: '9rem',
                    cell: ({ state }) => <OperationBadge state={state} />,
                  },
                  {
                    key: 'progress',
                    isEvident: true,
                    header: t('batches.column.progress'),
                    width: '14rem',
                    cell: (operation) => <OperationProgress operation={operation} />,
                  },
                  {
                    key: 'actor',
                    header: t('operations.column.actor'),
                    width: '9rem',
                    isSecondary: true,
                    cell: ({ actor }) => actor ?? <Nothing />,
                  },
                  {
                    key: 'created',
                    header: t('operations.column.started'),
                    width: '8rem',
                    align: 'end',
                    cell: ({ createdAt }) => <Ago at={createdAt} />,
                  },
                ]}
              />
              <Pager nextCursor={nextCursor} />
            </Panel>
          )
        }
      </QueryState>
    </>
  );
}
