import { lazy, Suspense } from 'react';
import { useApi } from '../../api/hooks.js';
import layout from '../../components/layout.module.css';
import { ChartPlaceholder } from '../../components/chart/chart-placeholder.js';
import { EmptyState } from '../../components/empty-state.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { useLanguage } from '../../i18n/i18n.js';
import { FIRST_JOB } from '../../utils/samples.js';
import { FailuresCard } from './failures-card.js';
import { FailingTypesCard } from './failing-types-card.js';
import { NextRecurringCard } from './next-recurring-card.js';
import { StateStrip } from './state-strip.js';
import { Tiles } from './tiles.js';
import { VerdictLine } from './verdict-line.js';

const ChartCard = lazy(() => import('../../components/chart/chart-card.js'));

/** Is it healthy, and what is to be done? */
export default function OverviewPage() {
  const { t } = useLanguage();
  const overview = useApi('overview');
  const live = useApi('stats').data;
  return (
    <>
      <PageHeader title={t('page.overview')} />
      <QueryState query={overview} rows={12}>
        {({ stats: loaded, failingTypes, failures, nextRecurring, isEmpty }) => {
          const stats = live ?? loaded;
          return isEmpty ? (
            <EmptyState icon="flame" title={t('overview.empty.title')} code={FIRST_JOB}>
              {t('overview.empty.text')}
            </EmptyState>
          ) : (
            <div className={layout.stack}>
              <VerdictLine verdict={stats.verdict} />
              <Tiles stats={stats} />
              <StateStrip states={stats.states} />
              <Suspense fallback={<ChartPlaceholder />}>
                <ChartCard />
              </Suspense>
              <div className={layout.halves}>
                <FailuresCard groups={failures} />
                <FailingTypesCard types={failingTypes} />
              </div>
              <NextRecurringCard items={nextRecurring} />
            </div>
          );
        }}
      </QueryState>
    </>
  );
}
