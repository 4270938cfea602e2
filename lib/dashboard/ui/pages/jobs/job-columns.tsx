import type { JobState } from '../../../../interfaces/job-state.type.js';
import type { JobRow } from '../../../api/index.js';
import { PageLink, type Search } from '../../app/page-link.js';
import type { Column } from '../../components/data-table.js';
import { JobName, JobTime } from '../../components/job-cells.js';
import { StateBadge } from '../../components/state-badge.js';
import { Duration } from '../../components/time.js';
import type { Translate } from '../../i18n/messages.js';
import { timeOf } from '../../utils/job-time.js';

interface Options {
  t: Translate;
  /** Of the tab. */
  state?: JobState;
  /** Of the list, for the way to the job before and after. */
  search?: Search;
}

export function jobColumns({ t, state, search }: Options): Column<JobRow>[] {
  return [
    {
      key: 'type',
      header: t('jobs.column.type'),
      isTitle: true,
      cell: (job) => <JobName job={job} search={search} />,
    },
    {
      key: 'state',
      header: t('jobs.column.state'),
      width: '9rem',
      isEvident: true,
      cell: (job) => <StateBadge state={job.state} />,
    },
    {
      key: 'queue',
      header: t('jobs.column.queue'),
      width: '8rem',
      cell: (job) => (
        <PageLink page="queue" search={{ name: job.queue }}>
          {job.queue}
        </PageLink>
      ),
    },
    {
      key: 'attempt',
      header: t('jobs.column.attempt'),
      width: '5rem',
      align: 'end',
      isSecondary: true,
      cell: (job) => job.attempt,
    },
    {
      key: 'wait',
      header: t('jobs.column.wait'),
      width: '6.5rem',
      align: 'end',
      isSecondary: true,
      cell: (job) => <Duration ms={job.waitMs} />,
    },
    {
      key: 'run',
      header: t('jobs.column.run'),
      width: '6.5rem',
      align: 'end',
      isSecondary: true,
      cell: (job) => <Duration ms={job.runMs} />,
    },
    {
      key: 'time',
      header: t(`jobs.column.${timeOf(state)}`),
      width: '8rem',
      align: 'end',
      cell: (job) => <JobTime job={job} />,
    },
  ];
}
