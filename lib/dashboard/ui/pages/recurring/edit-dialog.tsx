import { useState } from 'react';
import type { RecurringDetail } from '../../../api/index.js';
import { useAction, useDeed } from '../../api/actions.js';
import { useApi } from '../../api/hooks.js';
import { Checkbox, TextField } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { Notice } from '../../components/notice.js';
import { useSubmit } from '../../components/use-submit.js';
import { useToast } from '../../components/toasts.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useCronText } from '../../i18n/cron.js';
import { useLanguage } from '../../i18n/i18n.js';
import { RunList } from './next-runs.js';

const SHOWN_RUNS = 3;

/** Another schedule, with its next runs while it is written. */
export function EditDialog({ job, onClose }: { job: RecurringDetail; onClose: () => void }) {
  const { t } = useLanguage();
  const toast = useToast();
  const cronText = useCronText();
  const update = useAction('updateRecurring', { isErrorShown: true });
  const undo = useDeed('updateRecurring');
  const { submit, isBusy, error } = useSubmit(onClose);
  const [cron, setCron] = useState(job.cron);
  const [timeZone, setTimeZone] = useState(job.timeZone);
  const [queue, setQueue] = useState(job.queue);
  const [enabled, setEnabled] = useState(job.enabled);
  const preview = useApi(
    'previewRecurring',
    { query: { cron, timeZone, count: SHOWN_RUNS, id: job.id } },
    { isLive: false, enabled: cron.trim() !== '' },
  );

  const wrong = preview.data?.isValid === false ? preview.data : null;

  const save = async () => {
    const { id } = job;
    const before = { cron: job.cron, timeZone: job.timeZone, queue: job.queue, enabled: job.enabled };
    await update.mutateAsync({ body: { id, cron, timeZone, queue, enabled } });
    toast({
      text: t('recurring.done.updated'),
      action: {
        label: t('common.undo'),
        run: () => undo.act({ body: { id, ...before } }, () => toast({ text: t('common.undone') })),
      },
    });
  };

  return (
    <FormDialog
      title={t('recurring.edit')}
      action={t('common.save')}
      isReady={preview.data?.isValid === true}
      isBusy={isBusy}
      error={error ?? preview.error}
      onClose={onClose}
      onSubmit={() => submit(save())}
    >
      {job.source === 'code' && <Notice>{t('recurring.editAbout')}</Notice>}
      <TextField
        label={t('recurring.cron')}
        hint={preview.data?.isValid === true ? cronText(preview.data.plainCron) : null}
        error={wrong?.field === 'cron' ? wrong.message : null}
        value={cron}
        onChange={(event) => setCron(event.target.value)}
      />
      <TextField
        label={t('recurring.timeZone')}
        error={wrong?.field === 'timeZone' ? t('recurring.unknownZone') : null}
        value={timeZone}
        onChange={(event) => setTimeZone(event.target.value)}
      />
      {preview.data?.isValid && <RunList runs={preview.data.runs} timeZone={timeZone} />}
      <SuggestField field="queue" value={queue} onChange={setQueue} />
      <Checkbox
        label={t('recurring.enabled')}
        checked={enabled}
        onChange={(event) => setEnabled(event.target.checked)}
      />
    </FormDialog>
  );
}
