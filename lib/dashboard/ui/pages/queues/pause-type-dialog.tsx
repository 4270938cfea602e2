import { useState } from 'react';
import { useAction } from '../../api/actions.js';
import { PauseDialog } from '../../components/pause-dialog.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { pausedText, useResume } from './queue-actions.js';

/** Pauses the job type, or one that is to be named. */
export function PauseTypeDialog({ type, onClose }: { type?: string; onClose: () => void }) {
  const { t } = useLanguage();
  const toast = useToast();
  const pause = useAction('pause', { isErrorShown: true });
  const resume = useResume();
  const [chosen, setChosen] = useState('');
  const name = type ?? chosen.trim();
  return (
    <PauseDialog
      title={type === undefined ? t('types.pause') : t('types.pauseTitle', { type })}
      about={t('types.pauseAbout')}
      isReady={name !== ''}
      onClose={onClose}
      onSubmit={async (params) => {
        const target = { kind: 'type', name } as const;
        await pause.mutateAsync({ body: { target, ...params } });
        toast({
          text: pausedText(target, t),
          action: { label: t('common.undo'), run: () => resume(target) },
        });
      }}
    >
      {type === undefined && <SuggestField field="type" value={chosen} onChange={setChosen} />}
    </PauseDialog>
  );
}
