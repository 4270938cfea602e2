import type { PreviewRun } from '../../../api/index.js';
import { Card } from '../../components/card.js';
import { Icon } from '../../components/icon.js';
import layout from '../../components/layout.module.css';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './recurring.module.css';

interface Props {
  runs: PreviewRun[];
  timeZone: string;
}

export function NextRuns({ runs, timeZone }: Props) {
  const { t } = useLanguage();
  return (
    <Card title={t('recurring.nextRuns')} hint={timeZone}>
      {runs.length === 0 ? (
        <p className={layout.soft}>{t('recurring.noNext')}</p>
      ) : (
        <RunList runs={runs} timeZone={timeZone} />
      )}
    </Card>
  );
}

/** Each in the schedule's zone and, where that is another, the viewer's. Nights in which the clock is set stand out. */
export function RunList({ runs, timeZone }: Props) {
  const { t, format } = useLanguage();
  const isOwnZone = Intl.DateTimeFormat().resolvedOptions().timeZone === timeZone;
  return (
    <ol>
      {runs.map(({ at, local, shift, offsetChange }) => (
        <li key={at} className={styles.run}>
          <span className={layout.two}>
            {/* As the wall clock there shows it: without its offset it is nobody else's time. */}
            <time dateTime={at}>{format.wallClock(local)}</time>
            {!isOwnZone && (
              <span className={layout.faint}>
                {t('recurring.yourTime')} {format.shortDateTime(Date.parse(at))}
              </span>
            )}
          </span>
          <span className={layout.faint}>
            <Ago at={at} />
          </span>
          {shift !== null && (
            <span className={styles.shift}>
              <Icon name="warning" />
              {t(`recurring.shift.${shift}`)}
            </span>
          )}
          {shift === null && offsetChange !== null && (
            <span className={styles.shift}>
              <Icon name="info" />
              {t(offsetChange > 0 ? 'recurring.shift.forward' : 'recurring.shift.back', {
                duration: format.duration(Math.abs(offsetChange) * 60_000),
              })}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
