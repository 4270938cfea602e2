import type { JobView } from '../../../api/index.js';
import { Card } from '../../components/card.js';
import { EmptyState } from '../../components/empty-state.js';
import { useLanguage } from '../../i18n/i18n.js';
import { AttemptCard } from './attempt-card.js';

/** Newest first; that one is open. */
export function Attempts({ job }: { job: JobView }) {
  const { t } = useLanguage();
  const newest = job.attempts.toReversed();
  return (
    <Card
      title={t('attempts.title')}
      hint={
        job.maxAttempts === null
          ? undefined
          : t('attempts.of', { attempt: job.attempt, max: job.maxAttempts })
      }
      isFlush
    >
      {newest.length === 0 ? (
        <EmptyState icon="enqueued" title={t('attempts.empty.title')}>
          {t('attempts.empty.text')}
        </EmptyState>
      ) : (
        newest.map((attempt, at) => (
          <AttemptCard key={newest.length - at} job={job} attempt={attempt} isLatest={at === 0} />
        ))
      )}
    </Card>
  );
}
