import { PageLink } from '../../app/page-link.js';
import type { FailureGroup } from '../../../api/index.js';
import { Card } from '../../components/card.js';
import layout from '../../components/layout.module.css';
import { Sparkline } from '../../components/sparkline.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './overview.module.css';

export function FailuresCard({ groups }: { groups: FailureGroup[] }) {
  const { t, format } = useLanguage();
  return (
    <Card
      title={t('overview.failures')}
      actions={
        <PageLink page="failures" className={layout.link}>
          {t('overview.all')}
        </PageLink>
      }
      isFlush
    >
      {groups.length === 0 ? (
        <p className={styles.nothing}>{t('overview.noFailures')}</p>
      ) : (
        <ul className={styles.rows}>
          {groups.map((group) => (
            <li key={group.fingerprint} className={styles.row}>
              <span className={styles.rowText}>
                <PageLink
                  page="failure"
                  params={{ fingerprint: group.fingerprint }}
                  className={layout.strong}
                >
                  {group.name}
                </PageLink>
                <span className={`${layout.faint} ${layout.clamp}`}>{group.message}</span>
              </span>
              <Sparkline
                values={group.trend}
                tone="failed"
                label={t('failures.trend', { count: group.counts.h24 })}
              />
              <span className={styles.rowEnd}>
                <strong>{format.number(group.counts.h24)}</strong>
                <span className={layout.faint}>
                  <Ago at={group.lastAt} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
