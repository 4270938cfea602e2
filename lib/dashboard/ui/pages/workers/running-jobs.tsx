import type { RunningJob } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import layout from '../../components/layout.module.css';
import { Since } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './workers.module.css';

const SHOWN = 5;

/** What the worker runs now, the longest first. */
export function RunningJobs({ jobs, running }: { jobs: RunningJob[]; running: number }) {
  const { t } = useLanguage();
  if (jobs.length === 0) {
    return <p className={layout.soft}>{t('workers.idle')}</p>;
  }
  const more = Math.max(running, jobs.length) - Math.min(SHOWN, jobs.length);
  return (
    <ul className={styles.jobs} aria-label={t('workers.now')}>
      {jobs.slice(0, SHOWN).map(({ id, type, since }) => (
        <li key={id} className={styles.job}>
          <PageLink page="job" params={{ id }}>
            {type}
          </PageLink>
          <span className={styles.of}>{since !== null && <Since at={since} />}</span>
        </li>
      ))}
      {more > 0 && <li className={layout.faint}>{t('workers.more', { count: more })}</li>}
    </ul>
  );
}
