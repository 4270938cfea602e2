import type { HealthProblem } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { PageLink } from '../../app/page-link.js';
import { buttonClass } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Icon } from '../../components/icon.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { healthRemedy } from '../../utils/health-remedy.js';
import { healthTarget } from '../../utils/health-target.js';
import { healthValues } from '../../utils/health-values.js';
import styles from './health.module.css';

/** What is wrong, what that does, and what helps. */
export default function HealthPage() {
  const { t } = useLanguage();
  const problems = useApi('problems');
  return (
    <>
      <PageHeader title={t('page.health')}>{t('health.about')}</PageHeader>
      <QueryState query={problems}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="succeeded" title={t('health.empty.title')}>
              {t('health.empty.text')}
            </EmptyState>
          ) : (
            <ul className={styles.problems}>
              {items.map((problem) => (
                <Problem key={problem.id} problem={problem} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </>
  );
}

const ICONS = { error: 'failed', warning: 'warning', info: 'info' } as const;

function Problem({ problem }: { problem: HealthProblem }) {
  const { t, format } = useLanguage();
  const { code, severity, since } = problem;
  const values = healthValues(problem, format);
  const target = healthTarget(problem);
  return (
    <li className={styles.problem} data-severity={severity}>
      <span className={styles.icon}>
        <Icon name={ICONS[severity]} label={t(`health.severity.${severity}`)} />
      </span>
      <div className={styles.text}>
        <h2 className={styles.title}>{t(`health.${code}.title`, values)}</h2>
        <p>{t(`health.${code}.effect`, values)}</p>
        <p className={styles.remedy}>{t(healthRemedy(problem), values)}</p>
        {since !== null && (
          <p className={styles.since}>
            {t('health.since')} <Ago at={since} />
          </p>
        )}
      </div>
      {target && (
        <PageLink {...target} className={buttonClass({ size: 'small' })}>
          {t('health.look')}
          <Icon name="right" />
        </PageLink>
      )}
    </li>
  );
}
