import type { FailureGroup } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './failures.module.css';
import { countColumns, trendColumn } from './figure-columns.js';
import { NoFailures } from './no-failures.js';

export function GroupTable({ groups }: { groups: FailureGroup[] }) {
  const language = useLanguage();
  const { t, format } = language;
  if (groups.length === 0) {
    return <NoFailures />;
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
          { ...trendColumn(language), isEvident: true },
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
