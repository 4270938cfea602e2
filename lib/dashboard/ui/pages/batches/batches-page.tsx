import type { BatchState } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { PageLink, useSearchState } from '../../app/page-link.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { Pager } from '../../components/pager.js';
import { Panel } from '../../components/panel.js';
import { QueryState } from '../../components/query-state.js';
import { Tabs } from '../../components/tabs.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { FIRST_BATCH } from '../../utils/samples.js';
import { BatchBadge, BatchProgress } from './batch-progress.js';

const STATES: BatchState[] = ['processing', 'succeeded', 'failed', 'cancelled'];

export default function BatchesPage() {
  const { t } = useLanguage();
  const [{ state, cursor }] = useSearchState();
  const batches = useApi('batches', { query: { state: state as BatchState | undefined, cursor } });
  return (
    <>
      <PageHeader title={t('page.batches')}>{t('batches.about')}</PageHeader>
      <div className={layout.stack}>
        <Tabs
          label={t('jobs.states')}
          tabs={[
            { key: 'all', label: t('jobs.all'), search: {}, isActive: state === undefined },
            ...STATES.map((name) => ({
              key: name,
              label: t(`batch.state.${name}`),
              search: { state: name },
              isActive: state === name,
            })),
          ]}
        />
        <QueryState query={batches}>
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <EmptyState
                icon="batches"
                title={t(state === undefined ? 'batches.empty.title' : 'batches.none.title')}
                code={state === undefined ? FIRST_BATCH : undefined}
              >
                {t(state === undefined ? 'batches.empty.text' : 'batches.none.text')}
              </EmptyState>
            ) : (
              <Panel>
                <DataTable
                  caption={t('batches.caption')}
                  rows={items}
                  rowKey={({ id }) => id}
                  isStale={batches.isPlaceholderData}
                  columns={[
                    {
                      key: 'name',
                      header: t('batches.column.name'),
                      isTitle: true,
                      cell: ({ id, name }) => (
                        <span className={layout.two}>
                          <PageLink page="batch" params={{ id }} className={layout.strong}>
                            {name}
                          </PageLink>
                          <span className={`${layout.faint} ${layout.mono}`}>{id.slice(-12)}</span>
                        </span>
                      ),
                    },
                    {
                      key: 'state',
                      isEvident: true,
                      header: t('jobs.column.state'),
                      width: '9rem',
                      cell: ({ state: current }) => <BatchBadge state={current} />,
                    },
                    {
                      key: 'progress',
                      isEvident: true,
                      header: t('batches.column.progress'),
                      width: '14rem',
                      cell: (batch) => <BatchProgress batch={batch} />,
                    },
                    {
                      key: 'created',
                      header: t('jobs.column.created'),
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
      </div>
    </>
  );
}
