import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { SeriesResponse } from '../../../api/index.js';
import { useLanguage } from '../../i18n/i18n.js';
import { chartRows, seriesColor, type ChartRow } from '../../utils/chart-data.js';
import { ChartLegend } from './chart-legend.js';
import styles from './chart.module.css';
import { seriesName, tickText, valueText } from './series-name.js';

const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };

/** Numbers of jobs are stacked bars, everything else lines. The bucket that still fills is shaded. */
export default function MetricChart({ answer }: { answer: SeriesResponse }) {
  const { t, format } = useLanguage();
  const { series, unit, partial, metric } = answer;
  const rows = chartRows(answer);
  const last = rows.at(-1);
  const span = Date.parse(answer.until) - Date.parse(answer.from);
  const isStacked = unit === 'jobs';
  const Chart = isStacked ? BarChart : LineChart;

  return (
    <figure className={styles.figure}>
      <div className={styles.chart}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 240 }}>
          <Chart
            data={rows}
            margin={MARGIN}
            accessibilityLayer
            title={t(`chart.metric.${metric}`)}
            desc={t('chart.keys')}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="time"
              tickFormatter={(time: number) => format.tick(time, span)}
              tickLine={false}
              axisLine={false}
              minTickGap={48}
              tick={{ fill: 'var(--ink-faint)', fontSize: 11 }}
            />
            <YAxis
              width={unit === 'ms' ? 72 : 48}
              tickFormatter={(value: number) => tickText(value, unit, format)}
              tickLine={false}
              axisLine={false}
              allowDecimals={unit !== 'jobs'}
              tick={{ fill: 'var(--ink-faint)', fontSize: 11 }}
            />
            {partial && last && !isStacked && (
              <ReferenceArea x1={rows.at(-2)?.time} x2={last.time} fill="var(--sunken)" />
            )}
            <Tooltip
              cursor={isStacked ? { fill: 'var(--hover)' } : { stroke: 'var(--line-strong)' }}
              isAnimationActive={false}
              content={({ active, payload }) =>
                active && payload?.[0] ? (
                  <ChartTip answer={answer} row={payload[0].payload as ChartRow} />
                ) : null
              }
            />
            {series.map((one, at) =>
              isStacked ? (
                <Bar
                  key={one.key ?? `rest ${at}`}
                  name={seriesName(one, t)}
                  dataKey={(row: ChartRow) => row.values[at]}
                  stackId="all"
                  fill={seriesColor(one, at)}
                  fillOpacity={0.9}
                  maxBarSize={28}
                  isAnimationActive={false}
                />
              ) : (
                <Line
                  key={one.key ?? `rest ${at}`}
                  name={seriesName(one, t)}
                  dataKey={(row: ChartRow) => row.values[at]}
                  type="monotone"
                  stroke={seriesColor(one, at)}
                  strokeWidth={2}
                  dot={false}
                  isAnimationActive={false}
                />
              ),
            )}
          </Chart>
        </ResponsiveContainer>
      </div>
      <ChartLegend series={series} />
    </figure>
  );
}

function ChartTip({ answer, row }: { answer: SeriesResponse; row: ChartRow }) {
  const { t, format } = useLanguage();
  const { series, unit, partial, times } = answer;
  const isPartial = partial && row.time === Date.parse(times.at(-1)!);
  return (
    <div className={styles.tip}>
      <p className={styles.tipTime}>
        {format.shortDateTime(row.time)}
        {isPartial && ` · ${t('chart.partial')}`}
      </p>
      {series.map((one, at) => (
        <p key={at} className={styles.tipRow}>
          <span className={styles.swatch} style={{ background: seriesColor(one, at) }} />
          <span className={styles.tipName}>{seriesName(one, t)}</span>
          <strong>{valueText(row.values[at] ?? null, unit, format)}</strong>
        </p>
      ))}
    </div>
  );
}
