import type { FailingType } from '../../../api/index.js';
import { PageLink, useSearchState } from '../../app/page-link.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { countColumns, trendColumn } from './figure-columns.js';
import { NoFailures } from './no-failures.js';

export function TypeTable({ types }: { types: FailingType[] }) {
  const language = useLanguage();
  const { t, format } = language;
  const [{ range }] = useSearchState();
  if (types.length === 0) {
    return <NoFailures />;
  }
  return (
    <Panel>
      <DataTable
        caption={t('failures.captionTypes')}
        rows={types}
        rowKey={({ type }) => type}
        columns={[
          {
            key: 'type',
            header: t('failures.column.type'),
            isTitle: true,
            cell: ({ type }) => (
              <PageLink page="failures" search={{ range, type }}>
                {type}
              </PageLink>
            ),
          },
          {
            key: 'share',
            header: t('failures.column.share'),
            width: '8rem',
            align: 'end',
            cell: ({ failedShare }) => (failedShare === null ? <Nothing /> : format.percent(failedShare)),
          },
          {
            key: 'groups',
            header: t('failures.column.groups'),
            width: '6rem',
            align: 'end',
            isSecondary: true,
            cell: ({ groups }) => groups,
          },
          ...countColumns(types, language),
          trendColumn(language),
        ]}
      />
    </Panel>
  );
}
