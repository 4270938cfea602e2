import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { useLanguage } from '../../i18n/i18n.js';
import { QueueField } from '../jobs/queue-field.js';

interface Props {
  onClose: () => void;
  onSubmit: (queue: string) => Promise<boolean>;
}

export function MoveDialog({ onClose, onSubmit }: Props) {
  const { t } = useLanguage();
  const [queue, setQueue] = useState('');
  const name = queue.trim();
  return (
    <Dialog
      title={t('job.move')}
      onClose={onClose}
      onSubmit={() => name !== '' && void onSubmit(name).then((isDone) => isDone && onClose())}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="primary" disabled={name === ''}>
            {t('action.move')}
          </Button>
        </>
      }
    >
      <QueueField value={queue} onChange={setQueue} />
    </Dialog>
  );
}
