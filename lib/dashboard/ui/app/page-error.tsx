import { Button } from '../components/button.js';
import { EmptyState } from '../components/empty-state.js';
import { useLanguage } from '../i18n/i18n.js';

/** A page that could not be shown. Mostly its chunk belongs to a build that is gone. */
export function PageError({ error }: { error: unknown }) {
  const { t } = useLanguage();
  return (
    <EmptyState
      icon="warning"
      title={t('pageError.title')}
      code={error instanceof Error ? error.message : String(error)}
      action={
        <Button tone="primary" icon="refresh" onClick={() => location.reload()}>
          {t('trouble.reload')}
        </Button>
      }
    >
      {t('pageError.text')}
    </EmptyState>
  );
}
