import type { JobState } from '../../../../interfaces/job-state.type.js';
import { useSearchState } from '../../app/page-link.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { useLanguage } from '../../i18n/i18n.js';
import { FIRST_JOB } from '../../utils/samples.js';

interface Props {
  q: string;
  state: JobState | undefined;
  isFirstPage: boolean;
}

/** Why there is nothing: the search, the state, the page, or there has never been a job. */
export function JobsEmpty({ q, state, isFirstPage }: Props) {
  const { t } = useLanguage();
  const [, setSearch] = useSearchState();
  if (!isFirstPage) {
    return (
      <EmptyState
        icon="jobs"
        title={t('jobs.empty.page.title')}
        action={<Button onClick={() => setSearch({ cursor: undefined })}>{t('pager.first')}</Button>}
      >
        {t('jobs.empty.page.text')}
      </EmptyState>
    );
  }
  if (q !== '') {
    return (
      <EmptyState
        icon="search"
        title={t('jobs.empty.search.title')}
        action={
          <>
            <Button onClick={() => setSearch({ q: undefined })}>{t('jobs.empty.search.clear')}</Button>
            {state !== undefined && (
              <Button onClick={() => setSearch({ state: undefined })}>
                {t('jobs.empty.search.allStates')}
              </Button>
            )}
          </>
        }
      >
        {t('jobs.empty.search.text')}
      </EmptyState>
    );
  }
  if (state !== undefined) {
    return (
      <EmptyState icon={state} title={t(`jobs.empty.${state}.title`)}>
        {t(`jobs.empty.${state}.text`)}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="jobs" title={t('jobs.empty.all.title')} code={FIRST_JOB}>
      {t('jobs.empty.all.text')}
    </EmptyState>
  );
}
