import { useApi, useTopics } from '../../api/hooks.js';
import { PageLink, usePathParams, useSearchState } from '../../app/page-link.js';
import { ErrorNotice } from '../../components/error-notice.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { Skeleton } from '../../components/skeleton.js';
import { StateBadge } from '../../components/state-badge.js';
import { useLanguage } from '../../i18n/i18n.js';
import { Attempts } from './attempts.js';
import { CallCard } from './call-card.js';
import { JobActions } from './job-actions.js';
import { JobFacts } from './job-facts.js';
import { Neighbours } from './neighbours.js';
import { Relations } from './relations.js';
import { TimelineCard } from './timeline-card.js';
import { WaitingCard } from './waiting-card.js';

/** One job's whole story. */
export default function JobPage() {
  const { t } = useLanguage();
  const { id = '' } = usePathParams();
  const [{ q, state }] = useSearchState();
  useTopics(`job:${id}`);
  const { data: job, error, refetch } = useApi('job', { params: { id } }, { keepsPrevious: false });
  const parent = (
    <PageLink page="jobs" search={{ q, state }}>
      {t('page.jobs')}
    </PageLink>
  );

  if (job === undefined) {
    return (
      <>
        <PageHeader title={t('page.job')} parent={parent}>
          <span className={layout.mono}>{id}</span>
        </PageHeader>
        {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Skeleton rows={10} />}
      </>
    );
  }
  return (
    <>
      <PageHeader
        key={job.id}
        title={job.type}
        parent={parent}
        badges={<StateBadge state={job.state} />}
        actions={
          <>
            <Neighbours id={id} q={q} state={state} />
            <JobActions job={job} />
          </>
        }
      >
        <span className={layout.mono}>{job.id}</span>
      </PageHeader>
      <div className={layout.beside}>
        <div className={layout.stack}>
          <WaitingCard reasons={job.waiting} />
          <Attempts job={job} />
          <CallCard job={job} />
        </div>
        <div className={layout.stack}>
          <TimelineCard entries={job.timeline} isCut={job.hasMore.history} />
          <JobFacts job={job} />
          <Relations job={job} />
        </div>
      </div>
    </>
  );
}
