import { RANGES } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { useSearchState } from '../../app/page-link.js';
import { SelectField } from '../../components/field.js';
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
  const range = oneOf(RANGES, search['range'], '24h');
  const by = oneOf(['error', 'type'] as const, search['by'], 'error');
  const failures = useApi('failures', { query: { range, by, type: search['type'] } });
  return (
    <>
      <PageHeader
        title={t('page.failures')}
        actions={
          <SelectField
            isInline
            label={t('chart.range')}
            value={range}
            options={RANGES.map((value) => ({ value, label: t(`chart.range.${value}`) }))}
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
        <QueryState query={failures}>
          {({ groups, types }) =>
            by === 'error' ? <GroupTable groups={groups} /> : <TypeTable types={types} />
          }
        </QueryState>
      </div>
    </>
  );
}
