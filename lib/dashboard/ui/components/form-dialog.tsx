import type { ReactNode } from 'react';
import type { RequestError } from '../api/request.js';
import { useLanguage } from '../i18n/i18n.js';
import type { IconName } from '../utils/icon-paths.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { ErrorNotice } from './error-notice.js';

interface Props {
  title: string;
  /** On the button that sends it. */
  action: string;
  icon?: IconName;
  isDanger?: boolean;
  /** Whether it can be sent as it is filled in. */
  isReady?: boolean;
  isBusy?: boolean;
  error?: RequestError | null;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
}

/** A form in a dialog: its fields, what went wrong, and the buttons. */
export function FormDialog({
  title,
  action,
  icon,
  isDanger = false,
  isReady = true,
  isBusy = false,
  error = null,
  onClose,
  onSubmit,
  children,
}: Props) {
  const { t } = useLanguage();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      // The Enter key sends it whatever the button says.
      onSubmit={() => isReady && !isBusy && onSubmit()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            tone={isDanger ? 'danger' : 'primary'}
            icon={icon}
            isBusy={isBusy}
            disabled={!isReady}
          >
            {action}
          </Button>
        </>
      }
    >
      {children}
      {error && <ErrorNotice error={error} isAlert />}
    </Dialog>
  );
}
