import { useState } from 'react';
import type { JobState } from '../../../../interfaces/job-state.type.js';
import type { AttemptOutcome, AttemptView, JobView } from '../../../api/index.js';
import { useRight } from '../../api/context.js';
import { Badge } from '../../components/badge.js';
import { Facts } from '../../components/facts.js';
import { Meter } from '../../components/meter.js';
import { Moment, Since } from '../../components/time.js';
import { ValueTree } from '../../components/value-tree.js';
import { useLanguage } from '../../i18n/i18n.js';
import { reasonText } from '../../i18n/reason.js';
import { ErrorDetails } from './error-details.js';
import styles from './job.module.css';
import { LogConsole } from './log-console.js';

interface Props {
  job: JobView;
  attempt: AttemptView;
  isLatest: boolean;
}

const TONES: Record<AttemptOutcome, JobState> = {
  running: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  retried: 'failed',
  snoozed: 'scheduled',
  released: 'enqueued',
  lost: 'throttled',
  aborted: 'deleted',
};

export function AttemptCard({ job, attempt, isLatest }: Props) {
  const { t, format } = useLanguage();
  const canSeeLog = useRight('viewArguments');
  const { number, outcome, runMs, waitMs, startedAt, endedAt, worker, reason, error } = attempt;
  const isRunning = outcome === 'running';
  const [wasOpened, setWasOpened] = useState(isLatest);
  return (
    <details
      className={styles.attempt}
      open={isLatest || undefined}
      onToggle={({ currentTarget }) => setWasOpened(wasOpened || currentTarget.open)}
    >
      <summary className={styles.attemptHead}>
        <span className={styles.attemptNumber}>{t('attempts.number', { number })}</span>
        <Badge tone={TONES[outcome]} icon={TONES[outcome]}>
          {t(`outcome.${outcome}`)}
        </Badge>
        <span className={styles.attemptTime}>
          {runMs !== null
            ? format.duration(runMs)
            : isRunning && startedAt !== null && <Since at={startedAt} />}
        </span>
      </summary>
      <div className={styles.attemptBody}>
        {isRunning && job.progress !== null && (
          <div className={styles.progress}>
            <Meter
              share={job.progress}
              label={t('job.progress', { percent: format.percent(job.progress) })}
            />
            <span aria-hidden>{format.percent(job.progress)}</span>
          </div>
        )}
        {error && <ErrorDetails error={error} />}
        {isLatest && job.result && (
          <section>
            <h3 className={styles.subtitle}>{t('attempts.result')}</h3>
            <ValueTree node={job.result} isOpen />
          </section>
        )}
        {canSeeLog && wasOpened && <LogConsole key={number} job={job} attempt={attempt} />}
        <Facts
          isInline
          facts={[
            worker && [t('attempts.worker'), worker.name ?? worker.id],
            startedAt === null ? null : [t('attempts.started'), <Moment key="started" at={startedAt} />],
            endedAt === null ? null : [t('attempts.ended'), <Moment key="ended" at={endedAt} />],
            waitMs === null ? null : [t('attempts.waited'), format.duration(waitMs)],
            reason === null ? null : [t('common.reason'), reasonText(reason, t)],
          ]}
        />
      </div>
    </details>
  );
}
