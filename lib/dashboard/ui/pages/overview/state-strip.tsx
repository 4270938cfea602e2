import { JOB_STATES, type JobState } from '../../../../interfaces/job-state.type.js';
import type { Count } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { StateBadge } from '../../components/state-badge.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './overview.module.css';

/** How many jobs are in each state. */
export function StateStrip({ states }: { states: Record<JobState, Count> }) {
  const { t, format } = useLanguage();
  return (
    <ul className={styles.states} aria-label={t('overview.states')}>
      {JOB_STATES.map((state) => (
        <li key={state}>
          <PageLink page="jobs" search={{ state }} className={styles.state}>
            <StateBadge state={state} isPlain />
            <span className={styles.stateCount}>{format.count(states[state])}</span>
          </PageLink>
        </li>
      ))}
    </ul>
  );
}
