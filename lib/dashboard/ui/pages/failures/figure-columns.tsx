import type { FailureCounts } from '../../../api/index.js';
import type { Column } from '../../components/data-table.js';
import { Sparkline } from '../../components/sparkline.js';
import type { Language } from '../../i18n/i18n.js';
import { heat } from '../../utils/heat.js';
import styles from './failures.module.css';

const SPANS = ['h1', 'h3', 'h24', 'd7'] as const satisfies (keyof FailureCounts)[];

/** How often in the last 1 h, 3 h, 24 h and 7 days; the more, the darker. */
export function countColumns<Row extends { counts: FailureCounts }>(
  rows: Row[],
  { t, format }: Language,
): Column<Row>[] {
  return SPANS.map((span) => {
    const most = Math.max(...rows.map(({ counts }) => counts[span]), 1);
    return {
      key: span,
      header: t(`failures.span.${span}`),
      width: '4.25rem',
      align: 'end' as const,
      cell: ({ counts }: Row) => (
        <span className={styles.count} data-heat={heat(counts[span], most)}>
          {format.compact(counts[span])}
        </span>
      ),
    };
  });
}

interface WithTrend {
  counts: FailureCounts;
  trend: number[];
}

/** How the failures of the last 24 hours are spread. */
export function trendColumn<Row extends WithTrend>({ t }: Language): Column<Row> {
  return {
    key: 'trend',
    header: t('failures.column.trend'),
    width: '7.5rem',
    cell: ({ trend, counts }) => (
      <Sparkline values={trend} tone="failed" label={t('failures.trend', { count: counts.h24 })} />
    ),
  };
}
