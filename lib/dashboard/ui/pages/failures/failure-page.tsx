import { useState } from 'react';
import { formatQuery, type FailureDetail } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { useDashboard } from '../../api/context.js';
import { PageLink, usePathParams } from '../../app/page-link.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { DataTable } from '../../components/data-table.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { ErrorDetails } from '../job/error-details.js';
import { BulkDialog } from '../jobs/bulk-dialog.js';
import { jobColumns } from '../jobs/job-columns.js';
import { FailureSpans } from './failure-spans.js';

/** Failures that are the same: an example, the jobs, and what to do with all of them. */
export default function FailurePage() {
  const { t } = useLanguage();
  const { fingerprint = '' } = usePathParams();
  const failure = useApi('failure', { params: { fingerprint } }, { keepsPrevious: false });
  return (
    <>
      <PageHeader
        title={failure.data?.group.name ?? t('page.failure')}
        parent={<PageLink page="failures">{t('page.failures')}</PageLink>}
        actions={failure.data && <GroupActions fingerprint={fingerprint} detail={failure.data} />}
      >
        {failure.data?.group.message}
      </PageHeader>
      <QueryState query={failure}>
        {({ group, error, jobs }) => (
          <div className={layout.beside}>
            <div className={layout.stack}>
              <FailureSpans group={group} />
              {error && (
                <Card title={t('failure.example')}>
                  <ErrorDetails error={error} />
                </Card>
              )}
              <Card
                title={t('failure.jobs')}
                actions={
                  <PageLink
                    page="jobs"
                    search={{ q: formatQuery({ fingerprints: [fingerprint] }) }}
                    className={layout.link}
                  >
                    {t('overview.all')}
                  </PageLink>
                }
                isFlush
              >
                <DataTable
                  caption={t('failure.jobs')}
                  rows={jobs}
                  rowKey={({ id }) => id}
                  columns={jobColumns({ t, search: { q: formatQuery({ fingerprints: [fingerprint] }) } })}
                />
              </Card>
            </div>
            <Card title={t('facts.title')}>
              <Facts
                facts={[
                  [t('failure.first'), <Moment key="first" at={group.firstAt} />],
                  [t('failure.last'), <Moment key="last" at={group.lastAt} />],
                  [t('failures.column.types'), group.types.join(', ')],
                  [t('failure.fingerprint'), <code key="fingerprint">{group.fingerprint}</code>],
                ]}
              />
            </Card>
          </div>
        )}
      </QueryState>
    </>
  );
}

function GroupActions({ fingerprint, detail }: { fingerprint: string; detail: FailureDetail }) {
  const { t, format } = useLanguage();
  const { config } = useDashboard();
  const [bulk, setBulk] = useState<'requeue' | 'delete' | null>(null);
  const q = formatQuery({ fingerprints: [fingerprint] });
  const { failed, at } = detail;
  if (failed?.value === 0) {
    return null;
  }
  return (
    <>
      {config.access.requeueJobs && (
        <Button tone="primary" icon="retry" onClick={() => setBulk('requeue')}>
          {failed ? t('failure.retry', { count: format.count(failed) }) : t('failure.retryAll')}
        </Button>
      )}
      {config.access.deleteJobs && (
        <Button tone="danger" icon="trash" onClick={() => setBulk('delete')}>
          {t('action.delete')}
        </Button>
      )}
      {bulk && (
        <BulkDialog
          action={bulk}
          selection={{ q, state: ['failed'], asOf: at }}
          query={`state:failed ${q}`}
          onClose={() => setBulk(null)}
          onDone={() => undefined}
        />
      )}
    </>
  );
}
