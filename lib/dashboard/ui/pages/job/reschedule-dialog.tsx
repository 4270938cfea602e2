import { useState } from 'react';
import { FormDialog } from '../../components/form-dialog.js';
import { useLanguage } from '../../i18n/i18n.js';
import { isComplete, SOON, toParams, WhenField } from '../jobs/when-field.js';

interface Props {
  isBusy: boolean;
  onClose: () => void;
  onSubmit: (params: { at?: string; delayMs?: number }) => Promise<boolean>;
}

export function RescheduleDialog({ isBusy, onClose, onSubmit }: Props) {
  const { t } = useLanguage();
  const [when, setWhen] = useState(SOON);
  return (
    <FormDialog
      title={t('job.reschedule')}
      action={t('action.reschedule')}
      isReady={isComplete(when)}
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => void onSubmit(toParams(when)).then((isDone) => isDone && onClose())}
    >
      <WhenField value={when} onChange={setWhen} />
    </FormDialog>
  );
}
