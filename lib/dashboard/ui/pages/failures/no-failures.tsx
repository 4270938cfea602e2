import { useSearchState } from '../../app/page-link.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { useLanguage } from '../../i18n/i18n.js';

/** Why there is nothing: the job type that is looked at, or nothing has failed. */
export function NoFailures() {
  const { t } = useLanguage();
  const [{ type }, setSearch] = useSearchState();
  if (type !== undefined) {
    return (
      <EmptyState
        icon="search"
        title={t('failures.none.title')}
        action={
          <Button onClick={() => setSearch({ type: undefined })}>{t('jobs.empty.search.clear')}</Button>
        }
      >
        {t('failures.none.text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="succeeded" title={t('failures.empty.title')}>
      {t('failures.empty.text')}
    </EmptyState>
  );
}
