import type { RequestError } from '../api/request.js';
import { useLanguage } from '../i18n/i18n.js';
import { problemText } from '../utils/problem-text.js';
import { Button } from './button.js';
import { Notice } from './notice.js';

interface Props {
  error: RequestError;
  onRetry?: () => void;
  isAlert?: boolean;
}

/** What went wrong and what to do about it, where it went wrong. */
export function ErrorNotice({ error, onRetry, isAlert }: Props) {
  const { t } = useLanguage();
  const { title, remedy } = problemText(error, t);
  return (
    <Notice
      tone="error"
      title={title}
      isAlert={isAlert}
      actions={
        onRetry && (
          <Button size="small" icon="refresh" onClick={onRetry}>
            {t('common.tryAgain')}
          </Button>
        )
      }
    >
      {remedy}
    </Notice>
  );
}
