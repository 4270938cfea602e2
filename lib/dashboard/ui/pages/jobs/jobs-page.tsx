import type { JobState } from '../../../../interfaces/job-state.type.js';
import { useApi } from '../../api/hooks.js';
import { useSearchState } from '../../app/page-link.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { QueryField } from '../../components/query-field.js';
import { QueryState } from '../../components/query-state.js';
import { useLanguage } from '../../i18n/i18n.js';
import { readQuery } from '../../utils/query-zone.js';
import { JobList } from './job-list.js';
import { StateTabs } from './state-tabs.js';

/** All jobs, by state and search. Another view starts without selection. */
export default function JobsPage() {
  const { t } = useLanguage();
  const [search, setSearch] = useSearchState();
  const { state, cursor } = search;
  const q = readQuery(search.q ?? '');
  const jobs = useApi('jobs', { query: { q, state, cursor } });
  const counts = useApi('jobCounts', { query: { q } });
  const view = JSON.stringify([q, state, cursor]);
  return (
    <>
      <PageHeader title={t('page.jobs')} />
      <div className={layout.stack}>
        <QueryField
          value={q}
          errors={(jobs.data ?? counts.data)?.errors ?? []}
          onChange={(text) => setSearch({ q: text, cursor: undefined })}
        />
        <StateTabs counts={counts.data} />
        <QueryState query={jobs} rows={12}>
          {(answer) => (
            <JobList
              key={view}
              answer={answer}
              q={q}
              state={state as JobState | undefined}
              isFirstPage={cursor === undefined}
              isStale={jobs.isPlaceholderData}
            />
          )}
        </QueryState>
      </div>
    </>
  );
}
