import { JOB_STATES } from '../../../../interfaces/job-state.type.js';
import type { JobCounts } from '../../../api/index.js';
import { useSearchState } from '../../app/page-link.js';
import { Tabs } from '../../components/tabs.js';
import { useLanguage } from '../../i18n/i18n.js';

/** Most looked at first. */
const ORDER = JOB_STATES.toSorted((a, b) => rank(a) - rank(b));

export function StateTabs({ counts }: { counts: JobCounts | undefined }) {
  const { t, format } = useLanguage();
  const [{ q, state }] = useSearchState();
  return (
    <Tabs
      label={t('jobs.states')}
      tabs={[
        { key: 'all', label: t('jobs.all'), search: { q }, isActive: state === undefined },
        ...ORDER.map((name) => {
          const count = counts?.states[name];
          return {
            key: name,
            label: t(`state.${name}`),
            count: count ? format.count(count) : undefined,
            search: { q, state: name },
            isActive: state === name,
          };
        }),
      ]}
    />
  );
}

function rank(state: (typeof JOB_STATES)[number]): number {
  return [
    'enqueued',
    'processing',
    'failed',
    'scheduled',
    'throttled',
    'awaiting',
    'succeeded',
    'deleted',
  ].indexOf(state);
}
