import { useState, type ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';
import { TextField } from './field.js';
import { FormDialog } from './form-dialog.js';
import { ReasonField } from './reason-field.js';
import { useSubmit } from './use-submit.js';

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
export function ConfirmDialog({ title, action, isDanger, typed, onClose, onSubmit, children }: Props) {
  const { t } = useLanguage();
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const { submit, isBusy, error } = useSubmit(onClose);
  return (
    <FormDialog
      title={title}
      action={action}
      isDanger={isDanger}
      isReady={typed === undefined || text.trim() === typed}
      isBusy={isBusy}
      error={error}
      onClose={onClose}
      onSubmit={() => submit(onSubmit(reason.trim() || undefined))}
    >
      <p>{children}</p>
      {typed !== undefined && (
        <TextField
          label={t('bulk.type', { number: typed })}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ReasonField value={reason} onChange={setReason} />
    </FormDialog>
  );
}
