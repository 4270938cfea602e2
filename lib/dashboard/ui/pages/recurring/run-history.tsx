import type { RecurringRun } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import layout from '../../components/layout.module.css';
import { StateBadge } from '../../components/state-badge.js';
import { Duration, Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';

export function RunHistory({ runs }: { runs: RecurringRun[] }) {
  const { t } = useLanguage();
  return (
    <Card title={t('recurring.history')} isFlush>
      {runs.length === 0 ? (
        <EmptyState icon="recurring" title={t('recurring.noRuns.title')}>
          {t('recurring.noRuns.text')}
        </EmptyState>
      ) : (
        <DataTable
          caption={t('recurring.history')}
          rows={runs}
          rowKey={({ jobId }) => jobId}
          columns={[
            {
              key: 'at',
              header: t('recurring.column.occurrence'),
              isTitle: true,
              cell: (run) => (
                <span className={layout.two}>
                  <PageLink page="job" params={{ id: run.jobId }} className={layout.strong}>
                    <Moment at={run.occurrenceAt ?? run.at} />
                  </PageLink>
                  {run.occurrenceAt === null && (
                    <span className={layout.faint}>{t('recurring.triggered')}</span>
                  )}
                  {run.error !== null && <span className={`${layout.bad} ${layout.clamp}`}>{run.error}</span>}
                </span>
              ),
            },
            {
              key: 'state',
              isEvident: true,
              header: t('jobs.column.state'),
              width: '9rem',
              cell: ({ state }) => <StateBadge state={state} />,
            },
            {
              key: 'attempt',
              header: t('jobs.column.attempt'),
              width: '5rem',
              align: 'end',
              cell: ({ attempt }) => attempt,
            },
            {
              key: 'run',
              header: t('jobs.column.run'),
              width: '7rem',
              align: 'end',
              cell: ({ runMs }) => <Duration ms={runMs} />,
            },
          ]}
        />
      )}
    </Card>
  );
}
