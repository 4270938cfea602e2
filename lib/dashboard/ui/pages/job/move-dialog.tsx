import { useState } from 'react';
import { FormDialog } from '../../components/form-dialog.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useLanguage } from '../../i18n/i18n.js';

interface Props {
  isBusy: boolean;
  onClose: () => void;
  onSubmit: (queue: string) => Promise<boolean>;
}

export function MoveDialog({ isBusy, onClose, onSubmit }: Props) {
  const { t } = useLanguage();
  const [queue, setQueue] = useState('');
  const name = queue.trim();
  return (
    <FormDialog
      title={t('job.move')}
      action={t('action.move')}
      isReady={name !== ''}
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => void onSubmit(name).then((isDone) => isDone && onClose())}
    >
      <SuggestField field="queue" value={queue} onChange={setQueue} />
    </FormDialog>
  );
}
