import { EmptyState } from '../../components/empty-state.js';
import { useLanguage } from '../../i18n/i18n.js';

export function NoFailures() {
  const { t } = useLanguage();
  return (
    <EmptyState icon="succeeded" title={t('failures.empty.title')}>
      {t('failures.empty.text')}
    </EmptyState>
  );
}
