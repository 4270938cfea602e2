import { FAILURE_RANGES, formatQuery } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { useSearchState } from '../../app/page-link.js';
import { SelectField } from '../../components/field.js';
import { FilterChip } from '../../components/filter-chip.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { Tabs } from '../../components/tabs.js';
import { useLanguage } from '../../i18n/i18n.js';
import { oneOf } from '../../utils/chart-data.js';
import { GroupTable } from './group-table.js';
import { TypeTable } from './type-table.js';

/** What fails, the same failures together. */
export default function FailuresPage() {
  const { t } = useLanguage();
  const [search, setSearch] = useSearchState();
  const range = oneOf(FAILURE_RANGES, search['range'], '24h');
  const by = oneOf(['error', 'type'] as const, search['by'], 'error');
  const type = search['type'];
  const failures = useApi('failures', { query: { range, by, type } });
  return (
    <>
      <PageHeader
        title={t('page.failures')}
        actions={
          <SelectField
            isInline
            label={t('chart.range')}
            value={range}
            options={FAILURE_RANGES.map((value) => ({ value, label: t(`chart.range.${value}`) }))}
            onChange={({ target: { value } }) => setSearch({ range: value === '24h' ? undefined : value })}
          />
        }
      >
        {t('failures.about')}
      </PageHeader>
      <div className={layout.stack}>
        <Tabs
          label={t('failures.by')}
          tabs={(['error', 'type'] as const).map((name) => ({
            key: name,
            label: t(`failures.by.${name}`),
            search: { ...search, by: name === 'error' ? undefined : name },
            isActive: by === name,
          }))}
        />
        {type !== undefined && (
          <ul className={layout.row} aria-label={t('query.filters')}>
            <FilterChip
              text={formatQuery({ types: [type] })}
              onRemove={() => setSearch({ type: undefined })}
            />
          </ul>
        )}
        <QueryState query={failures}>
          {({ groups, types }) =>
            by === 'error' ? <GroupTable groups={groups} /> : <TypeTable types={types} />
          }
        </QueryState>
      </div>
    </>
  );
}
