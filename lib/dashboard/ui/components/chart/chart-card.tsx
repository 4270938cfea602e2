import { lazy, Suspense } from 'react';
import { GROUPS, METRICS, PERCENTILES, RANGES, type Metric } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { useSearchState } from '../../app/page-link.js';
import { useLanguage } from '../../i18n/i18n.js';
import { DEFAULT_VIEW, isEmptyChart, readView, type ChartView } from '../../utils/chart-data.js';
import { Card } from '../card.js';
import { ErrorNotice } from '../error-notice.js';
import { SelectField } from '../field.js';
import styles from './chart.module.css';
import { ChartTable } from './chart-table.js';

const MetricChart = lazy(() => import('./metric-chart.js'));

interface Props {
  /** Only this queue. */
  queue?: string;
  metrics?: readonly Metric[];
}

/** One chart with four dials. The dials are in the address; the library comes with the first chart. */
export default function ChartCard({ queue, metrics = METRICS }: Props) {
  const { t } = useLanguage();
  const [search, setSearch] = useSearchState();
  const view = readView(search);
  const { metric, range, group, percentile } = view;
  const hasPercentile = metric === 'wait' || metric === 'run';
  const { data, error, refetch } = useApi('series', {
    query: { metric, range, group, queue, percentile: hasPercentile ? percentile : undefined },
  });

  const dial = <Name extends keyof ChartView>(name: Name, values: readonly ChartView[Name][]) => (
    <SelectField
      isInline
      label={t(`chart.${name}`)}
      value={view[name]}
      options={values.map((value) => ({ value, label: t(`chart.${name}.${value}` as 'chart.range.1h') }))}
      onChange={({ target: { value } }) =>
        setSearch({ [name]: value === DEFAULT_VIEW[name] ? undefined : value }, { replace: true })
      }
    />
  );

  return (
    <Card
      title={t(`chart.metric.${metric}`)}
      actions={
        <>
          {dial('metric', metrics)}
          {hasPercentile && dial('percentile', PERCENTILES)}
          {dial('group', queue === undefined ? GROUPS : GROUPS.filter((name) => name !== 'queue'))}
          {dial('range', RANGES)}
        </>
      }
    >
      <div className={styles.area}>
        {data ? (
          isEmptyChart(data) ? (
            <p className={styles.empty}>{t('chart.empty')}</p>
          ) : (
            <Suspense fallback={<span className={styles.placeholder} />}>
              <MetricChart answer={data} />
            </Suspense>
          )
        ) : error ? (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <span className={styles.placeholder} />
        )}
      </div>
      {data && !isEmptyChart(data) && <ChartTable answer={data} />}
    </Card>
  );
}
