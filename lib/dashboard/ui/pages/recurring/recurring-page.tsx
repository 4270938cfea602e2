import { RECURRING_STATUSES } from '../../../api/index.js';
import { useApi } from '../../api/hooks.js';
import { useSearchState } from '../../app/page-link.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { FilterField } from '../../components/filter-field.js';
import { SelectField } from '../../components/field.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { useLanguage } from '../../i18n/i18n.js';
import { FIRST_RECURRING_JOB } from '../../utils/samples.js';
import { RecurringTable } from './recurring-table.js';

export default function RecurringPage() {
  const { t } = useLanguage();
  const [{ q, status, cursor }, setSearch] = useSearchState();
  const recurring = useApi('recurring', { query: { q, status: status as 'active' | undefined, cursor } });
  const isFiltered = q !== undefined || status !== undefined;
  return (
    <>
      <PageHeader title={t('page.recurring')}>{t('recurring.about')}</PageHeader>
      <div className={layout.stack}>
        <div className={layout.row}>
          <FilterField
            label={t('recurring.search')}
            value={q ?? ''}
            onChange={(text) => setSearch({ q: text || undefined, cursor: undefined }, { replace: true })}
          />
          <SelectField
            isInline
            label={t('recurring.column.status')}
            value={status ?? ''}
            options={[
              { value: '', label: t('recurring.anyStatus') },
              ...RECURRING_STATUSES.map((value) => ({ value, label: t(`recurring.status.${value}`) })),
            ]}
            onChange={({ target: { value } }) => setSearch({ status: value || undefined, cursor: undefined })}
          />
        </div>
        <QueryState query={recurring}>
          {(answer) =>
            answer.items.length > 0 ? (
              <RecurringTable answer={answer} isStale={recurring.isPlaceholderData} />
            ) : isFiltered ? (
              <EmptyState
                icon="search"
                title={t('recurring.none.title')}
                action={
                  <Button onClick={() => setSearch({ q: undefined, status: undefined })}>
                    {t('jobs.empty.search.clear')}
                  </Button>
                }
              >
                {t('recurring.none.text')}
              </EmptyState>
            ) : (
              <EmptyState icon="recurring" title={t('recurring.empty.title')} code={FIRST_RECURRING_JOB}>
                {t('recurring.empty.text')}
              </EmptyState>
            )
          }
        </QueryState>
      </div>
    </>
  );
}
