import type { FailureGroup } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Panel } from '../../components/panel.js';
import { Sparkline } from '../../components/sparkline.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { countColumns } from './count-columns.js';
import styles from './failures.module.css';

export function GroupTable({ groups }: { groups: FailureGroup[] }) {
  const language = useLanguage();
  const { t, format } = language;
  if (groups.length === 0) {
    return (
      <EmptyState icon="succeeded" title={t('failures.empty.title')}>
        {t('failures.empty.text')}
      </EmptyState>
    );
  }
  return (
    <Panel>
      <DataTable
        caption={t('failures.caption')}
        rows={groups}
        rowKey={({ fingerprint }) => fingerprint}
        columns={[
          {
            key: 'group',
            header: t('failures.column.error'),
            isTitle: true,
            cell: (group) => (
              <div className={styles.name}>
                <span className={styles.title}>
                  <PageLink page="failure" params={{ fingerprint: group.fingerprint }}>
                    {group.name}
                  </PageLink>
                  {group.isNew && <span className={styles.new}>{t('failures.new')}</span>}
                </span>
                <span className={styles.message}>{group.message}</span>
              </div>
            ),
          },
          {
            key: 'types',
            header: t('failures.column.types'),
            width: '13rem',
            isSecondary: true,
            cell: ({ types }) => format.list(types.slice(0, 3)),
          },
          ...countColumns(groups, language),
          {
            key: 'trend',
            isEvident: true,
            header: t('failures.column.trend'),
            width: '7.5rem',
            cell: ({ trend, counts }) => (
              <Sparkline values={trend} tone="failed" label={t('failures.trend', { count: counts.h24 })} />
            ),
          },
          {
            key: 'last',
            header: t('failures.column.last'),
            width: '7.5rem',
            align: 'end',
            cell: ({ lastAt }) => <Ago at={lastAt} />,
          },
        ]}
      />
    </Panel>
  );
}
