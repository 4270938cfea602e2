import type { JobRow } from '../../api/index.js';
import { PageLink, type Search } from '../app/page-link.js';
import { useLanguage } from '../i18n/i18n.js';
import { jobTime } from '../utils/job-time.js';
import styles from './job-cells.module.css';
import { Meter } from './meter.js';
import { Ago } from './time.js';

/** A job by its type, and the one thing more that says most about it. */
export function JobName({ job, search }: { job: JobRow; search?: Search }) {
  const { t, format } = useLanguage();
  return (
    <div className={styles.name}>
      <PageLink page="job" params={{ id: job.id }} search={search} className={styles.link}>
        {job.type}
      </PageLink>
      {job.error !== null && job.state !== 'succeeded' ? (
        <span className={styles.error} title={job.error}>
          {job.error}
        </span>
      ) : (
        <span className={styles.about}>
          <span className={styles.id}>{job.id.slice(-12)}</span>
          {job.tags.slice(0, 3).map((tag) => (
            <span key={tag} className={styles.tag}>
              {tag}
            </span>
          ))}
        </span>
      )}
      {job.state === 'processing' && job.progress !== null && (
        <span className={styles.progress}>
          <Meter share={job.progress} label={t('job.progress', { percent: format.percent(job.progress) })} />
        </span>
      )}
    </div>
  );
}

export function JobTime({ job }: { job: JobRow }) {
  const { t } = useLanguage();
  const { at, what } = jobTime(job);
  return (
    <span className={styles.time}>
      <span className="visually-hidden">{t(`jobs.column.${what}`)} </span>
      <Ago at={at} />
    </span>
  );
}
