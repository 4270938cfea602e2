import { useState } from 'react';
import { isFinal } from '../../../../interfaces/job-state.type.js';
import type { JobView } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { Menu, type MenuItem } from '../../components/menu.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { copyText } from '../../utils/copy.js';
import { callText } from '../../utils/value-text.js';
import { PauseTypeDialog } from '../queues/pause-type-dialog.js';
import { MoveDialog } from './move-dialog.js';
import { RescheduleDialog } from './reschedule-dialog.js';
import { useJobAction } from './use-job-action.js';

/** What can be done to this job, in this state, by this viewer. */
export function JobActions({ job }: { job: JobView }) {
  const { t } = useLanguage();
  const { act, send, isBusy } = useJobAction(job);
  const [dialog, setDialog] = useState<'reschedule' | 'move' | 'pauseType' | null>(null);
  const { config } = useDashboard();
  const toast = useToast();
  const { actions } = job;
  const expected = job.state;
  const isRunning = job.state === 'processing';

  /** What one comes for, where the job is over. */
  const isRequeueFirst = actions.requeue && isFinal(job.state);
  const requeue = () => send({ action: 'requeue', body: { expected } }, t('job.done.requeue'));
  const remove = () =>
    send({ action: 'delete', body: { expected } }, t(isRunning ? 'job.done.cancel' : 'job.done.delete'));
  const copy = async (text: string) =>
    toast(
      (await copyText(text)) ? { text: t('common.copied') } : { tone: 'error', text: t('common.notCopied') },
    );
  const items: (MenuItem | false)[] = [
    actions.requeue &&
      !isRequeueFirst && { key: 'requeue', label: t('action.requeue'), icon: 'retry', onSelect: requeue },
    actions.runNow && {
      key: 'runNow',
      label: t('action.runNow'),
      icon: 'zap',
      onSelect: () => send({ action: 'reschedule', body: { expected, delayMs: 0 } }, t('job.done.runNow')),
    },
    actions.reschedule && {
      key: 'reschedule',
      label: t('action.reschedule'),
      icon: 'scheduled',
      onSelect: () => setDialog('reschedule'),
    },
    actions.move && {
      key: 'move',
      label: t('action.move'),
      icon: 'move',
      onSelect: () => setDialog('move'),
    },
    config.access.pauseQueues && {
      key: 'pauseType',
      label: t('types.pauseThis'),
      icon: 'pause',
      onSelect: () => setDialog('pauseType'),
    },
    {
      key: 'copyId',
      label: t('job.copyId'),
      icon: 'copy',
      onSelect: () => void copy(job.id),
    },
    {
      key: 'copyCall',
      label: t('job.copyCall'),
      icon: 'copy',
      onSelect: () => void copy(callText(job.type, job.args)),
    },
    actions.delete && {
      key: 'delete',
      label: t(isRunning ? 'action.cancelJob' : 'action.delete'),
      icon: 'trash',
      isDanger: true,
      onSelect: remove,
    },
  ];

  return (
    <>
      {isRequeueFirst && (
        <Button tone="primary" icon="retry" isBusy={isBusy} onClick={requeue}>
          {t('action.requeue')}
        </Button>
      )}
      <Menu label={t('job.actions')} icon="more" isIconOnly items={items.filter((item) => item !== false)} />
      {dialog === 'reschedule' && (
        <RescheduleDialog
          onClose={() => setDialog(null)}
          onSubmit={(params) =>
            act({ action: 'reschedule', body: { expected, ...params } }, t('job.done.reschedule'))
          }
        />
      )}
      {dialog === 'pauseType' && <PauseTypeDialog type={job.type} onClose={() => setDialog(null)} />}
      {dialog === 'move' && (
        <MoveDialog
          onClose={() => setDialog(null)}
          onSubmit={(queue) =>
            act({ action: 'move', body: { expected, queue } }, t('job.done.move', { queue }))
          }
        />
      )}
    </>
  );
}
