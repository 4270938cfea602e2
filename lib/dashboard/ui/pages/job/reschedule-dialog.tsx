import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { useLanguage } from '../../i18n/i18n.js';
import { isComplete, toParams, WhenField, type When } from '../jobs/when-field.js';

interface Props {
  onClose: () => void;
  onSubmit: (params: { at?: string; delayMs?: number }) => Promise<boolean>;
}

export function RescheduleDialog({ onClose, onSubmit }: Props) {
  const { t } = useLanguage();
  const [when, setWhen] = useState<When>({ kind: 'in', ms: 300_000 });
  const submit = () => {
    if (isComplete(when)) {
      void onSubmit(toParams(when)).then((isDone) => isDone && onClose());
    }
  };
  return (
    <Dialog
      title={t('job.reschedule')}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="primary" disabled={!isComplete(when)}>
            {t('action.reschedule')}
          </Button>
        </>
      }
    >
      <WhenField value={when} onChange={setWhen} isLater />
    </Dialog>
  );
}
