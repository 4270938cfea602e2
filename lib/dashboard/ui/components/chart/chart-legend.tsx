import type { Series } from '../../../api/index.js';
import { useLanguage } from '../../i18n/i18n.js';
import { seriesColor } from '../../utils/chart-data.js';
import styles from './chart.module.css';
import { seriesName } from './series-name.js';

export function ChartLegend({ series }: { series: Series[] }) {
  const { t } = useLanguage();
  if (series.length < 2) {
    return null;
  }
  return (
    <ul className={styles.legend}>
      {series.map((one, at) => (
        <li key={at} className={styles.legendEntry}>
          <span className={styles.swatch} style={{ background: seriesColor(one, at) }} />
          {seriesName(one, t)}
        </li>
      ))}
    </ul>
  );
}
