import type { FailingType } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Panel } from '../../components/panel.js';
import { Sparkline } from '../../components/sparkline.js';
import { Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { countColumns } from './count-columns.js';

export function TypeTable({ types }: { types: FailingType[] }) {
  const language = useLanguage();
  const { t, format } = language;
  if (types.length === 0) {
    return (
      <EmptyState icon="succeeded" title={t('failures.empty.title')}>
        {t('failures.empty.text')}
      </EmptyState>
    );
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
              <PageLink page="failures" search={{ type }}>
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
          {
            key: 'trend',
            header: t('failures.column.trend'),
            width: '7.5rem',
            cell: ({ trend, counts }) => (
              <Sparkline values={trend} tone="failed" label={t('failures.trend', { count: counts.h24 })} />
            ),
          },
        ]}
      />
    </Panel>
  );
}
