import { useState } from 'react';
import { FormDialog } from '../../components/form-dialog.js';
import { useSubmit } from '../../components/use-submit.js';
import { useLanguage } from '../../i18n/i18n.js';
import { isComplete, SOON, toParams, WhenField } from '../jobs/when-field.js';

interface Props {
  onClose: () => void;
  onSubmit: (params: { at?: string; delayMs?: number }) => Promise<void>;
}

export function RescheduleDialog({ onClose, onSubmit }: Props) {
  const { t } = useLanguage();
  const [when, setWhen] = useState(SOON);
  const { submit, isBusy, error } = useSubmit(onClose);
  return (
    <FormDialog
      title={t('job.reschedule')}
      action={t('action.reschedule')}
      isReady={isComplete(when)}
      isBusy={isBusy}
      error={error}
      onClose={onClose}
      onSubmit={() => submit(onSubmit(toParams(when)))}
    >
      <WhenField value={when} onChange={setWhen} />
    </FormDialog>
  );
}
