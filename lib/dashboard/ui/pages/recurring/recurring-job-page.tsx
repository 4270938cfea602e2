import type { RecurringDetail } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { PageLink, useSearchState } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { Notice } from '../../components/notice.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { RunStrip } from '../../components/run-strip.js';
import { Ago, Moment } from '../../components/time.js';
import { ValueTree } from '../../components/value-tree.js';
import { useLanguage } from '../../i18n/i18n.js';
import { NextRuns } from './next-runs.js';
import { RecurringActions } from './recurring-actions.js';
import { RecurringMenu } from './recurring-menu.js';
import { RecurringNotices } from './recurring-notices.js';
import { RecurringStatusBadge } from './recurring-status.js';
import { RunHistory } from './run-history.js';
import { Schedule } from './schedule.js';

export default function RecurringJobPage() {
  const { t } = useLanguage();
  const [{ id = '' }] = useSearchState();
  const query = useApi('recurringJob', { query: { id } }, { keepsPrevious: false });
  const job = query.data;
  return (
    <>
      <PageHeader
        title={id}
        parent={<PageLink page="recurring">{t('page.recurring')}</PageLink>}
        badges={job && <RecurringStatusBadge job={job} />}
        actions={
          job && (
            <>
              <RecurringActions jobs={[job]} />
              <RecurringMenu job={job} />
            </>
          )
        }
      >
        {job && <Schedule {...job} />}
      </PageHeader>
      <QueryState query={query}>
        {(detail) => (
          <div className={layout.beside}>
            <div className={layout.stack}>
              <RecurringNotices job={detail} />
              <Card title={t('recurring.column.runs')}>
                <RunStrip cells={detail.strip} />
              </Card>
              <RunHistory runs={detail.runs} />
            </div>
            <div className={layout.stack}>
              <NextRuns runs={detail.next} timeZone={detail.timeZone} />
              <RecurringFacts job={detail} />
              <Arguments job={detail} />
            </div>
          </div>
        )}
      </QueryState>
    </>
  );
}

function RecurringFacts({ job }: { job: RecurringDetail }) {
  const { t, format } = useLanguage();
  return (
    <Card title={t('facts.title')}>
      <Facts
        facts={[
          [t('facts.type'), job.type],
          [t('facts.queue'), job.queue],
          [t('facts.priority'), job.priority],
          [t('recurring.origin'), t(`recurring.source.${job.source}`)],
          [t('recurring.misfire'), t(`recurring.misfire.${job.misfire}`)],
          [t('recurring.overlap'), t(`recurring.overlap.${job.overlap}`)],
          job.jitterMs > 0 ? [t('recurring.jitter'), format.duration(job.jitterMs)] : null,
          job.averageRunMs === null ? null : [t('recurring.average'), format.duration(job.averageRunMs)],
          job.skippedAt === null ? null : [t('recurring.skipped'), <Ago key="skipped" at={job.skippedAt} />],
          [t('facts.created'), <Moment key="created" at={job.createdAt} />],
        ]}
      />
    </Card>
  );
}

function Arguments({ job }: { job: RecurringDetail }) {
  const { t } = useLanguage();
  if (job.unreadable !== null) {
    return (
      <Notice tone="error" title={t('call.unreadable')}>
        {job.unreadable}
      </Notice>
    );
  }
  return job.args.length === 0 ? null : (
    <Card title={t('call.arguments')}>
      {job.args.map((arg, at) => (
        <ValueTree key={at} name={String(at)} node={arg} />
      ))}
    </Card>
  );
}
