import { buttonClass } from '../components/button.js';
import { EmptyState } from '../components/empty-state.js';
import { PageHeader } from '../components/page-header.js';
import { useLanguage } from '../i18n/i18n.js';
import { PageLink } from './page-link.js';

export function NotFound() {
  const { t } = useLanguage();
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState
        icon="search"
        title={t('notFound.heading')}
        action={
          <PageLink page="overview" className={buttonClass({})}>
            {t('notFound.action')}
          </PageLink>
        }
      >
        {t('notFound.text')}
      </EmptyState>
    </>
  );
}
