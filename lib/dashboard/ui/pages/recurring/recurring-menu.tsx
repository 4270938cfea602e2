import { useState } from 'react';
import type { RecurringDetail } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import { useGoTo } from '../../app/page-link.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Menu, type MenuItem } from '../../components/menu.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { EditDialog } from './edit-dialog.js';

/** What is done seldom: edit, take the changes back, remove. */
export function RecurringMenu({ job }: { job: RecurringDetail }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const goTo = useGoTo();
  const toast = useToast();
  const [dialog, setDialog] = useState<'edit' | 'remove' | 'reset' | null>(null);
  const reset = useAction('resetRecurring', { isErrorShown: true });
  const remove = useAction('removeRecurring', { isErrorShown: true });
  const { access, capabilities } = config;
  const canEdit = access.editRecurring && capabilities.editRecurring;
  const canRemove = access.removeRecurring && capabilities.editRecurring;
  const items: (MenuItem | false)[] = [
    canEdit && { key: 'edit', label: t('recurring.edit'), icon: 'pencil', onSelect: () => setDialog('edit') },
    canEdit &&
      job.isEdited && {
        key: 'reset',
        label: t('recurring.reset'),
        icon: 'retry',
        onSelect: () => setDialog('reset'),
      },
    canRemove &&
      (job.source === 'runtime' || job.status === 'orphaned') && {
        key: 'remove',
        label: t('recurring.remove'),
        icon: 'trash',
        isDanger: true,
        onSelect: () => setDialog('remove'),
      },
  ];
  const shown = items.filter((item) => item !== false);
  if (shown.length === 0) {
    return null;
  }
  return (
    <>
      <Menu label={t('job.actions')} icon="more" size="small" isIconOnly items={shown} />
      {dialog === 'edit' && <EditDialog job={job} onClose={() => setDialog(null)} />}
      {dialog === 'reset' && (
        <ConfirmDialog
          title={t('recurring.reset')}
          action={t('recurring.reset')}
          onClose={() => setDialog(null)}
          onSubmit={async (reason) => {
            await reset.mutateAsync({ body: { ids: [job.id], reason } });
            toast({ text: t('recurring.done.reset') });
          }}
        >
          {t('recurring.resetAbout')}
        </ConfirmDialog>
      )}
      {dialog === 'remove' && (
        <ConfirmDialog
          title={t('recurring.remove')}
          action={t('recurring.remove')}
          isDanger
          typed={job.id}
          onClose={() => setDialog(null)}
          onSubmit={async (reason) => {
            await remove.mutateAsync({ body: { ids: [job.id], reason } });
            toast({ text: t('recurring.done.removed') });
            goTo({ page: 'recurring' });
          }}
        >
          {t('recurring.removeAbout')}
        </ConfirmDialog>
      )}
    </>
  );
}
