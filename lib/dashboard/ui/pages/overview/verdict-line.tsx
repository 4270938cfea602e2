import type { Verdict } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { Icon } from '../../components/icon.js';
import { useLanguage } from '../../i18n/i18n.js';
import { healthValues } from '../../utils/health-values.js';
import styles from './overview.module.css';

const ICONS = { healthy: 'succeeded', degraded: 'warning', stopped: 'failed' } as const;
const SHOWN = 3;

/** The answer in one sentence; what makes it so below. */
export function VerdictLine({ verdict }: { verdict: Verdict }) {
  const { t, format } = useLanguage();
  const { level, causes } = verdict;
  return (
    <section className={styles.verdict} data-level={level} aria-label={t('verdict.label')}>
      <span className={styles.verdictIcon}>
        <Icon name={ICONS[level]} />
      </span>
      <div className={styles.verdictText}>
        <p className={styles.verdictTitle}>{t(`verdict.${level}.title`)}</p>
        {causes.length === 0 ? (
          <p className={styles.verdictCause}>{t(`verdict.${level}.text`)}</p>
        ) : (
          <ul>
            {causes.slice(0, SHOWN).map((cause) => (
              <li key={cause.id} className={styles.verdictCause}>
                {t(`health.${cause.code}.title`, healthValues(cause, format))}
              </li>
            ))}
          </ul>
        )}
      </div>
      {causes.length > 0 && (
        <PageLink page="health" className={styles.verdictLink}>
          {causes.length > SHOWN ? t('verdict.more', { count: causes.length - SHOWN }) : t('verdict.remedy')}
          <Icon name="right" />
        </PageLink>
      )}
    </section>
  );
}
