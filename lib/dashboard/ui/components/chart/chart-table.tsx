import { useState } from 'react';
import type { SeriesResponse } from '../../../api/index.js';
import { useLanguage } from '../../i18n/i18n.js';
import { chartRows } from '../../utils/chart-data.js';
import styles from './chart.module.css';
import { seriesName, valueText } from './series-name.js';

/** The chart's numbers as a table, for who reads them better so. */
export function ChartTable({ answer }: { answer: SeriesResponse }) {
  const { t, format } = useLanguage();
  const [isOpen, setIsOpen] = useState(false);
  const { series, unit } = answer;
  return (
    <details className={styles.table} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t('chart.table')}</summary>
      {isOpen && (
        <div className={styles.tableScroll} tabIndex={0} role="region" aria-label={t('chart.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('chart.time')}</th>
                {series.map((one, at) => (
                  <th key={at} scope="col">
                    {seriesName(one, t)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {chartRows(answer)
                .toReversed()
                .map((row) => (
                  <tr key={row.time}>
                    <th scope="row">{format.shortDateTime(row.time)}</th>
                    {row.values.map((value, at) => (
                      <td key={at}>{valueText(value, unit, format)}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
