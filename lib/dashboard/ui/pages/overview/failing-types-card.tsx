import { formatQuery, type FailingType } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import layout from '../../components/layout.module.css';
import { Meter } from '../../components/meter.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './overview.module.css';

export function FailingTypesCard({ types }: { types: FailingType[] }) {
  const { t, format } = useLanguage();
  return (
    <Card title={t('overview.failingTypes')} hint={t('overview.lastDay')} isFlush>
      {types.length === 0 ? (
        <p className={styles.nothing}>{t('overview.noFailures')}</p>
      ) : (
        <ul className={styles.rows}>
          {types.map(({ type, counts, failedShare }) => (
            <li key={type} className={styles.row}>
              <span className={styles.rowText}>
                <PageLink
                  page="jobs"
                  search={{ state: 'failed', q: formatQuery({ types: [type] }) }}
                  className={layout.strong}
                >
                  {type}
                </PageLink>
                {failedShare !== null && (
                  <Meter
                    share={failedShare}
                    tone="failed"
                    label={t('overview.failedShare', { percent: format.percent(failedShare) })}
                  />
                )}
              </span>
              <span className={styles.rowEnd}>
                <strong>{format.number(counts.h24)}</strong>
                {failedShare !== null && <span className={layout.faint}>{format.percent(failedShare)}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
