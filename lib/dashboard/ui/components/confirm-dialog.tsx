import { useState, type ReactNode } from 'react';
import { RequestError } from '../api/request.js';
import { useLanguage } from '../i18n/i18n.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { ErrorNotice } from './error-notice.js';
import { TextField } from './field.js';

interface Props {
  title: string;
  /** On the button. */
  action: string;
  isDanger?: boolean;
  /** Has to be typed first. */
  typed?: string;
  onClose: () => void;
  onSubmit: (reason: string | undefined) => Promise<void>;
  /** What will happen. */
  children: ReactNode;
}

/** For what cannot be taken back. */
export function ConfirmDialog({
  title,
  action,
  isDanger = false,
  typed,
  onClose,
  onSubmit,
  children,
}: Props) {
  const { t } = useLanguage();
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<RequestError | null>(null);
  const isReady = typed === undefined || text.trim() === typed;
  const submit = () => {
    if (!isReady) {
      return;
    }
    setIsBusy(true);
    onSubmit(reason.trim() || undefined)
      .then(onClose, (cause: unknown) =>
        setError(cause instanceof RequestError ? cause : new RequestError('internal')),
      )
      .finally(() => setIsBusy(false));
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone={isDanger ? 'danger' : 'primary'} isBusy={isBusy} disabled={!isReady}>
            {action}
          </Button>
        </>
      }
    >
      <p>{children}</p>
      {typed !== undefined && (
        <TextField
          label={t('bulk.type', { number: typed })}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <TextField
        label={t('common.reason')}
        hint={t('common.reasonHint')}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.target.value)}
      />
      {error && <ErrorNotice error={error} isAlert />}
    </Dialog>
  );
}
