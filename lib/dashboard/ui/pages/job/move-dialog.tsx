import { useState } from 'react';
import { FormDialog } from '../../components/form-dialog.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useSubmit } from '../../components/use-submit.js';
import { useLanguage } from '../../i18n/i18n.js';

interface Props {
  onClose: () => void;
  onSubmit: (queue: string) => Promise<void>;
}

export function MoveDialog({ onClose, onSubmit }: Props) {
  const { t } = useLanguage();
  const [queue, setQueue] = useState('');
  const name = queue.trim();
  const { submit, isBusy, error } = useSubmit(onClose);
  return (
    <FormDialog
      title={t('job.move')}
      action={t('action.move')}
      isReady={name !== ''}
      isBusy={isBusy}
      error={error}
      onClose={onClose}
      onSubmit={() => submit(onSubmit(name))}
    >
      <SuggestField field="queue" value={queue} onChange={setQueue} />
    </FormDialog>
  );
}
